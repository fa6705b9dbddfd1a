"""Functions of the language and its libraries that tests replace by hand, and names that they add to builtins."""

import builtins
import sys
from operator import is_
from os import path
from types import BuiltinFunctionType, FunctionType, MethodType

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.clock import frozen
from testing_patterns_driver.state.pieces import Pieces
from testing_patterns_driver.state.project import ABSENT, attributes_of, derives, is_mock, namespace_of

#: Modules, and classes of theirs whose methods are replaced.
MODULES = {
    "builtins": (),
    "time": (),
    "datetime": (),
    "random": ("Random",),
    "os": (),
    "posixpath": (),
    "ntpath": (),
    "shutil": (),
    "pathlib": ("Path", "PurePath"),
    "tempfile": (),
    "socket": ("socket",),
    "subprocess": ("Popen",),
    "json": (),
    "uuid": (),
    "getpass": (),
    "platform": (),
    "locale": (),
    "logging": ("Logger", "Handler"),
    "threading": ("Thread",),
    "asyncio": (),
    "smtplib": ("SMTP",),
    "urllib.request": ("OpenerDirector",),
    "http.client": ("HTTPConnection",),
    "requests": (),
    "requests.api": (),
    "requests.sessions": ("Session",),
    "httpx": ("Client", "AsyncClient"),
}
KINDS = (FunctionType, BuiltinFunctionType, MethodType, type, staticmethod, classmethod)
FUNCTIONS = {id(kind) for kind in KINDS}


class Library(Pieces):
    """Each namespace is compared as a whole first; only in one that changed are names looked at."""

    kind = "builtin"

    def __init__(self):
        self.places = {}
        for name in MODULES:
            self.loaded(name)

    def start(self):
        for place in self.places.values():
            place.notice()

    def loaded(self, name):
        """What a library brings along is there from its start."""
        namespace = namespace_of(sys.modules.get(name))
        if namespace is None or name in self.places:
            return
        shown = "os.path" if namespace is namespace_of(path) else name
        self.places[name] = Place(shown, sys.modules[name], namespace)
        for each in MODULES[name]:
            kind = namespace.get(each)
            if derives(type(kind), type):
                self.places["%s.%s" % (name, each)] = Place("%s.%s" % (shown, each), kind, attributes_of(kind))

    def absorb(self):
        for place in self.places.values():
            for name, _, now in place.look():
                place.first[name] = now

    def changes(self):
        for name in MODULES:
            self.loaded(name)
        found = []
        for place in self.places.values():
            found += (self.told(place, *each) for each in place.look())
        return found

    def told(self, place, name, then, now):
        first = place.first.get(name, ABSENT)
        before, after = texts.both(then, now)
        mocked = then is not now and (is_mock(then) or is_mock(now))
        return {
            "kind": "spy" if mocked else self.kind if first is not ABSENT else "global",
            "name": "%s.%s" % (place.name, name),
            "before": before,
            "after": after,
            "back": first is now,
            "restorable": True,
        }

    def may_have(self, kind, name):
        known = ("builtin", "spy", "global") if name.startswith("builtins.") else ("builtin", "spy")
        return kind in known and self.place_of(name)[0] is not None

    def has(self, kind, name):
        place, attribute = self.place_of(name)
        return attribute in place.first or (place.of_builtins and attribute in place.namespace)

    def place_of(self, name):
        owner, _, attribute = name.rpartition(".")
        return next((place for place in self.places.values() if place.name == owner), None), attribute

    def restore(self, kind, name):
        place, attribute = self.place_of(name)
        place.put(attribute, place.first.get(attribute, ABSENT))

    def follow(self, kind, name):
        place, attribute = self.place_of(name)
        last = place.namespace.get(attribute, ABSENT)

        def changed():
            nonlocal last
            then, last = last, place.namespace.get(attribute, ABSENT)
            return then is not last

        return changed


class Place:
    def __init__(self, name, holder, namespace):
        self.name = name
        self.holder = holder
        self.namespace = namespace
        self.of_builtins = namespace is vars(builtins)
        self.notice()

    def notice(self):
        self.values = tuple(self.namespace.values())
        self.first = self.replaceable()
        self.last = dict(self.first)

    def replaceable(self):
        """In builtins also what is new there: every module sees it."""
        return {
            name: value
            for name, value in tuple(self.namespace.items())
            if wanted(name) and (self.of_builtins or id(type(value)) in FUNCTIONS)
        }

    def look(self):
        """Names with what they were and what they are."""
        values = tuple(self.namespace.values())
        if len(values) == len(self.values) and all(map(is_, values, self.values)):
            return []
        self.values = values
        now = self.replaceable()
        if not self.of_builtins:
            now = {name: self.namespace.get(name, ABSENT) for name in self.first}
        found = []
        for name in sorted({**self.last, **now}):
            a, b = self.last.get(name, ABSENT), now.get(name, ABSENT)
            if a is not b and not frozen(a) and not frozen(b):
                found.append((name, a, b))
        self.last = now
        return found

    def put(self, name, value):
        if derives(type(self.holder), type):
            if value is ABSENT:
                type.__delattr__(self.holder, name)
            else:
                type.__setattr__(self.holder, name, value)
        elif value is ABSENT:
            self.namespace.pop(name, None)
        else:
            self.namespace[name] = value


def wanted(name):
    """What is private is a library's own business, but for `__init__` and its like, and gettext's `_`."""
    if type(name) is not str or name.startswith("@"):
        return False
    return name == "_" or not name.startswith("_") or (name.startswith("__") and name.endswith("__"))
