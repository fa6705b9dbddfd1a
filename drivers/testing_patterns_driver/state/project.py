"""Which files are the project's own, and what its modules are called."""

import os
import re
import sys
from types import FunctionType, ModuleType

from testing_patterns_driver import __file__ as driver

FOREIGN = re.compile(r"(?:^|/)(?:site-packages|dist-packages|node_modules|\.?venv|\.tox|\.nox|\.git)/")
#: What is neither absent nor any value of the user's.
ABSENT = type("Absent", (), {})()


class Project:
    """`folder`: where pytest is started, which paths are told relative to. `root`: what is the project's own lies below it."""

    def __init__(self, folder, root):
        self.folder = folder
        self.root = root
        self.below = root + os.sep
        #: From the folder to the root.
        self.up = "" if folder == root else os.path.relpath(root, folder).replace(os.sep, "/") + "/"
        self.drivers = os.path.dirname(driver) + os.sep
        installed = {sys.prefix, sys.base_prefix, sys.exec_prefix}
        self.installed = tuple(path + os.sep for path in installed if path.startswith(self.below))
        #: Names of modules whose classes are the project's.
        self.modules = set()

    def relative(self, path):
        """None for what is not the project's."""
        if type(path) is not str or not path.startswith(self.below):
            return None
        inside = path[len(self.below) :].replace(os.sep, "/")
        if FOREIGN.search(inside) or path.startswith(self.drivers) or path.startswith(self.installed):
            return None
        return self.from_folder(path)

    def from_folder(self, path, _relative=os.path.relpath):
        """Without the library's functions where possible: tests replace them."""
        if path.startswith(self.folder + os.sep):
            return path[len(self.folder) + 1 :].replace(os.sep, "/")
        return _relative(path, self.folder).replace(os.sep, "/")

    def shorten(self, path, _tmp=os.environ.get("TMPDIR", "")):
        """Of a folder: runs happen in copies of the project, and each has a temporary folder of its own."""
        if path == self.folder:
            return "."
        if path.startswith(self.below):
            return self.from_folder(path)
        return path.replace(_tmp, "$TMPDIR") if _tmp else path


def namespace_of(module):
    """Of a real module only; what stands in for one may answer anything."""
    if not derives(type(module), ModuleType):
        return None
    return object.__getattribute__(module, "__dict__")


def name_of(module, file):
    """Several folders may each have a module called conftest."""
    name = namespace_of(module).get("__name__")
    if file.endswith("conftest.py"):
        return file[: -len(".py")].replace("/", ".")
    return name if type(name) is str else file


def attributes_of(kind):
    """What a class itself defines, whatever its metaclass says."""
    return type.__dict__["__dict__"].__get__(kind)


def mro(kind):
    return type.__dict__["__mro__"].__get__(kind)


def derives(kind, base):
    """By identity: a metaclass may define what its classes are equal to."""
    return any(each is base for each in mro(kind))


def title(kind):
    return type.__dict__["__name__"].__get__(kind)


def module_of(kind):
    name = attributes_of(kind).get("__module__")
    return name if type(name) is str else None


def is_enum(kind):
    return any(module_of(base) == "enum" for base in mro(kind))


def is_mock(value):
    """Not isinstance, which asks the mock what it would like to be."""
    if type(value) is FunctionType:
        # What create_autospec makes of a function.
        return "mock" in value.__dict__ and is_mock(value.__dict__["mock"])
    return any(title(base) == "NonCallableMock" and module_of(base) == "unittest.mock" for base in mro(type(value)))
