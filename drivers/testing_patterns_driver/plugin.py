"""The hooks. PYTEST_DONT_REWRITE: there are no assertions in here."""

import os
import time

import pytest

from testing_patterns_driver import assertions, events, renamed, results, settings, surroundings
from testing_patterns_driver.order import Order, escaped


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config, args):
    settings.early(early_config, args)
    if events.read_plan()["countAssertions"]:
        assertions.recompile()
    outcome = yield
    channel = events.current_channel()
    if outcome.excinfo and channel:
        # A conftest.py that cannot be loaded keeps its own error inside, under a name that changed with pytest 8.
        error = outcome.excinfo[1]
        cause = getattr(error, "cause", None) or getattr(error, "excinfo", (None, error))[1]
        path = str(getattr(error, "path", ""))
        folder = events.read_plan()["folder"]
        channel.emit(
            type="problem",
            scope="collection",
            message=events.plain("%s: %s" % (type(cause).__name__, cause)),
            file=os.path.relpath(path, folder).replace(os.sep, "/") if path else None,
        )


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    plan = events.read_plan()
    channel = events.current_channel()
    emit = channel.emit if channel else None
    settings.settle(config, plan, emit)
    order = Order(plan, emit)
    plugins = [Details(plan)]
    if channel is None:
        surroundings.prepare(plan, 1 + int(config.workerinput["workerid"][2:]), lambda **_: None)
        plugins += [order, Worker(config, order)]
    elif settings.distributes(config):
        plugins.append(Distributed(plan, emit, config))
        if plan.get("state"):
            emit(type="limitation", text="What tests leave behind is not watched where several workers run them.")
    else:
        plugins += [order, Alone(plan, emit, config, order)]
        if plan.get("state") and plan["mode"] == "run":
            from testing_patterns_driver.state.hooks import State

            # The last one registered is the outermost: it looks when the test's result has been told.
            plugins.append(State(plan, emit, order))
    for index, plugin in enumerate(plugins):
        config.pluginmanager.register(plugin, "testing-patterns-%d" % index)
    yield


class Details:
    """Notes on the reports, in the process that runs the tests."""

    def __init__(self, plan):
        self.folder = plan["folder"]
        self.counts = plan["countAssertions"]
        self.asserted = 0

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        report = outcome.get_result()
        report.testing_patterns = results.describe(report, call, self.folder)
        # The methods of unittest.TestCase are no assert statements.
        if self.counts and call.when == "teardown" and not assertions.unittests(item):
            report.testing_patterns["assertions"] = self.asserted

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self):
        self.asserted = 0

    def pytest_assertion_pass(self):
        self.asserted += 1


class Reporter:
    def __init__(self, plan, emit, config):
        self.plan = plan
        self.emit = emit
        self.root = str(config.rootpath)
        self.position = 0
        self.attempts = {}
        self.skipped_files = {}
        #: Functions that have tests which are not planned.
        self.siblings = set()
        self.broken = False

    def begin(self, test, now=time.perf_counter):
        attempt = self.attempts[test] = self.attempts.get(test, 0) + 1
        record = {"id": test, "position": self.position, "attempt": attempt, "began": now(), "reports": []}
        self.position += 1
        self.emit(type="test:start", id=test, attempt=attempt)
        return record

    def finish(self, record, now=time.perf_counter, **overruled):
        reports = record["reports"]
        known = [report.testing_patterns for report in reports if hasattr(report, "testing_patterns")]
        event = {
            "ms": round((now() - record["began"]) * 1000, 3),
            "assertions": next((notes["assertions"] for notes in known if "assertions" in notes), None),
        }
        event.update(results.result(reports))
        event.update(overruled)
        event.update((name, record[name]) for name in ("id", "position", "attempt"))
        self.emit(type="test", seed=self.plan["seed"], **event)

    def skip(self, test, reason):
        """pytest makes no tests of a file that skips itself as a whole."""
        for _ in range(self.plan["repeats"]):
            self.finish(self.begin(test), outcome="skipped", error={"message": reason}, retried=None)

    def own_id(self, nodeid):
        """Of a node id, which is relative to pytest's root."""
        file, colons, name = nodeid.partition("::")
        path = os.path.relpath(os.path.join(self.root, *file.split("/")), self.plan["folder"])
        return path.replace(os.sep, "/") + colons + name

    def pytest_collectreport(self, report):
        file = self.own_id(report.nodeid).partition("::")[0] if report.nodeid else None
        if report.failed:
            self.broken = True
            message, stack = results.problem(report)
            self.emit(type="problem", scope="collection", message=message, file=file, stack=stack)
        elif report.skipped:
            self.skipped_files[file] = results.reason_of(report)

    def not_found(self, found):
        """Nobody wonders about them where files could not be loaded."""
        missing = [] if self.broken else [test for test in dict.fromkeys(self.plan["tests"]) if test not in found]
        unknown = []
        for test in missing:
            reason = self.skipped_files.get(test.partition("::")[0])
            if reason is None and renamed.function(test) in self.siblings:
                reason = renamed.WHY
            if reason is None:
                unknown.append(test)
            else:
                self.skip(test, reason)
        for test in unknown[:20]:
            self.emit(type="limitation", text="pytest found no test %s." % test)

    def pytest_internalerror(self, excrepr, excinfo):
        message = events.plain(excinfo.exconly(tryshort=True))
        self.emit(type="problem", scope="run", message=message, stack=events.plain(str(excrepr)[-4000:]))

    def pytest_keyboard_interrupt(self, excinfo):
        """Somebody stopped the session: pytest itself after errors in collection, a signal, a test by pytest.exit."""
        if self.broken and isinstance(excinfo.value, pytest.Session.Interrupted):
            return
        self.emit(type="problem", scope="run", message=events.plain(excinfo.exconly(tryshort=True)))


class Alone(Reporter):
    """Everything is run in this process."""

    def __init__(self, plan, emit, config, order):
        super().__init__(plan, emit, config)
        self.order = order
        self.running = None

    def pytest_collection_finish(self):
        self.siblings.update(self.order.siblings)
        self.not_found(self.order.found)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        record = self.running = self.begin(self.order.id_of(item))
        outcome = yield
        self.running = None
        if outcome.excinfo:
            name, message = outcome.excinfo[0].__name__, events.plain(outcome.excinfo[1])
            self.finish(record, outcome="failed", error={"message": "%s: %s" % (name, message), "name": name})
        else:
            self.finish(record)

    def pytest_runtest_logreport(self, report):
        if self.running:
            self.running["reports"].append(report)


class Worker:
    """Sends its controller what xdist does not: the files that skip themselves, the tests that have other names."""

    def __init__(self, config, order):
        self.config = config
        self.order = order
        self.skipped = {}

    def pytest_collectreport(self, report):
        if report.skipped:
            self.skipped[report.nodeid] = results.reason_of(report)

    def pytest_sessionfinish(self):
        self.config.workeroutput["testing_patterns"] = {"skipped": self.skipped, "siblings": sorted(self.order.siblings)}


class Distributed(Reporter):
    """The tests are run by xdist's workers, several at once, perhaps one of them by two."""

    def __init__(self, plan, emit, config):
        super().__init__(plan, emit, config)
        self.groups = config.getoption("dist") == "loadgroup"
        self.planned = {escaped(test): test for test in plan["tests"]}
        self.running = {}

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        told = getattr(node, "workeroutput", {}).get("testing_patterns", {"skipped": {}, "siblings": []})
        self.skipped_files.update((self.own_id(nodeid), reason) for nodeid, reason in told["skipped"].items())
        self.siblings.update(told["siblings"])

    def pytest_sessionfinish(self):
        self.not_found(self.attempts)

    def pytest_runtest_logstart(self, nodeid):
        test = self.own_id(nodeid.rpartition("@")[0] if self.groups and "@" in nodeid else nodeid)
        self.running.setdefault(nodeid, []).append(self.begin(self.planned.get(test, test)))

    def pytest_runtest_logreport(self, report):
        worker = report.node.gateway.id
        records = self.running.get(report.nodeid, [])
        record = next((each for each in records if each.setdefault("worker", worker) == worker), None)
        if record is None:
            return
        record["reports"].append(report)
        if report.when == "???":
            # The worker died of it.
            records.remove(record)
            self.finish(record)

    def pytest_runtest_logfinish(self, nodeid):
        records = self.running.get(nodeid, [])
        record = next((each for each in records if any(report.when == "teardown" for report in each["reports"])), None)
        if record:
            records.remove(record)
            self.finish(record)
