"""Values in a few words: one line, no addresses, the same in every run where the value is the same."""

import os
import re
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from testing_patterns_driver.state import leaves
from testing_patterns_driver.state.project import ABSENT, derives, is_enum, is_mock, title
from testing_patterns_driver.state.records import Record

LONGEST = 200
NOT_SET = "(not set)"
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_TMP = os.environ.get("TMPDIR")


def text(value):
    """Of a value or the record of one."""
    contents = value.contents if type(value) is Record else {}
    return shorten(show(value.root if type(value) is Record else value, contents, set()))


def both(then, now):
    """What it was and what it is, told apart also where the same words fit."""
    before, after = text(then), text(now)
    if before != after:
        return before, after
    first, second = (each.root if type(each) is Record else each for each in (then, now))
    return before, after + (" (changed)" if first is second else " (another one)")


def shorten(words):
    if _TMP:
        words = words.replace(_TMP, "$TMPDIR")
    words = " ".join(ADDRESS.sub("", words).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def differing(then, now):
    """Two lists of texts, each without what both begin and end with."""
    start = 0
    while start < min(len(then), len(now)) and then[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(then), len(now)) - start and then[-1 - end] == now[-1 - end]:
        end += 1
    return [
        shorten("[%s]" % ", ".join(["…"] * (start > 0) + list(each[start : len(each) - end]) + ["…"] * (end > 0)))
        for each in (then, now)
    ]


def show(value, contents, above):
    if value is ABSENT:
        return NOT_SET
    if leaves.plain(value):
        return repr(value[:LONGEST] if type(value) is str or type(value) is bytes else value)
    if id(value) in above:
        return "…"
    entry = contents.get(id(value))
    if entry is None:
        return thing(value)
    return entry[1].show(value, entry[2], lambda part: show(part, contents, above | {id(value)}))


def thing(value):
    """What is known by its identity alone."""
    kind = type(value)
    if is_mock(value):
        return "mock function"
    if kind is FunctionType or kind is BuiltinFunctionType:
        return "function " + str(value.__name__)
    if kind is MethodType and type(value.__func__) is FunctionType:
        return "method " + value.__func__.__name__
    if derives(kind, type):
        return "class " + title(value)
    if derives(kind, ModuleType):
        return "module %s" % object.__getattribute__(value, "__dict__").get("__name__")
    if is_enum(kind):
        return "%s.%s" % (title(kind), object.__getattribute__(value, "__dict__").get("_name_"))
    if (kind is staticmethod or kind is classmethod) and type(value.__func__) is FunctionType:
        return "%s %s" % (title(kind), value.__func__.__name__)
    return title(kind) + " object"
