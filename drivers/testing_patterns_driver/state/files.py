"""Files that tests make, change or take away, in the project's folder and in the run's private temporary one."""

import re
import tempfile
from io import open
from os import makedirs, remove, rmdir
from os.path import dirname

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.pieces import Pieces
from testing_patterns_driver.state.project import ABSENT
from testing_patterns_driver.state.tree import BESIDE, EMPTY, ENTRIES, Tree, TooMany, written

#: Names that are made up anew in every run.
MADE_UP = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{16,}|[0-9]{9,}")
RANDOM = "(random)"
#: Characters of a text that is shown instead of its size.
SHOWN = 80


class Files(Pieces):
    """One key for all files whose names differ only in what is made up."""

    def __init__(self, folder, label, made_up, limit):
        self.tree = Tree(folder)
        self.label = label
        self.made_up = made_up
        self.limit = limit
        self.watching = True
        self.paths = {}

    def start(self):
        self.fixed = set(self.look())
        super().start()

    def look(self):
        try:
            return self.tree.look() if self.watching else {}
        except TooMany:
            self.watching = False
            self.limit("More than %d files in %s: none of them are watched." % (ENTRIES, self.label if self.label.startswith("$") else "the project"))
            return {}

    def read(self):
        found, self.paths = {}, {}
        for path, file in self.look().items():
            name = self.name_of(path)
            self.paths.setdefault(name, []).append(path)
            found[name] = len(self.paths[name]) if RANDOM in name else file
        return found

    def changes(self):
        before = set(map(self.name_of, self.tree.visited))
        found = super().changes()
        staying = before.intersection(map(self.name_of, self.tree.visited))
        return [each for each in found if not staying.intersection([each["name"][:-1]])] if self.watching else []

    def name_of(self, path):
        name = path
        if path not in self.fixed:
            for each in self.made_up:
                name = name.replace(each, RANDOM)
            name = MADE_UP.sub(RANDOM, name)
        return self.label + name

    def kind_of(self, name, then, now):
        return "database" if any(getattr(each, "database", False) for each in (then, now)) else "file"

    def text(self, name, value):
        if value is ABSENT:
            return texts.NOT_SET
        if type(value) is int:
            return "there" if value == 1 else "%d of them" % value
        if value is EMPTY:
            return "an empty folder"
        if type(value.moment) is str:
            return "a link to " + texts.text(value.moment)
        if value.content is not None and len(value.content) <= SHOWN and not value.database:
            return texts.text(value.content.decode("utf-8", "backslashreplace"))
        size = "%s of %d bytes" % ("SQLite file" if value.database else "file", value.size)
        return size if value.crc is None else "%s (crc %08x)" % (size, value.crc)

    def refusal(self, name):
        first = self.first.get(name, ABSENT)
        if type(first) is int or getattr(first, "content", b"") is None:
            return "What was in it at first was not kept."
        if any(written(self.tree.path(path)) for path in self.paths.get(name, ())):
            return "Somebody is writing to it."
        return None

    def follow(self, kind, name):
        """Without a look at all the others after each line."""
        if RANDOM in name:
            return super().follow(kind, name)
        path = name[len(self.label) :]
        last = self.tree.file(path)

        def changed():
            nonlocal last
            then, last = last, self.tree.file(path)
            return then != last

        return changed

    def may_have(self, kind, name):
        return kind in ("file", "database") and name.startswith("$TMPDIR/") == self.label.startswith("$")

    def put(self, name, value):
        if value is ABSENT:
            for path in self.paths.get(name, ()):
                self.take_away(path)
            return
        path = self.tree.path(name[len(self.label) :])
        if value is EMPTY:
            makedirs(path, exist_ok=True)
            return
        makedirs(dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(value.content)

    def take_away(self, inner):
        path = self.tree.path(inner)
        for each in [path] + [path + end for end in BESIDE]:
            try:
                (rmdir if each.endswith("/") else remove)(each)
            except FileNotFoundError:
                continue
        # Folders that were made for it.
        folder = dirname(inner.rstrip("/"))
        while folder and not any(path.startswith(folder + "/") for path in self.fixed):
            try:
                rmdir(self.tree.path(folder))
            except OSError:
                break
            folder = dirname(folder)


def made_up_names():
    """Those that tempfile makes from now on."""
    names = set()
    draw = tempfile._RandomNameSequence.__next__

    def noted(self):
        name = draw(self)
        names.add(name)
        return name

    tempfile._RandomNameSequence.__next__ = noted
    return names
