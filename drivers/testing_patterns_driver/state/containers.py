"""How each kind of builtin container is read, compared, shown and put back, with the methods of its own type only."""

from testing_patterns_driver.state import leaves
from testing_patterns_driver.state.project import title


class Sequence:
    mutable = True

    def __init__(self, base, words):
        self.base = base
        self.words = words

    def held(self, it):
        return tuple(self.base.__iter__(it))

    def count(self, it):
        return self.base.__len__(it)

    def parts(self, held):
        return held

    def restorable(self, held):
        return True

    def put(self, it, held):
        self.base.clear(it)
        self.base.extend(it, held)

    def alike(self, then, now, compare):
        return len(then) == len(now) and all(map(compare, then, now))

    def show(self, it, held, show):
        return self.words % ", ".join(map(show, held))


class Tuple(Sequence):
    mutable = False

    def show(self, it, held, show):
        return "(%s,)" % show(held[0]) if len(held) == 1 else super().show(it, held, show)


class Set(Sequence):
    def put(self, it, held):
        self.base.clear(it)
        self.base.update(it, held)

    def alike(self, then, now, compare):
        if len(then) != len(now):
            return False
        others = {(type(each), each) for each in now if leaves.plain(each)}
        rest = [each for each in now if not leaves.plain(each)]
        return all(
            (type(each), each) in others if leaves.plain(each) else any(compare(each, other) for other in rest)
            for each in then
        )

    def show(self, it, held, show):
        return self.words % ", ".join(sorted(map(show, held))) if held else self.base.__name__ + "()"


class FrozenSet(Set):
    mutable = False


class Mapping(Sequence):
    """Held: first all keys, then all values."""

    def held(self, it):
        return (*self.base.keys(it), *self.base.values(it))

    def put(self, it, held):
        half = len(held) // 2
        self.base.clear(it)
        for key, value in zip(held[:half], held[half:]):
            self.base.__setitem__(it, key, value)

    def alike(self, then, now, compare):
        half = len(then) // 2
        if len(then) != len(now):
            return False
        if not all(map(leaves.plain, then[:half])):
            return all(map(compare, then, now))
        values = {(type(key), key): value for key, value in zip(now[:half], now[half:]) if leaves.plain(key)}
        pairs = (((type(key), key), value) for key, value in zip(then[:half], then[half:]))
        return all(key in values and compare(value, values[key]) for key, value in pairs)

    def show(self, it, held, show):
        half = len(held) // 2
        return self.words % ", ".join("%s: %s" % (show(k), show(v)) for k, v in zip(held[:half], held[half:]))


class Sized:
    """Of a container with too much in it to look at."""

    mutable = True

    def __init__(self, handler):
        self.handler = handler

    def held(self, it):
        return (self.handler.count(it),)

    def parts(self, held):
        return ()

    def restorable(self, held):
        return False

    def alike(self, then, now, compare):
        return then == now

    def show(self, it, held, show):
        return "%s of %d" % (title(type(it)), held[0])


class Bytes(Sequence):
    def held(self, it):
        return (bytes(it),)

    def put(self, it, held):
        it[:] = held[0]

    def show(self, it, held, show):
        return "bytearray(%s)" % show(held[0])
