"""Entries of `sys.modules` that were replaced by hand, taken out, or loaded again. Importing something new is no change."""

import sys
from operator import is_
from types import ModuleType

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.pieces import Pieces
from testing_patterns_driver.state.project import ABSENT, derives, is_mock, namespace_of

#: pytest loads each folder's conftest under one name; multiprocessing its own.
OTHERS = {"__main__", "__mp_main__", "conftest"}


class Modules(Pieces):
    kind = "mocked-module"

    def __init__(self, project):
        self.project = project
        #: By identity, of the project's modules: the module and what it held when it was executed first.
        self.executions = {}
        self.again = set()

    def executed(self, module):
        """After importlib.reload it is another time."""
        if id(module) in self.executions:
            self.again.add(namespace_of(module).get("__name__"))
        else:
            self.executions[id(module)] = (module, tuple(namespace_of(module).items()))

    def start(self):
        self.last = dict(sys.modules)
        self.first = dict(self.last)
        self.told = set(self.again)
        self.names, self.values = tuple(self.last), tuple(self.last.values())

    def absorb(self):
        self.changes()

    def changes(self):
        names, values = tuple(sys.modules), tuple(sys.modules.values())
        if self.again == self.told and len(values) == len(self.values) and all(map(is_, values, self.values)):
            return []
        then, now = self.last, dict(zip(names, values))
        self.names, self.values, self.last = names, values, now
        reloaded, self.told = self.again - self.told, set(self.again)
        found = [self.change(name, then.get(name, ABSENT), now[name]) for name in sorted(reloaded) if name in now]
        for name in {**then, **now}:
            a, b = then.get(name, ABSENT), now.get(name, ABSENT)
            if a is not b and type(name) is str and name not in reloaded and name.rpartition(".")[2] not in OTHERS:
                if a is ABSENT and self.imported(name, b):
                    self.first.setdefault(name, b)
                if self.first.get(name, ABSENT) is not b or a is not ABSENT:
                    found.append(self.change(name, a, b))
        return found

    def imported(self, name, module):
        """Whether the import system made it, or the library that it is a part of."""
        namespace = namespace_of(module)
        if module is None or is_mock(module):
            return False
        if namespace and (namespace.get("__spec__") is not None or "created by pytest" in str(namespace.get("__doc__"))):
            return True
        package = namespace_of(self.last.get(name.partition(".")[0]))
        return "." in name and package is not None and not self.of_project(package)

    def of_project(self, namespace):
        return self.project.relative(namespace.get("__file__")) is not None

    def change(self, name, then, now):
        first = self.first.get(name, ABSENT)
        again = name in self.again and then is now
        return {
            "kind": self.kind,
            "name": name,
            "before": self.text(name, then),
            "after": self.text(name, now) + (", loaded again" if again or self.second(name, now) else ""),
            "back": first is now and not again,
            "restorable": True,
        }

    def second(self, name, module):
        """Another module from the same file as the first."""
        one, other = namespace_of(self.first.get(name)), namespace_of(module)
        return one is not other and bool(one and other) and one.get("__file__") == other.get("__file__") is not None

    def text(self, name, value):
        return "None" if value is None else texts.text(value)

    def put(self, name, value):
        if value is ABSENT:
            sys.modules.pop(name, None)
            return
        sys.modules[name] = value
        parent, _, child = name.rpartition(".")
        package = namespace_of(sys.modules.get(parent)) or {}
        if derives(type(package.get(child)), ModuleType):
            package[child] = value
        if name in self.again and id(value) in self.executions:
            self.again.discard(name)
            namespace, held = namespace_of(value), dict(self.executions[id(value)][1])
            for added in [each for each in namespace if each not in held]:
                del namespace[added]
            namespace.update(held)

    def has(self, kind, name):
        return name in self.first or name in sys.modules

    def follow(self, kind, name):
        last = sys.modules.get(name, ABSENT), name in self.again

        def changed():
            nonlocal last
            then, last = last, (sys.modules.get(name, ABSENT), name in self.again)
            return then[0] is not last[0] or then[1] is not last[1]

        return changed
