"""Values in a few words: one line, no addresses, the same in every run where the value is the same."""

import os
import re
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from testing_patterns_driver.state import containers, leaves
from testing_patterns_driver.state.project import ABSENT, mro, title
from testing_patterns_driver.state.records import Record

LONGEST = 200
NOT_SET = "(not set)"
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_TMP = os.environ.get("TMPDIR")


def text(value):
    """Of a value or the record of one."""
    contents = value.contents if type(value) is Record else {}
    return shorten(show(value.root if type(value) is Record else value, contents, set()))


def shorten(words):
    if _TMP:
        words = words.replace(_TMP, "$TMPDIR")
    words = " ".join(ADDRESS.sub("", words).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def show(value, contents, above):
    if value is ABSENT:
        return NOT_SET
    if leaves.plain(value):
        return repr(value[:LONGEST] if type(value) in (str, bytes) else value)
    if id(value) in above:
        return "…"
    entry = contents.get(id(value))
    if entry is None:
        return thing(value)
    return entry[1].show(value, entry[2], lambda part: show(part, contents, above | {id(value)}))


def thing(value):
    """What is known by its identity alone."""
    kind = type(value)
    if containers.is_mock(value):
        return "mock function"
    if kind in (FunctionType, BuiltinFunctionType):
        return "function " + str(value.__name__)
    if kind is MethodType and type(value.__func__) is FunctionType:
        return "method " + value.__func__.__name__
    if type in mro(kind):
        return "class " + title(value)
    if ModuleType in mro(kind):
        return "module %s" % object.__getattribute__(value, "__dict__").get("__name__")
    if containers.is_enum(kind):
        return "%s.%s" % (title(kind), object.__getattribute__(value, "__dict__").get("_name_"))
    if kind in (staticmethod, classmethod) and type(value.__func__) is FunctionType:
        return "%s %s" % (title(kind), value.__func__.__name__)
    return title(kind) + " object"
