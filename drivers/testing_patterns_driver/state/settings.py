"""Switches of the interpreter and its libraries that belong to the whole process."""

import decimal
import gc
import os
import socket
import sys
import threading

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.pieces import Pieces, Same
from testing_patterns_driver.state.project import is_mock


class Settings(Pieces):
    """Numbers and flags: how to read each and how to set it."""

    kind = "global"
    known = {
        "sys.recursionlimit": (sys.getrecursionlimit, sys.setrecursionlimit),
        "sys.switchinterval": (sys.getswitchinterval, sys.setswitchinterval),
        "sys.dont_write_bytecode": (
            lambda: sys.dont_write_bytecode,
            lambda value: setattr(sys, "dont_write_bytecode", value),
        ),
        "socket.defaulttimeout": (socket.getdefaulttimeout, socket.setdefaulttimeout),
        "gc.enabled": (gc.isenabled, lambda value: gc.enable() if value else gc.disable()),
        "decimal.context.prec": (
            lambda: decimal.getcontext().prec,
            lambda value: setattr(decimal.getcontext(), "prec", value),
        ),
        "decimal.context.rounding": (
            lambda: decimal.getcontext().rounding,
            lambda value: setattr(decimal.getcontext(), "rounding", value),
        ),
    }

    def read(self):
        return {name: get() for name, (get, _) in self.known.items()}

    def put(self, name, value):
        self.known[name][1](value)


class Streams(Pieces):
    """What `sys` and `threading` hand out to everybody, and objects of the library that stand for the whole process."""

    kind = "builtin"
    known = (
        (sys, "stdout"),
        (sys, "stderr"),
        (sys, "excepthook"),
        (sys, "displayhook"),
        (sys, "exit"),
        (sys, "platform"),
        (threading, "excepthook"),
        (os, "environ"),
    )

    def read(self):
        found = {"%s.%s" % (holder.__name__, name): Same(vars(holder).get(name)) for holder, name in self.known}
        argv = sys.argv
        found["sys.argv"] = (Same(argv), *(each for each in argv if type(each) is str))
        return found

    def kind_of(self, name, then, now):
        return "spy" if any(type(each) is Same and is_mock(each.it) for each in (then, now)) else self.kind

    def text(self, name, value):
        return texts.text(value.it)

    def change(self, name, then, now):
        if name != "sys.argv":
            return super().change(name, then, now)
        before, after = texts.differing([repr(each) for each in then[1:]], [repr(each) for each in now[1:]])
        plain = {**super().change(name, then[0], now[0]), "before": before, "after": after}
        return {**plain, "back": self.first[name] == now}

    def may_have(self, kind, name):
        return kind in ("builtin", "spy") and name in self.first

    def put(self, name, value):
        holder, _, attribute = name.partition(".")
        if name == "sys.argv":
            value[0].it[:] = value[1:]
            value = value[0]
        setattr(sys.modules[holder], attribute, value.it)
