"""The random generators that all tests draw from, and what is done with warnings."""

import random
import sys
import warnings
from zlib import crc32

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.pieces import Pieces, Same
from testing_patterns_driver.state.project import namespace_of


class Random(Pieces):
    """One piece, whatever was drawn from: a test that only draws changes it, too."""

    kind = "random"

    def __init__(self):
        self.generator = random._inst
        self.numpy = None

    def read(self, _getstate=random.Random.getstate):
        return {"random": (_getstate(self.generator), *(numpy_state(self.numpy) if self.numpy else ()))}

    def changes(self):
        self.notice_numpy()
        return super().changes()

    def notice_numpy(self):
        """It was seeded when it was imported: that is what it is at first."""
        self.numpy = self.numpy or (sys.modules.get("numpy.random") and namespace_of(sys.modules["numpy.random"]))
        if self.numpy and len(self.last["random"]) == 1:
            added = numpy_state(self.numpy)
            self.first = {"random": (*self.first["random"], *added)}
            self.last = {"random": (*self.last["random"], *added)}

    def text(self, name, value):
        return "state %08x" % crc32(repr(value).encode())

    def put(self, name, value, _setstate=random.Random.setstate):
        _setstate(self.generator, value[0])
        if len(value) > 1:
            key, position, has_gauss, gauss = value[1:]
            numbers = memoryview(key).cast("I").tolist()
            self.numpy["mtrand"]._rand.set_state(("MT19937", numbers, position, has_gauss, gauss))


def numpy_state(namespace):
    """Of the old generator that belongs to the whole process."""
    name, key, position, has_gauss, gauss = namespace["mtrand"]._rand.get_state()
    return key.tobytes(), position, has_gauss, gauss


class WarningFilters(Pieces):
    kind = "warning-filters"

    def read(self):
        return {"warnings.filters": tuple(map(plainly, warnings.filters))}

    def start(self):
        self.kept = list(warnings.filters)
        super().start()

    def absorb(self):
        self.kept = list(warnings.filters)
        super().absorb()

    def change(self, name, then, now):
        lists = [["%s %s" % (each[0], each[2].it.__name__) for each in value] for value in (then, now)]
        before, after = texts.differing(*lists)
        return {**super().change(name, then, now), "before": before, "after": after}

    def put(self, name, value):
        warnings.filters[:] = self.kept
        # Entering it tells the interpreter that the list is another one.
        with warnings.catch_warnings():
            pass


def plainly(each):
    action, message, category, module, line = each
    return action, getattr(message, "pattern", message), Same(category), getattr(module, "pattern", module), line
