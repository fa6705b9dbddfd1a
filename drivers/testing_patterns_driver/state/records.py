"""What a value held at a moment: every container in it with a shallow copy of its contents.

That is at once what a later look is compared with, what texts are made of, and what puts the value back in place.
"""

from itertools import chain
from operator import is_

from testing_patterns_driver.state import handlers, leaves

#: Of one variable. A larger one is only looked at on its first level, and of the largest only the size is known.
NODES = 500
DEPTH = 6
WIDE = 5000


class Record:
    __slots__ = ("root", "contents", "checks")

    def __init__(self, root, contents):
        self.root = root
        #: By identity: the container, how to handle it, what it held.
        self.contents = contents
        self.checks = [entry for entry in contents.values() if entry[1].mutable]

    def untouched(self):
        return untouched(self.checks)

    def restorable(self):
        return all(handler.restorable(held) for _, handler, held in self.checks)

    def put_back(self):
        for check in self.checks:
            container, handler, held = check
            if not untouched([check]):
                handler.put(container, held)


def untouched(checks):
    """Quick: the same objects in the same containers. False says nothing."""
    for container, handler, held in checks:
        now = handler.held(container)
        if len(now) != len(held) or not all(map(is_, now, held)):
            return False
    return True


class Bundle:
    """Many records at once, in a few calls: nearly always nothing has changed."""

    def __init__(self, records):
        checks = [check for record in records for check in record.checks]
        lists = [check for check in checks if check[1] is handlers.LIST]
        dicts = [check for check in checks if check[1] is handlers.DICT]
        self.others = [check for check in checks if check[1] is not handlers.LIST and check[1] is not handlers.DICT]
        self.lists = [container for container, _, _ in lists]
        self.lists_held = tuple(chain.from_iterable(held for _, _, held in lists))
        self.dicts = [container for container, _, _ in dicts]
        self.keys_held = tuple(chain.from_iterable(held[: len(held) // 2] for _, _, held in dicts))
        self.values_held = tuple(chain.from_iterable(held[len(held) // 2 :] for _, _, held in dicts))
        self.lengths = [len(held) for _, _, held in lists] + [len(held) // 2 for _, _, held in dicts]

    def untouched(self):
        return (
            [*map(list.__len__, self.lists), *map(dict.__len__, self.dicts)] == self.lengths
            and all(map(is_, chain.from_iterable(map(list.__iter__, self.lists)), self.lists_held))
            and all(map(is_, chain.from_iterable(map(dict.__iter__, self.dicts)), self.keys_held))
            and all(map(is_, chain.from_iterable(map(dict.values, self.dicts)), self.values_held))
            and untouched(self.others)
        )


class Recorder:
    def __init__(self, project):
        self.project = project
        #: By identity of a container: the variable that it was first seen in. In others it is only the same or not.
        self.owners = {}

    def record(self, root, owner):
        """The value itself, if it can only change by becoming another object."""
        if leaves.plain(root):
            return root
        contents = Walk(self, owner).contents_of(root)
        if not contents:
            return root
        record = Record(root, contents)
        if not record.checks and type(root) is not tuple and type(root) is not frozenset:
            return root
        for container, _, _ in record.checks:
            self.owners.setdefault(id(container), owner)
        return record

    def release(self, record, owner):
        """Its objects may go, and others may come to live at their addresses."""
        if type(record) is Record:
            for container, _, _ in record.checks:
                if self.owners.get(id(container)) == owner:
                    del self.owners[id(container)]


class Walk:
    def __init__(self, recorder, owner):
        self.recorder = recorder
        self.owner = owner
        self.contents = {}
        self.nodes = 0

    def contents_of(self, root):
        handler = self.handler(root)
        if handler and not self.visit(root, 0):
            held = handler.held(root)
            if len(held) > WIDE:
                handler = handlers.sized(handler)
                held = handler.held(root)
            self.contents = {id(root): (root, handler, held)}
        return self.contents

    def visit(self, value, depth):
        """False when there is too much of it."""
        if leaves.plain(value) or id(value) in self.contents:
            return True
        handler = self.handler(value)
        if handler is None:
            return True
        held = handler.held(value)
        self.contents[id(value)] = (value, handler, held)
        self.nodes += len(held)
        if self.nodes > NODES:
            return False
        return depth == DEPTH or all(self.visit(part, depth + 1) for part in handler.parts(held))

    def handler(self, value):
        handler = handlers.handler_of(value, self.recorder.project)
        if handler and handler.mutable and self.recorder.owners.get(id(value), self.owner) != self.owner:
            return None
        return handler


def same(then, now):
    """Whether two records, or values that need none, say the same."""
    if type(then) is Record and type(now) is Record:
        return alike(then.root, then, now.root, now, set())
    return then is now or leaves.equal(then, now)


def alike(a, then, b, now, seen):
    first, second = then.contents.get(id(a)), now.contents.get(id(b))
    if first is None or second is None:
        return leaves.equal(a, b)
    if first[1] is not second[1] or type(a) is not type(b):
        return False
    if (id(a), id(b)) in seen:
        return True
    seen.add((id(a), id(b)))
    return first[1].alike(first[2], second[2], lambda x, y: alike(x, then, y, now, seen))


def root_of(value):
    return value.root if type(value) is Record else value
