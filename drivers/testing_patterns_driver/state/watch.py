"""All that is looked at, look after look."""

import os
import sys

from testing_patterns_driver.state import surroundings
from testing_patterns_driver.state.loading import Loading
from testing_patterns_driver.state.project import Project, namespace_of
from testing_patterns_driver.state.records import Recorder
from testing_patterns_driver.state.scopes import Scopes


class Watch:
    def __init__(self, plan):
        self.project = Project(plan["folder"])
        self.scopes = Scopes(self.project, Recorder(self.project))
        self.path = surroundings.ImportPath(self.project)
        self.pieces = [
            surroundings.Environment(),
            surroundings.WorkingDirectory(self.project),
            surroundings.Locale(),
            self.path,
        ]
        self.seen = 0
        Loading(self.wanted, self.scopes.loaded).install()

    def start(self):
        """Right before the first test file is loaded."""
        self.notice_modules()
        self.scopes.changes()
        for each in self.pieces:
            each.start()

    def absorb(self):
        for each in self.pieces:
            each.absorb()

    def wanted(self, name, origin):
        return self.project.relative(origin) is not None

    def notice_modules(self):
        """Those that came another way than through the import system's finders."""
        if len(sys.modules) == self.seen:
            return
        self.seen = len(sys.modules)
        for module in list(sys.modules.values()):
            namespace = namespace_of(module)
            if namespace and self.project.relative(namespace.get("__file__")) and not self.scopes.known(module):
                self.scopes.loaded(module)

    def changes(self):
        self.notice_modules()
        return [change for each in [self.scopes, *self.pieces] for change in each.changes()]

    def loaded(self, file):
        """After a test file."""
        self.path.loaded(os.path.join(self.project.folder, file))
        return self.changes()

    def restore(self, key):
        """Why it could not be put back, or None."""
        kind, name = key["kind"], key["name"]
        place = self.place_of(kind, name)
        if place is None or not place.has(kind, name):
            return "There is nothing of this name in this run."
        try:
            return place.restore(kind, name)
        except Exception as error:
            return "%s: %s" % (type(error).__name__, error)

    def follow(self, kind, name):
        """A function that says whether it changed since it was called last."""
        place = self.place_of(kind, name)
        return place.follow(kind, name) if place else never

    def place_of(self, kind, name):
        return next((each for each in [self.scopes, *self.pieces] if each.may_have(kind, name)), None)


def never():
    return False
