"""State of the process as named pieces: read as plain values, compared with those of the last look and the first."""

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.project import ABSENT


class Pieces:
    """`read` answers a dict from names to values of exact builtin types, or `Same` for what has an identity only."""

    kind = None

    def start(self):
        self.first = self.last = self.read()

    def absorb(self):
        """What changed since the last look was not the tests' doing."""
        now = self.read()
        moved = [name for name in {**self.last, **now} if self.last.get(name, ABSENT) != now.get(name, ABSENT)]
        self.first = dict(self.first)
        for name in moved:
            self.first.pop(name, None)
            if name in now:
                self.first[name] = now[name]
        self.last = now

    def changes(self):
        then, now = self.last, self.read()
        if then == now:
            return []
        self.last = now
        return [
            self.change(name, then.get(name, ABSENT), now.get(name, ABSENT))
            for name in sorted({**then, **now})
            if then.get(name, ABSENT) != now.get(name, ABSENT)
        ]

    def change(self, name, then, now):
        before, after = texts.shorten(self.text(name, then)), texts.shorten(self.text(name, now))
        return {
            "kind": self.kind_of(name, then, now),
            "name": name,
            "before": before,
            "after": after if after != before else after + " (changed)",
            "back": self.first.get(name, ABSENT) == now,
            "restorable": self.refusal(name) is None,
        }

    def kind_of(self, name, then, now):
        return self.kind

    def text(self, name, value):
        return texts.text(value)

    def refusal(self, name):
        """Why it cannot be put back; None if it can."""
        return None

    def has(self, kind, name):
        return name in self.first or name in self.last or name in self.read()

    def may_have(self, kind, name):
        return kind == self.kind

    def restore(self, kind, name):
        refusal = self.refusal(name)
        if refusal is None:
            self.put(name, self.first.get(name, ABSENT))
        return refusal

    def put(self, name, value):
        raise NotImplementedError

    def follow(self, kind, name):
        """A function that says whether it changed since it was called last."""
        last = self.read().get(name, ABSENT)

        def changed():
            nonlocal last
            then, last = last, self.read().get(name, ABSENT)
            return then != last

        return changed


class Same:
    """Equal to itself alone, whatever its class thinks."""

    __slots__ = ("it",)

    def __init__(self, it):
        self.it = it

    def __eq__(self, other):
        return type(other) is Same and self.it is other.it

    def __hash__(self):
        return id(self.it)
