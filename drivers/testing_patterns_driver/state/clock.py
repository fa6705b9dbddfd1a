"""A clock that somebody holds: freezegun or time-machine at work."""

import sys
from types import FunctionType

from testing_patterns_driver.state.pieces import Pieces
from testing_patterns_driver.state.project import ABSENT, derives, module_of, namespace_of

#: The list of the clocks that are held at the moment, one in the other, and the class that starts and stops them.
HOLDERS = {"freezegun.api": ("freeze_factories", "_freeze_time"), "time_machine": ("coordinates_stack", "travel")}


class Clock(Pieces):
    kind = "fake-timers"

    def __init__(self):
        self.holders = []
        self.known = set()
        for name in HOLDERS:
            self.loaded(name)

    def loaded(self, name):
        """From now on who holds the clock is known, and can be asked to let it go."""
        kind = (namespace_of(sys.modules.get(name)) or {}).get(HOLDERS[name][1])
        start, stop = getattr(kind, "start", None), getattr(kind, "stop", None)
        if name in self.known or type(start) is not FunctionType or type(stop) is not FunctionType:
            return
        self.known.add(name)

        def noted_start(holder):
            started = start(holder)
            self.holders.append(holder)
            return started

        def noted_stop(holder):
            self.holders[:] = [each for each in self.holders if each is not holder]
            return stop(holder)

        kind.start, kind.stop = noted_start, noted_stop

    def read(self):
        stacks = ((namespace_of(sys.modules.get(name)) or {}).get(stack) for name, (stack, _) in HOLDERS.items())
        return {"clock": sum(len(stack) for stack in stacks if type(stack) is list)}

    def text(self, name, value):
        return "the real clock" if value in (0, ABSENT) else "a clock that stands still or is set"

    def refusal(self, name):
        return None if len(self.holders) >= self.read()[name] - self.first[name] else "Who holds it is not known."

    def put(self, name, value):
        while self.read()[name] > value:
            self.holders[-1].stop()


def frozen(value):
    """Put by freezegun in the place of a function of the clock, everywhere: told once, as the clock."""
    kind = type(value)
    module = value.__module__ if kind is FunctionType else module_of(value) if derives(kind, type) else None
    return type(module) is str and module.partition(".")[0] == "freezegun"
