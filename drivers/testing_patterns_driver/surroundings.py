"""Random generators seeded once per process, and the clock shifted when that is asked for."""

import importlib.util
import os
import random
import select
import sys
import time


def prepare(plan, worker, limitation):
    """`worker`: 0 in the main process. Each has its own seed: equal random names would collide in what they share."""
    seed = plan["seed"] + worker
    random.seed(seed)
    sys.meta_path.insert(0, SeedOnImport("numpy.random", lambda module: module.seed(seed % 2**32)))
    # Its own option would load it, half a second of each run, also where it is only installed.
    sys.meta_path.insert(0, SeedOnImport("hypothesis.core", lambda module: force_seed(module, plan["seed"])))
    # A failing example remembered from one run would be tried first in the next: no longer independent.
    private = os.path.dirname(os.environ["TESTING_PATTERNS_PLAN"])
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.join(private, "hypothesis"))
    if plan["clockShiftMs"]:
        shift_clock(plan, worker, limitation)


def force_seed(hypothesis, seed):
    hypothesis.global_force_seed = seed


class SeedOnImport:
    """numpy and Hypothesis are never imported by us: they are seeded when the project imports them."""

    def __init__(self, name, seed):
        self.name = name
        self.seed = seed

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = getattr(getattr(spec, "loader", None), "exec_module", None)
        if load:

            def load_and_seed(module):
                load(module)
                self.seed(module)

            spec.loader.exec_module = load_and_seed
        return spec


def faketime_loaded():
    """A library that the dynamic linker could not find is only a warning to it."""
    if "faketime" not in os.environ.get("LD_PRELOAD", os.environ.get("DYLD_INSERT_LIBRARIES", "")):
        return False
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
            return "libfaketime" in maps.read()
    except OSError:
        return True


def shift_clock(plan, worker, limitation):
    if not faketime_loaded():
        shift_here(plan["clockShiftMs"] / 1000, limitation)
    elif not can_sleep():
        time.sleep = sleep
        if worker or plan["workers"] < 2:
            libraries = os.environ["LD_PRELOAD"].split(":")
            os.environ["LD_PRELOAD"] = ":".join(name for name in libraries if "faketime" not in name)
        limitation(
            type="limitation",
            text="Programs that tests start have the real clock: Python cannot sleep under this old libfaketime.",
        )


def can_sleep():
    """libfaketime 0.9.10 takes the shift off the absolute monotonic time that Python 3.11 and newer wait for."""
    try:
        time.sleep(0.000001)
        return True
    except OSError:
        return False


def sleep(seconds, _wait=select.select):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _wait([], [], [], seconds)


def shift_here(seconds, limitation):
    try:
        import time_machine
    except ImportError:
        limitation(
            type="limitation",
            text="The clock is not shifted. Install libfaketime, or time-machine for this Python.",
        )
        return
    time_machine.travel(time.time() + seconds, tick=True).start()
