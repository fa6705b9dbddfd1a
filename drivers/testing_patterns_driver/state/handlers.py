"""Who handles which value."""

import collections
import contextvars
import functools
import itertools
from types import FunctionType, MemberDescriptorType, SimpleNamespace

from testing_patterns_driver.state.containers import Bytes, FrozenSet, Mapping, Sequence, Set, Sized, Tuple
from testing_patterns_driver.state.objects import Cache, Calls, Context, Count, Function, Instance, Mock
from testing_patterns_driver.state.project import attributes_of, derives, is_enum, is_mock, module_of, mro, title

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
