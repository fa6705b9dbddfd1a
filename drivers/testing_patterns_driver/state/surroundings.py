"""What the operating system keeps for the process: environment, folder, locale, the path that modules are found on."""

import _locale
import os
import sys
from os import chdir, fsdecode, getcwd

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.pieces import Pieces
from testing_patterns_driver.state.project import ABSENT

#: Set by pytest around each test, and by us.
OURS = {"PYTEST_CURRENT_TEST", "PYTEST_VERSION", "TESTING_PATTERNS_PLAN", "TESTING_PATTERNS_RUN_ID"}


class Environment(Pieces):
    kind = "environment"

    def __init__(self):
        #: A test may put another mapping in its place.
        self.environ = os.environ
        self.data = getattr(os.environ, "_data", None)
        self.seen = None

    def read(self):
        if self.seen is not None and self.data == self.seen[0]:
            return self.seen[1]
        names = {fsdecode(name): fsdecode(value) for name, value in self.raw().items()}
        self.seen = (dict(self.raw()), {name: value for name, value in names.items() if name not in OURS})
        return self.seen[1]

    def raw(self):
        return self.data if type(self.data) is dict else dict(self.environ)

    def put(self, name, value):
        if value is not ABSENT:
            self.environ[name] = value
        elif name in self.environ:
            del self.environ[name]


class WorkingDirectory(Pieces):
    kind = "working-directory"

    def __init__(self, project):
        self.project = project

    def read(self):
        try:
            return {"cwd": getcwd()}
        except OSError:
            return {}

    def text(self, name, value):
        return "(a folder that is gone)" if value is ABSENT else self.project.shorten(value)

    def put(self, name, value):
        chdir(value)


class Locale(Pieces):
    kind = "locale"

    def read(self, _setlocale=_locale.setlocale):
        return {"LC_ALL": _setlocale(_locale.LC_ALL, None)}

    def text(self, name, value):
        """By category, where they differ."""
        told = [each for each in value.split(";") if not each.endswith("=C")]
        return ", ".join(told) or "C"

    def put(self, name, value, _setlocale=_locale.setlocale):
        _setlocale(_locale.LC_ALL, value)


class ImportPath(Pieces):
    kind = "import-path"

    def __init__(self, project):
        self.project = project
        self.path = sys.path

    def read(self):
        path = sys.path
        return {"sys.path": (path is self.path, *(each for each in path if type(each) is str))}

    def loaded(self, file):
        """pytest puts the folder of a test file, or of the package that it is part of, at the front."""
        then, now = self.last["sys.path"], self.read()["sys.path"]
        folder = os.path.dirname(file)
        new = now[1 : 1 + len(now) - len(then)]
        if new and now[:1] + now[1 + len(new) :] == then and all(above(each, folder) for each in new):
            first = self.first["sys.path"]
            self.first, self.last = {"sys.path": first[:1] + new + first[1:]}, {"sys.path": now}

    def change(self, name, then, now):
        lists = [[repr(self.project.shorten(each)) for each in value[1:]] for value in (then, now)]
        before, after = texts.differing(*lists)
        return {**super().change(name, then, now), "before": before, "after": after}

    def put(self, name, value):
        self.path[:] = value[1:]
        sys.path = self.path


def above(folder, inner):
    return inner == folder or inner.startswith(folder.rstrip(os.sep) + os.sep)
