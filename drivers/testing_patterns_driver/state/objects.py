"""How objects that hold something are read, compared, shown and put back: the project's own, and some of the library."""

import functools
import itertools
import re
import sys

from testing_patterns_driver.state.containers import Sequence
from testing_patterns_driver.state.project import ABSENT

#: Whole numbers: the first and the step.
COUNTED = re.compile(r"count\((-?\d+(?:, -?\d+)?)\)")


class Cache:
    """What functools.lru_cache remembers: only how much."""

    mutable = True

    def held(self, it):
        return (functools._lru_cache_wrapper.cache_info(it).currsize,)

    def parts(self, held):
        return held

    def restorable(self, held):
        return held == (0,)

    def put(self, it, held):
        functools._lru_cache_wrapper.cache_clear(it)

    def alike(self, then, now, compare):
        return then == now

    def show(self, it, held, show):
        return "cache of %d" % held[0]


class Context:
    """A ContextVar in the context that all tests run in."""

    mutable = True

    def held(self, it):
        try:
            return (it.get(),)
        except LookupError:
            return (ABSENT,)

    def parts(self, held):
        return held

    def restorable(self, held):
        return held[0] is not ABSENT

    def put(self, it, held):
        it.set(held[0])

    def alike(self, then, now, compare):
        return compare(then[0], now[0])

    def show(self, it, held, show):
        return show(held[0])


class Function:
    """Its parameters' defaults live as long as it does. Only their contents are put back."""

    mutable = False

    def held(self, it):
        return (*(it.__defaults__ or ()), *(it.__kwdefaults__ or {}).values())

    def parts(self, held):
        return held

    def alike(self, then, now, compare):
        return len(then) == len(now) and all(map(compare, then, now))

    def show(self, it, held, show):
        return "function %s with defaults %s" % (it.__name__, ", ".join(map(show, held)))


class Instance:
    """Of a class of the project: its own attributes, and what it holds as a kind of builtin container.

    Held: how many names, the names, their values, the slots' values, what the base holds.
    """

    mutable = True

    def __init__(self, name, base=None, slots=()):
        self.name = name
        self.base = base
        self.slots = slots

    def fields(self, it):
        try:
            fields = object.__getattribute__(it, "__dict__")
        except AttributeError:
            return {}
        return fields if type(fields) is dict else {}

    def held(self, it):
        fields = self.fields(it)
        slots = [self.slot(it, each) for each in self.slots]
        inner = self.base.held(it) if self.base else ()
        return (len(fields), *dict.keys(fields), *dict.values(fields), *slots, *inner)

    def count(self, it):
        return len(self.held(it))

    def slot(self, it, descriptor):
        try:
            return descriptor.__get__(it)
        except AttributeError:
            return ABSENT

    def split(self, held):
        count = held[0]
        values, after = held[1 + count : 1 + 2 * count], 1 + 2 * count
        slots = held[after : after + len(self.slots)]
        return held[1 : 1 + count], values, slots, held[after + len(self.slots) :]

    def parts(self, held):
        return held[1:]

    def restorable(self, held):
        return True

    def put(self, it, held):
        names, values, slots, inner = self.split(held)
        fields = self.fields(it)
        dict.clear(fields)
        dict.update(fields, zip(names, values))
        for descriptor, value in zip(self.slots, slots):
            if value is not ABSENT:
                descriptor.__set__(it, value)
            elif self.slot(it, descriptor) is not ABSENT:
                descriptor.__delete__(it)
        if self.base and self.base.mutable:
            self.base.put(it, inner)

    def alike(self, then, now, compare):
        a, b = self.split(then), self.split(now)
        fields = dict(zip(b[0], b[1]))
        return (
            len(a[0]) == len(fields)
            and all(name in fields and compare(value, fields[name]) for name, value in zip(a[0], a[1]))
            and all(map(compare, a[2], b[2]))
            and (self.base is None or self.base.alike(a[3], b[3], compare))
        )

    def show(self, it, held, show):
        names, values, slots, inner = self.split(held)
        named = list(zip(names, values)) + list(zip((each.__name__ for each in self.slots), slots))
        told = ["%s: %s" % (name, show(value)) for name, value in named if value is not ABSENT]
        if self.base:
            told.insert(0, self.base.show(it, inner, show))
        return "%s {%s}" % (self.name, ", ".join(told))


class Mock(Instance):
    """It remembers its calls. Putting it back makes it forget those that came after."""

    def show(self, it, held, show):
        names, values, _, _ = self.split(held)
        calls = dict(zip(names, values)).get("_mock_mock_calls")
        return "mock function" + ("" if calls is None else show(calls))


class Calls(Sequence):
    """Of a mock and of those that it hands out."""

    def show(self, it, held, show):
        return ", calls: %d" % len(held) if held else ""


class Count:
    """itertools.count tells how far it is, but cannot be set: another one must take its place."""

    mutable = True

    def held(self, it):
        return (sys.intern(repr(it)),)

    def parts(self, held):
        return ()

    def restorable(self, held):
        return False

    def another(self, held):
        numbers = COUNTED.fullmatch(held[0])
        return numbers and itertools.count(*map(int, numbers.group(1).split(", ")))

    def alike(self, then, now, compare):
        return then == now

    def show(self, it, held, show):
        return held[0]
