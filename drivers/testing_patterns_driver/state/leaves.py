"""Values that cannot change: compared by what they are, if their exact type is known to do that without code of the user's."""

import datetime
import decimal
import pathlib
import re
import uuid

#: By the identity of the type: a metaclass may define how its classes are hashed.
PLAIN = {
    id(kind)
    for kind in (int, float, complex, str, bytes, bool, type(None), type(Ellipsis), type(NotImplemented), range)
    + (datetime.date, datetime.timedelta, datetime.timezone, decimal.Decimal, uuid.UUID, type(re.compile("")))
    + (pathlib.PosixPath, pathlib.WindowsPath, pathlib.PurePosixPath, pathlib.PureWindowsPath)
}
MOMENTS = {id(datetime.datetime), id(datetime.time)}
ZONES = {id(type(None)), id(datetime.timezone)}


def plain(value):
    kind = id(type(value))
    return kind in PLAIN or (kind in MOMENTS and id(type(value.tzinfo)) in ZONES)


def equal(a, b):
    """By identity for all that is not plain. NaN is NaN here: nobody wrote it anew."""
    if a is b:
        return True
    return type(a) is type(b) and plain(a) and plain(b) and (a == b or (a != a and b != b))
