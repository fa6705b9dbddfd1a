"""The plan, and the pipe that events are written to.

Tests may replace what they like of the standard library, so what is needed while they run is bound here before.
"""

import json
import os
import re

COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")

_channel = None


def read_plan():
    with open(os.environ["TESTING_PATTERNS_PLAN"], encoding="utf-8") as file:
        return json.load(file)


def open_channel(plan):
    global _channel
    _channel = Channel(plan["channel"])
    return _channel


def current_channel():
    """None in xdist's workers: only the process that was started by us tells."""
    return _channel


def plain(text, limit=4000):
    return COLOURS.sub("", str(text))[:limit]


class Channel:
    def __init__(self, descriptor):
        os.set_inheritable(descriptor, False)
        self.descriptor = descriptor
        self.owner = os.getpid()
        self.problems = 0
        self.executed = []

    def emit(self, _write=os.write, _dumps=json.dumps, _pid=os.getpid, **event):
        if _pid() != self.owner:
            return
        if event["type"] == "problem":
            self.problems += 1
        if event["type"] == "test" and event["outcome"] != "skipped":
            self.executed.append(event["id"])
        line = _dumps({key: value for key, value in event.items() if value is not None}).encode("ascii") + b"\n"
        try:
            while line:
                line = line[_write(self.descriptor, line) :]
        except OSError:
            # A test closed it, or nobody listens any more. A stream without its end says enough.
            self.owner = None

    def end(self):
        self.emit(type="run:end", executed=list(dict.fromkeys(self.executed)))
