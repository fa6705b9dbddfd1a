"""Which tests are run and in which order: what the plan says, whatever other plugins think."""

import copy
import inspect
import os

import pytest

from testing_patterns_driver.renamed import function, renamed


class Order:
    def __init__(self, plan, emit):
        self.plan = plan
        self.emit = emit
        self.ids = {}
        self.arranged = []
        self.found = set()
        self.siblings = set()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, config, items):
        collected = list(zip(identify(items, self.plan["folder"]), items))
        yield
        if self.plan["mode"] == "list":
            self.name_tests(collected, items)
        else:
            self.arrange(config, collected, items)

    # Innermost: after the wrappers of all others.
    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_collection_finish(self, session):
        self.insist(session)
        yield

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtestloop(self, session):
        self.insist(session)
        yield

    def insist(self, session):
        if self.plan["mode"] == "run":
            session.items[:] = self.arranged

    def id_of(self, item):
        return self.ids.get(id(item), item.nodeid)

    def name_tests(self, collected, items):
        """As declared, file by file as asked for; without those that the user's configuration leaves out."""
        kept = {item.nodeid for item in items}
        rank = {file: index for index, file in enumerate(self.plan["files"])}
        named = [test for test, item in collected if item.nodeid in kept]
        for test in sorted(named, key=lambda test: rank.get(test.partition("::")[0], len(rank))):
            self.emit(type="listed", id=test)

    def arrange(self, config, collected, items):
        now = {item.nodeid: item for item in items}
        present = set(map(id, items))
        # A plugin may have put another item in the place of the collected one.
        known = {test: item if id(item) in present else now.get(item.nodeid, item) for test, item in collected}
        # xdist's workers must agree on the names.
        other = renamed(self.plan["tests"], known, escaped) if self.emit else {}
        known.update((test, known[name]) for test, name in other.items())
        if other:
            # The same words in every run, whatever its order.
            text = "%d of the planned tests have a time or an address in their names, other ones in each run; one is %s."
            self.emit(type="limitation", text=text % (len(other), min(other)))
        chosen = []
        for test in self.plan["tests"] * self.plan["repeats"]:
            item = known.get(test) or known.get(escaped(test))
            if item is None:
                continue
            if id(item) in self.ids:
                item = again(item)
            self.ids[id(item)] = test
            self.found.add(test)
            chosen.append(item)
        rest = [item for item in items if id(item) not in self.ids]
        self.siblings = {function(test) for test, item in collected if id(item) not in self.ids} - {None}
        if rest:
            config.hook.pytest_deselected(items=rest)
        items[:] = chosen
        self.arranged = list(chosen)


def identify(items, folder):
    seen = {}
    for item in items:
        path = os.path.relpath(str(item.path), folder).replace(os.sep, "/")
        test = path + "::" + (item.nodeid.partition("::")[2] or item.name)
        seen[test] = seen.get(test, 0) + 1
        yield test if seen[test] == 1 else "%s #%d" % (test, seen[test])


def escaped(test):
    """pytest escapes what is not ASCII in parameters, people do not."""
    name, bracket, parameters = test.partition("[")
    return name + bracket + "".join(
        letter if ord(letter) < 128 else letter.encode("unicode_escape").decode("ascii") for letter in parameters
    )


def again(item):
    """The same test as an item of its own: pytest sets up anew only between items that differ."""
    other = copy.copy(item)
    method = getattr(other, "_obj", None)
    if inspect.ismethod(method) and not inspect.isclass(method.__self__):
        # Each try has its own instance of the test's class.
        del other._obj
        other.__dict__.pop("_instance", None)
    other.own_markers = list(item.own_markers)
    other.user_properties = list(item.user_properties)
    other._report_sections = []
    other.stash = type(item.stash)()
    other.stash._storage.update(item.stash._storage)
    if hasattr(other, "_initrequest"):
        other._initrequest()
    return other
