"""How each kind of container is read, compared, shown and put back, with the methods of the builtin types only."""

import collections
import contextvars
import functools
import itertools
import re
import sys
from types import FunctionType, MemberDescriptorType, SimpleNamespace

from testing_patterns_driver.state import leaves
from testing_patterns_driver.state.project import ABSENT, attributes_of, derives, module_of, mro, title


class Sequence:
    mutable = True

    def __init__(self, base, words):
        self.base = base
        self.words = words

    def held(self, it):
        return tuple(self.base.__iter__(it))

    def count(self, it):
        return self.base.__len__(it)

    def parts(self, held):
        return held

    def restorable(self, held):
        return True

    def put(self, it, held):
        self.base.clear(it)
        self.base.extend(it, held)

    def alike(self, then, now, compare):
        return len(then) == len(now) and all(map(compare, then, now))

    def show(self, it, held, show):
        return self.words % ", ".join(map(show, held))


class Tuple(Sequence):
    mutable = False

    def show(self, it, held, show):
        return "(%s,)" % show(held[0]) if len(held) == 1 else super().show(it, held, show)


class Set(Sequence):
    def put(self, it, held):
        self.base.clear(it)
        self.base.update(it, held)

    def alike(self, then, now, compare):
        if len(then) != len(now):
            return False
        others = {(type(each), each) for each in now if leaves.plain(each)}
        rest = [each for each in now if not leaves.plain(each)]
        return all(
            (type(each), each) in others if leaves.plain(each) else any(compare(each, other) for other in rest)
            for each in then
        )

    def show(self, it, held, show):
        return self.words % ", ".join(sorted(map(show, held))) if held else self.base.__name__ + "()"


class FrozenSet(Set):
    mutable = False


class Mapping(Sequence):
    """Held: first all keys, then all values."""

    def held(self, it):
        return (*self.base.keys(it), *self.base.values(it))

    def put(self, it, held):
        half = len(held) // 2
        self.base.clear(it)
        for key, value in zip(held[:half], held[half:]):
            self.base.__setitem__(it, key, value)

    def alike(self, then, now, compare):
        half = len(then) // 2
        if len(then) != len(now):
            return False
        if not all(map(leaves.plain, then[:half])):
            return all(map(compare, then, now))
        values = {(type(key), key): value for key, value in zip(now[:half], now[half:]) if leaves.plain(key)}
        pairs = (((type(key), key), value) for key, value in zip(then[:half], then[half:]))
        return all(key in values and compare(value, values[key]) for key, value in pairs)

    def show(self, it, held, show):
        half = len(held) // 2
        return self.words % ", ".join("%s: %s" % (show(k), show(v)) for k, v in zip(held[:half], held[half:]))


class Sized:
    """Of a container with too much in it to look at."""

    mutable = True

    def __init__(self, handler):
        self.handler = handler

    def held(self, it):
        return (self.handler.count(it),)

    def parts(self, held):
        return ()

    def restorable(self, held):
        return False

    def alike(self, then, now, compare):
        return then == now

    def show(self, it, held, show):
        return "%s of %d" % (title(type(it)), held[0])


class Bytes(Sequence):
    def held(self, it):
        return (bytes(it),)

    def put(self, it, held):
        it[:] = held[0]

    def show(self, it, held, show):
        return "bytearray(%s)" % show(held[0])


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


#: Whole numbers: the first and the step.
COUNTED = re.compile(r"count\((-?\d+(?:, -?\d+)?)\)")
LIST = Sequence(list, "[%s]")
COUNT = Count()
CALLS = Calls(list, "[%s]")
DICT = Mapping(dict, "{%s}")
BUILTIN = {
    dict: DICT,
    collections.OrderedDict: Mapping(collections.OrderedDict, "OrderedDict({%s})"),
    collections.defaultdict: Mapping(dict, "defaultdict({%s})"),
    collections.Counter: Mapping(dict, "Counter({%s})"),
    list: LIST,
    collections.deque: Sequence(collections.deque, "deque([%s])"),
    tuple: Tuple(tuple, "(%s)"),
    set: Set(set, "{%s}"),
    frozenset: FrozenSet(frozenset, "frozenset({%s})"),
    itertools.count: COUNT,
    bytearray: Bytes(bytearray, "bytearray(%s)"),
    functools._lru_cache_wrapper: Cache(),
    contextvars.ContextVar: Context(),
    FunctionType: Function(),
    SimpleNamespace: Instance("namespace"),
}
BY_TYPE = {id(kind): handler for kind, handler in BUILTIN.items()}
SIZED = {id(handler): Sized(handler) for handler in BUILTIN.values()}
MOCK = Mock("mock function")
#: Kept, so that their identities stay theirs.
CLASSES = {}


def handler_of(value, project):
    """None for what is only compared by identity."""
    kind = type(value)
    known = BY_TYPE.get(id(kind))
    if known and kind is not FunctionType and kind is not functools._lru_cache_wrapper:
        return known
    if known:
        return known if defined_in(value) in project.modules else None
    if id(kind) in CLASSES:
        return CLASSES[id(kind)][1]
    if is_mock(value):
        return MOCK
    module = module_of(kind)
    if module == "unittest.mock":
        return CALLS if derives(kind, list) else None
    if module not in project.modules or is_enum(kind) or derives(kind, type):
        return None
    base = next((BY_TYPE[id(each)] for each in mro(kind) if id(each) in BY_TYPE), None)
    handler = Instance(title(kind), base, slots_of(kind, project))
    CLASSES[id(kind)] = (kind, handler)
    return handler


def defined_in(value):
    """The module of a function. What a library remembers is its own business."""
    name = value.__globals__.get("__name__") if type(value) is FunctionType else vars(value).get("__module__")
    return name if type(name) is str else None


def sized(handler):
    return SIZED.setdefault(id(handler), Sized(handler))


def slots_of(kind, project):
    return tuple(
        each
        for base in mro(kind)
        if module_of(base) in project.modules
        for each in attributes_of(base).values()
        if type(each) is MemberDescriptorType
    )


def is_enum(kind):
    return any(module_of(base) == "enum" for base in mro(kind))


def is_mock(value):
    """Not isinstance, which asks the mock what it would like to be."""
    if type(value) is FunctionType:
        # What create_autospec makes of a function.
        return "mock" in value.__dict__ and is_mock(value.__dict__["mock"])
    return any(title(base) == "NonCallableMock" and module_of(base) == "unittest.mock" for base in mro(type(value)))
