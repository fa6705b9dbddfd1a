"""The hooks that look after each test and each loaded file, and put back or trace what the plan names."""

import os
from contextlib import contextmanager

import pytest

from testing_patterns_driver.state.texts import shorten
from testing_patterns_driver.state.trace import Trace
from testing_patterns_driver.state.watch import Watch


class State:
    def __init__(self, plan, emit, order):
        self.plan = plan
        self.emit = emit
        self.order = order
        self.watch = Watch(plan, lambda text: emit(type="limitation", text=text))
        self.restore = plan["state"].get("restore")
        before = self.restore["before"] if self.restore else None
        self.starts = plan["tests"].count(before) * plan["repeats"]

    # Innermost: what pytest's own wrappers around all tests do is no test's doing.
    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_collection(self):
        self.watch.start()
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector):
        yield
        if isinstance(collector, pytest.File):
            file = os.path.relpath(str(collector.path), self.plan["folder"]).replace(os.sep, "/")
            self.look(file, lambda: self.watch.loaded(file))

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtestloop(self):
        self.watch.absorb()
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        test = self.order.id_of(item)
        self.put_back(test)
        with self.traced(test):
            yield
        self.look(test, self.watch.changes)

    @contextmanager
    def traced(self, test):
        wanted = self.plan["state"].get("trace")
        if not wanted or wanted["during"] != test:
            yield
            return
        key = wanted["key"]
        with Trace(self.watch.project, self.watch.follow(key["kind"], key["name"])) as trace:
            yield
        if trace.writer:
            file, line = trace.writer
            self.emit(type="writer", kind=key["kind"], name=key["name"], file=file, line=line)

    def look(self, by, changes):
        if self.plan["state"]["watch"]:
            found = changes()
            if found:
                self.emit(type="state", by=by, changes=found)

    def put_back(self, test):
        """Right before its last start."""
        if not self.restore or test != self.restore["before"]:
            return
        self.starts -= 1
        if self.starts:
            return
        # Who lets the clock go puts back what was there when it was held.
        for key in sorted(self.restore["keys"], key=lambda each: each["kind"] != "fake-timers"):
            reason = self.watch.restore(key["kind"], key["name"])
            told = reason and shorten(reason)
            self.emit(type="restored", kind=key["kind"], name=key["name"], done=reason is None, reason=told)
        # What was put back is not the test's doing.
        self.watch.changes()
