"""Says when a module has been executed: only then are its variables what they are at first."""

import sys


class Loading:
    """Finds nothing itself. Loaders of pytest's rewriting and of everybody else stay as they are, but for one method."""

    def __init__(self, wanted, executed):
        self.wanted = wanted
        self.executed = executed

    def install(self):
        sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        finders = list(sys.meta_path)
        for finder in finders[finders.index(self) + 1 :] if self in finders else ():
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find else None
            if spec is not None:
                if self.wanted(name, spec.origin):
                    self.tell(spec.loader)
                return spec
        return None

    def tell(self, loader):
        execute = getattr(loader, "exec_module", None)
        if execute is None or "exec_module" in getattr(loader, "__dict__", {"exec_module": None}):
            return

        def execute_and_tell(module):
            execute(module)
            self.executed(module)

        loader.exec_module = execute_and_tell
