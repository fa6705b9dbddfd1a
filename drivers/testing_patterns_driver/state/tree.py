"""The files below one folder, looked at again and again for little.

Folders are listed again only when their own time of change moved; files of data are asked for theirs at each look. Source
files are seen when they come and go.
"""

import re
import stat
import time
from io import open
from os import lstat, readlink, scandir
from zlib import crc32

#: Of files and folders together; more are not looked at.
ENTRIES = 5000
#: Bytes. What is larger is only known by its size and time of change.
READ = 64 * 1024
READ_DATABASE = 5 * 1024 * 1024
#: Bytes of all together.
READ_ALL = 32 * 1024 * 1024
#: Nanoseconds. A second change within that time may leave the same time of change.
TICK = 50_000_000

IGNORED = re.compile(
    r"\.git|\.hg|\.svn|node_modules|\.?venv|\.tox|\.nox|__pycache__|\.[a-z_]+_cache|\.cache|\.hypothesis|\.benchmarks"
    r"|\.coverage.*|.*\.pyc|.*\.egg-info|pytest-of-.*|\.idea|\.vscode"
)
SOURCE = re.compile(r".*\.(?:pyi?|[cm]?[jt]sx?|html?|css|md|rst|so|pyd|c|h|cpp|rs|go|java)")
SQLITE = b"SQLite format 3\x00"
#: What SQLite puts beside a database for as long as it writes: told as the database.
BESIDE = ("-wal", "-shm", "-journal")


class TooMany(Exception):
    pass


class Tree:
    def __init__(self, root):
        self.root = root
        #: By path: when it was changed last, whether that was just now, what is in it.
        self.folders = {}
        self.files = {}
        #: Folders of the last look.
        self.visited = set()
        self.room = READ_ALL

    def look(self):
        """From paths, relative and with slashes, to what is there: `File`, or EMPTY for a folder with nothing in it."""
        found = {}
        self.visited = set()
        self.visit("", found)
        if len(self.folders) + len(found) > ENTRIES:
            raise TooMany
        self.files = {path: self.files[path] for path in found if path in self.files}
        return {path: file for path, (_, _, file) in found.items()}

    def visit(self, folder, found):
        listed = self.listed(folder)
        if listed is None:
            return
        self.visited.add(folder)
        folders, files = listed
        for path in folders:
            self.visit(path, found)
        for path in files:
            if self.file(path):
                found[path] = self.files[path]
        if folder and not folders and not files:
            found[folder + "/"] = (None, False, EMPTY)

    def listed(self, folder, _now=time.time_ns):
        try:
            changed = lstat(self.path(folder)).st_mtime_ns
            known = self.folders.get(folder)
            if known is None or known[0] != changed or known[1]:
                known = self.folders[folder] = (changed, _now() - changed < TICK, self.list(folder))
            return known[2]
        except OSError:
            self.folders.pop(folder, None)
            return None

    def list(self, folder):
        folders, files = [], []
        with scandir(self.path(folder)) as entries:
            for entry in entries:
                if IGNORED.fullmatch(entry.name) is None and not entry.name.endswith(BESIDE):
                    path = folder + "/" + entry.name if folder else entry.name
                    (folders if entry.is_dir(follow_symlinks=False) else files).append(path)
        if len(self.folders) + len(folders) + len(files) > ENTRIES:
            raise TooMany
        return sorted(folders), sorted(files)

    def path(self, inner):
        return self.root + "/" + inner if inner else self.root

    def file(self, path):
        """One alone; None if it is not there."""
        known = self.known(path)
        if known is None:
            self.files.pop(path, None)
            return None
        self.files[path] = known
        return known[2]

    def known(self, path, _now=time.time_ns):
        known = self.files.get(path)
        if known and SOURCE.fullmatch(path):
            return known
        try:
            status = lstat(self.path(path))
            wal = written(self.path(path)) if known and known[2].database else 0
            signature = (status.st_mtime_ns, status.st_size, status.st_ino, wal)
            if known and known[0] == signature and not known[1]:
                return known
            room = known is not None or status.st_size <= self.room
            file = read(self.path(path), status, wal, room)
            if file.database and wal == 0 and written(self.path(path)):
                # Only now known to be one.
                wal = written(self.path(path))
                signature = (*signature[:3], wal)
                file = read(self.path(path), status, wal, room)
            if known is None and file.content is not None:
                self.room -= file.size
            return signature, _now() - status.st_mtime_ns < TICK, file
        except OSError:
            return None


class File:
    """What was in it, as far as it was read."""

    __slots__ = ("database", "size", "crc", "content", "moment")

    def __init__(self, database, size, content, moment):
        self.database = database
        self.size = size
        self.content = content
        self.crc = None if content is None else crc32(content)
        self.moment = moment if content is None else None

    def __eq__(self, other):
        return type(other) is File and self.all() == other.all()

    def all(self):
        return self.database, self.size, self.crc, self.moment

    def __hash__(self):
        return hash(self.all())


EMPTY = File(False, 0, b"folder", None)


def read(path, status, wal, room):
    """A link is only known by where it leads, and never written through."""
    if stat.S_ISLNK(status.st_mode):
        return File(False, status.st_size, None, readlink(path))
    if not stat.S_ISREG(status.st_mode):
        return File(False, 0, None, None)
    if SOURCE.fullmatch(path):
        return File(False, status.st_size, None, None)
    with open(path, "rb") as file:
        head = file.read(len(SQLITE))
        database = head == SQLITE
        rest = file.read() if room and status.st_size <= (READ_DATABASE if database else READ) else None
    if rest is None or wal:
        return File(database, status.st_size, None, (status.st_mtime_ns, wal))
    return File(database, status.st_size, head + rest, None)


def written(path):
    """Bytes that are not in the database itself yet."""
    total = 0
    for end in ("-wal", "-journal"):
        try:
            total += lstat(path + end).st_size
        except OSError:
            continue
    return total
