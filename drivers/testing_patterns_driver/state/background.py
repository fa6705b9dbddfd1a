"""What goes on beside the tests: threads, timers, handlers of signals."""

import re
import signal
import threading
from _signal import getsignal

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.pieces import Pieces, Same
from testing_patterns_driver.state.project import ABSENT, derives, mro, title

#: `Thread-3`, `Thread-3 (work)`, `ThreadPoolExecutor-0_1`, `asyncio_0`
COUNTER = re.compile(r"(?:-\d+)?(?:_\d+)?(?= \(|$)")
#: A thread that is about to end is none that was left behind. Short waits (seconds): while the machine stands still, both do.
WAITS, WAIT = 10, 0.005


class Threads(Pieces):
    kind = "thread"

    def start(self):
        self.before = {id(thread) for thread in alive()}
        self.kept = alive()
        self.waited = set()
        super().start()

    def read(self):
        found = {}
        for thread in self.new():
            found[name_of(thread)] = found.get(name_of(thread), 0) + 1
        return found

    def new(self):
        return [thread for thread in alive() if id(thread) not in self.before]

    def changes(self, _join=threading.Thread.join):
        for thread in self.new():
            if id(thread) not in self.waited:
                self.waited.add(id(thread))
                self.kept.append(thread)
                for _ in range(WAITS):
                    _join(thread, WAIT)
        return super().changes()

    def text(self, name, value):
        return texts.NOT_SET if value is ABSENT else "alive" if value == 1 else "%d alive" % value

    def refusal(self, name):
        mine = [thread for thread in self.new() if name_of(thread) == name]
        return None if all(is_timer(thread) for thread in mine) else "A thread cannot be ended from outside."

    def put(self, name, value):
        for thread in self.new():
            if name_of(thread) == name:
                threading.Timer.cancel(thread)
                threading.Thread.join(thread, 1)


def alive(_is_alive=threading.Thread.is_alive):
    return [thread for thread in list(threading._active.values()) if started_by_us(thread) and _is_alive(thread)]


def started_by_us(thread):
    """A dummy stands for a thread that another language started."""
    return not {"_MainThread", "_DummyThread"}.intersection(map(title, mro(type(thread))))


def is_timer(thread):
    return derives(type(thread), threading.Timer)


def name_of(thread):
    """Older Pythons do not say what a thread runs."""
    known = vars(thread)
    name = COUNTER.sub("", known["_name"])
    if name.partition(" ")[0] != "Thread":
        return name
    kind, work = ("Timer", known.get("function")) if is_timer(thread) else ("Thread", known.get("_target"))
    work = getattr(work, "__name__", None)
    return "%s (%s)" % (kind, work) if type(work) is str else kind


class Signals(Pieces):
    kind = "signal-handler"
    numbers = {number.name: int(number) for number in signal.Signals if number.name not in ("SIGKILL", "SIGSTOP")}

    def read(self):
        return {name: Same(getsignal(number)) for name, number in self.numbers.items()}

    def text(self, name, value):
        if type(value.it) is int:
            return signal.Handlers(value.it).name
        return texts.text(value.it) if value.it is not None else "a handler of another language"

    def refusal(self, name):
        return "Only Python's own handlers can be put back." if self.first[name].it is None else None

    def put(self, name, value, _signal=signal.signal):
        _signal(self.numbers[name], value.it)


class Alarms(Pieces):
    """Timers of the operating system that send a signal when they are over."""

    kind = "timer"
    timers = {name: getattr(signal, name) for name in ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF") if hasattr(signal, name)}

    def read(self, _getitimer=getattr(signal, "getitimer", None)):
        return {name: True for name, number in self.timers.items() if _getitimer(number)[0] > 0}

    def text(self, name, value):
        return texts.NOT_SET if value is ABSENT else "set"

    def refusal(self, name):
        return "How long it was to run is not known." if name in self.first else None

    def put(self, name, value, _setitimer=getattr(signal, "setitimer", None)):
        _setitimer(self.timers[name], 0)
