"""All that is looked at, look after look."""

import os
import sys

from testing_patterns_driver.state import background, clock, files, generators, library, loggers, settings, sockets
from testing_patterns_driver.state import modules, surroundings
from testing_patterns_driver.state.loading import Loading
from testing_patterns_driver.state.project import Project, namespace_of
from testing_patterns_driver.state.records import Recorder
from testing_patterns_driver.state.scopes import Scopes


class Watch:
    def __init__(self, plan, limit):
        self.limit = limit
        self.project = Project(plan["folder"], plan["state"].get("root", plan["folder"]))
        self.scopes = Scopes(self.project, Recorder(self.project))
        self.library = library.Library()
        self.clock = clock.Clock()
        self.modules = modules.Modules(self.project)
        self.path = surroundings.ImportPath(self.project)
        self.filters = generators.WarningFilters()
        made_up = files.made_up_names()
        self.places = [
            self.scopes,
            self.clock,
            self.library,
            self.modules,
            settings.Streams(),
            loggers.Loggers(),
            settings.Settings(),
            surroundings.Environment(),
            surroundings.WorkingDirectory(self.project),
            surroundings.Locale(),
            self.path,
            self.filters,
            generators.Random(),
            background.Threads(),
            background.Signals(),
            background.Alarms(),
            sockets.Sockets(),
            files.Files(self.project.root, self.project.up, made_up, limit),
            files.Files(os.environ["TMPDIR"], "$TMPDIR/", made_up, limit),
        ]
        self.told = set()
        self.count = 0
        Loading(self.wanted, self.executed).install()

    def start(self):
        """Right before the first test file is loaded."""
        self.notice_modules()
        self.places = [each for each in self.places if self.carefully(each, lambda: [each.start()], [])]

    def absorb(self):
        self.notice_modules()
        for each in self.places:
            self.carefully(each, each.absorb, None)

    def wanted(self, name, origin):
        return name in library.MODULES or name in clock.HOLDERS or self.project.relative(origin) is not None

    def executed(self, module):
        self.carefully(self.scopes, lambda: self.notice(module), None)

    def notice(self, module):
        namespace = namespace_of(module)
        name = namespace.get("__name__")
        if name in library.MODULES:
            self.library.loaded(name)
        elif name in clock.HOLDERS:
            self.clock.loaded(name)
        elif self.project.relative(namespace.get("__file__")) is not None:
            self.modules.executed(module)
            self.scopes.loaded(module)

    def notice_modules(self):
        """Those that came another way than through the import system's finders."""
        if len(sys.modules) == self.count:
            return
        self.count = len(sys.modules)
        for module in list(sys.modules.values()):
            namespace = namespace_of(module)
            if namespace and self.project.relative(namespace.get("__file__")) and id(module) not in self.scopes.seen:
                self.executed(module)

    def changes(self):
        self.notice_modules()
        found = [change for each in self.places for change in self.carefully(each, each.changes, [])]
        self.told.update((each["kind"], each["name"]) for each in found)
        return found

    def loaded(self, file):
        """After a test file. While files are loaded, pytest itself takes care of the warnings' filters."""
        self.path.loaded(os.path.join(self.project.folder, file))
        return [change for change in self.changes() if change["kind"] != self.filters.kind]

    def carefully(self, place, look, otherwise):
        """A look that fails must not fail the test that it comes after."""
        try:
            return look()
        except Exception as error:
            what = type(place).__name__, type(error).__name__
            self.limit("Not all that tests leave behind could be looked at (%s: %s)." % what)
            return otherwise

    def restore(self, kind, name):
        """Why it could not be put back, or None."""
        place = next((each for each in self.places if each.may_have(kind, name) and each.has(kind, name)), None)
        if place is None:
            # What came and went is as it was.
            return None if (kind, name) in self.told else "There is nothing of this name in this run."
        try:
            return place.restore(kind, name)
        except Exception as error:
            return "%s: %s" % (type(error).__name__, error)

    def follow(self, kind, name):
        """A function that says whether it changed since it was called last."""
        place = next((each for each in self.places if each.may_have(kind, name)), None)
        if place is None:
            return lambda: False
        changed = place.follow(kind, name)
        return lambda: self.carefully(place, changed, False)
