"""The variables of the project's modules and the attributes of their classes."""

import itertools
from operator import is_
from types import FunctionType, ModuleType

from testing_patterns_driver.state import handlers, texts
from testing_patterns_driver.state.clock import frozen
from testing_patterns_driver.state.project import ABSENT, attributes_of, derives, is_mock, module_of, name_of, namespace_of
from testing_patterns_driver.state.records import Bundle, Record, root_of, same

#: Kept on classes by unittest, abc and enum, on modules by pytest.
BOOKKEEPING = {"_abc_impl", "_classSetupFailed", "_class_cleanups", "tearDown_exceptions", "pytestmark"}.union(
    {"_value2member_map_", "_member_map_", "_member_names_"}
)
UNSEEN = type("Unseen", (), {})()


class Scope:
    """One namespace: what was in it at first and what when it was looked at last."""

    def __init__(self, kind, prefix, file, holder, namespace, recorder):
        self.kind = kind
        self.prefix = prefix
        self.file = file
        self.holder = holder
        self.namespace = namespace
        self.recorder = recorder
        self.notice()

    def notice(self):
        """What is there now is what there was at first."""
        self.names, self.values = tuple(self.namespace), tuple(self.namespace.values())
        self.last = {name: self.record(name, value) for name, value in zip(self.names, self.values)}
        self.records = {name: value for name, value in self.last.items() if type(value) is Record}
        self.bundle = Bundle(self.records.values())
        self.first = dict(self.last)

    def record(self, name, value):
        if type(name) is not str or name in BOOKKEEPING or name.startswith("@") or "__pytest_" in name:
            return UNSEEN
        if name.startswith("__") and name.endswith("__") and not self.replaceable(value):
            return UNSEEN
        return self.recorder.record(value, self.prefix + name)

    def replaceable(self, value):
        return self.kind == "class-attribute" and (type(value) is FunctionType or is_mock(value))

    def changes(self):
        if self.untouched():
            return []
        touched = [name for name, record in self.records.items() if not record.untouched()]
        before, now = dict(zip(self.names, self.values)), dict(self.namespace)
        touched += [name for name, value in now.items() if before.get(name, ABSENT) is not value]
        touched += [name for name in before if name not in now]
        self.names, self.values = tuple(now), tuple(now.values())
        found = [change for change in map(self.compare, dict.fromkeys(touched)) if change]
        self.bundle = Bundle(self.records.values())
        return found

    def untouched(self):
        try:
            return (
                len(self.namespace) == len(self.names)
                and all(map(is_, self.namespace, self.names))
                and all(map(is_, self.namespace.values(), self.values))
                and (not self.records or self.bundle.untouched())
            )
        except RuntimeError:
            # Another thread changes it meanwhile.
            return False

    def absorb(self):
        """What changed since the last look was not the tests' doing."""
        before = dict(self.last)
        self.changes()
        for name in {**before, **self.last}:
            if before.get(name, ABSENT) is not self.last.get(name, ABSENT):
                self.first.pop(name, None)
                self.first.update({name: self.last[name]} if name in self.last else {})

    def compare(self, name):
        first, then = self.first.get(name, ABSENT), self.last.get(name, ABSENT)
        if then is not first:
            self.recorder.release(then, self.prefix + name)
        value = self.namespace.get(name, ABSENT)
        now = ABSENT if value is ABSENT else self.record(name, value)
        self.remember(name, now)
        if then is UNSEEN or now is UNSEEN or same(then, now) or frozen(value) or frozen(root_of(then)) or told_elsewhere(then, now):
            return None
        before, after = texts.both(then, now)
        return {
            "kind": self.kind_of(then, now),
            "name": self.prefix + name,
            "before": before,
            "after": after,
            "back": same(first, now),
            "restorable": self.restorable(name),
            "file": self.file,
        }

    def remember(self, name, now):
        self.records.pop(name, None)
        if now is ABSENT:
            self.last.pop(name, None)
            return
        self.last[name] = now
        if type(now) is Record:
            self.records[name] = now

    def kind_of(self, then, now):
        a, b = root_of(then), root_of(now)
        return "spy" if a is not b and (is_mock(a) or is_mock(b)) else self.kind

    def restorable(self, name):
        first = self.first.get(name)
        return type(first) is not Record or first.restorable() or self.another(first) is not None

    def another(self, first):
        """Of a counter, which cannot be set."""
        if type(root_of(first)) is not itertools.count or type(first) is not Record:
            return None
        return handlers.COUNT.another(first.contents[id(first.root)][2])

    def restore(self, name):
        first = self.first.get(name, ABSENT)
        another = self.another(first)
        if another is not None:
            self.assign(name, another)
            self.first[name] = self.record(name, another)
            return None
        if not self.restorable(name):
            return "What it held at first was not kept."
        root = root_of(first)
        if root is ABSENT:
            if name in self.namespace:
                self.assign(name, ABSENT)
        elif self.namespace.get(name, ABSENT) is not root:
            self.assign(name, root)
        if type(first) is Record:
            first.put_back()
        return None

    def assign(self, name, value):
        if self.kind == "module-variable":
            if value is ABSENT:
                del self.namespace[name]
            else:
                self.namespace[name] = value
        elif value is ABSENT:
            type.__delattr__(self.holder, name)
        else:
            type.__setattr__(self.holder, name, value)

    def follow(self, name):
        """A function that says whether the variable changed since it was called last."""
        last = self.last.get(name, ABSENT)

        def changed():
            nonlocal last
            value = self.namespace.get(name, ABSENT)
            if value is root_of(last) and (type(last) is not Record or last.untouched()):
                return False
            then, last = last, value if value is ABSENT else self.record(name, value)
            return not same(then, last)

        return changed


def told_elsewhere(then, now):
    """Importing a module makes it a variable of the package that it is part of; importing it again another one."""
    modules = [each for each in (then, now) if derives(type(each), ModuleType)]
    names = {str(namespace_of(each).get("__name__")) for each in modules}
    return len(names) == 1 and (len(modules) == 2 or then is ABSENT or now is ABSENT)


class Scopes:
    def __init__(self, project, recorder):
        self.project = project
        self.recorder = recorder
        self.scopes = {}
        #: The first module of each name. One that was loaded again beside it is told as such.
        self.modules = {}
        #: All of them, by identity.
        self.seen = {}

    def loaded(self, module):
        """Right after it was executed, or when it is seen first."""
        self.seen[id(module)] = module
        namespace = namespace_of(module)
        file = self.project.relative(namespace.get("__file__"))
        name = name_of(module, file)
        self.project.modules.add(namespace.get("__name__"))
        if self.modules.setdefault(name, module) is not module:
            return
        for prefix, kind, holder, variables in scopes_of(name, module):
            if prefix in self.scopes and self.scopes[prefix].holder is holder:
                self.scopes[prefix].notice()
            else:
                self.scopes[prefix] = Scope(kind, prefix, file, holder, variables, self.recorder)

    def changes(self):
        return [change for scope in tuple(self.scopes.values()) for change in scope.changes()]

    def start(self):
        for scope in self.scopes.values():
            scope.notice()

    def absorb(self):
        for scope in self.scopes.values():
            scope.absorb()

    def has(self, kind, name):
        scope, attribute = self.scope_of(name)
        return scope is not None and (attribute in scope.first or attribute in scope.namespace)

    def may_have(self, kind, name):
        return kind in ("module-variable", "class-attribute", "spy") and ":" in name

    def scope_of(self, name):
        module, colon, path = name.partition(":")
        owner, dot, attribute = path.rpartition(".")
        return self.scopes.get(module + colon + owner + dot), attribute

    def restore(self, kind, name):
        scope, attribute = self.scope_of(name)
        return scope.restore(attribute)

    def follow(self, kind, name):
        """Its module may only be loaded later."""
        follower = None

        def changed():
            nonlocal follower
            if follower is None:
                scope, attribute = self.scope_of(name)
                follower = scope and scope.follow(attribute)
            return follower is not None and follower()

        changed()
        return changed


def scopes_of(name, module):
    namespace = namespace_of(module)
    yield name + ":", "module-variable", module, namespace
    for key, value in tuple(namespace.items()):
        yield from classes_of(name + ":", key, value, namespace.get("__name__"), key)


def classes_of(prefix, key, value, module, qualified):
    """A class where it is defined, not where it is imported, and those inside of it."""
    if not derives(type(value), type) or type(key) is not str:
        return
    attributes = attributes_of(value)
    if module_of(value) != module or type.__dict__["__qualname__"].__get__(value) != qualified:
        return
    yield prefix + qualified + ".", "class-attribute", value, attributes
    for inner, each in tuple(attributes.items()):
        yield from classes_of(prefix, inner, each, module, "%s.%s" % (qualified, inner))
