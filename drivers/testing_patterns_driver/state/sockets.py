"""Sockets of this process that wait for connections. Told where Linux tells."""

import re
from io import open
from os import listdir, readlink

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.pieces import Pieces
from testing_patterns_driver.state.project import ABSENT

SOCKET = re.compile(r"socket:\[(\d+)\]")
LISTENS = "0A"


class Sockets(Pieces):
    kind = "socket"

    def __init__(self):
        self.free = free_ports()
        self.seen = None

    def read(self):
        mine = own_sockets()
        if self.seen is None or self.seen[0] != mine:
            self.seen = (mine, self.listening(mine))
        return self.seen[1]

    def listening(self, mine):
        found = {}
        for table in ("tcp", "tcp6") if mine else ():
            for address, port in listening(table, mine):
                name = "%s:%s" % (address, "(free port)" if port in self.free else port)
                found[name] = found.get(name, 0) + 1
        return found

    def text(self, name, value):
        return texts.NOT_SET if value is ABSENT else "listening" if value == 1 else "%d listening" % value

    def refusal(self, name):
        return "Only who opened it can close it."


def own_sockets():
    found = set()
    try:
        for descriptor in listdir("/proc/self/fd"):
            try:
                found.update(SOCKET.findall(readlink("/proc/self/fd/" + descriptor)))
            except OSError:
                continue
    except OSError:
        pass
    return found


def listening(table, mine):
    try:
        with open("/proc/self/net/" + table, encoding="ascii") as lines:
            rows = [line.split() for line in lines][1:]
    except OSError:
        return
    for row in rows:
        if row[3] == LISTENS and row[9] in mine:
            address, _, port = row[1].rpartition(":")
            yield words(address), int(port, 16)


def words(address):
    """Four bytes at a time, the last one first."""
    data = b"".join(bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8))
    if len(data) == 4:
        return ".".join(map(str, data))
    groups = ["%x" % int.from_bytes(data[at : at + 2], "big") for at in range(0, 16, 2)]
    return "[%s]" % re.sub(r"(?:^|:)0(?::0)+(?:$|:)", "::", ":".join(groups), count=1)


def free_ports():
    """From these the system chooses when it is asked for any."""
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as limits:
            first, last = map(int, limits.read().split())
    except OSError:
        first, last = 32768, 60999
    return range(first, last + 1)
