"""Tests whose parameters are named after what differs in every process: the time, a random value, an object's address."""

import re

#: What nobody writes by hand to stay: address, UUID, time of day, date, seconds since 1970.
CHANGING = re.compile(
    r"0x[0-9a-f]{6,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}-[0-9]{2}-[0-9]{4}"
    r"|[0-9]{10,}(?:\.[0-9]+)?",
    re.IGNORECASE,
)
DIGITS = re.compile(r"[0-9a-f]+", re.IGNORECASE)

WHY = "There is no test of this name in this run, its parameters have other names now. Give them ids that stay."


def function(test):
    """Without the parameters; None for a test that has none."""
    name, bracket, _ = test.partition("[")
    return name if bracket else None


def renamed(planned, known, escaped):
    """From planned to present name, only where it can be no other: a wrong guess would blame one test for another."""
    then, now = {}, {}
    for test in dict.fromkeys(planned):
        if test not in known and escaped(test) not in known:
            then.setdefault(shape(escaped(test)), []).append(test)
    taken = set(planned).union(map(escaped, planned)) if then else set()
    for test in known if then else ():
        if test not in taken and shape(test) in then:
            now.setdefault(shape(test), []).append(test)
    return {
        tests[0]: now[like][0]
        for like, tests in then.items()
        if len(tests) == len(now.get(like, [])) == 1 and made_up(now[like][0], known)
    }


def shape(test):
    """With what separates the numbers, which tells a date before a time from a time before a date."""
    name, bracket, parameters = test.partition("[")
    return name + bracket + CHANGING.sub(lambda piece: DIGITS.sub("0", piece.group()), parameters)


def made_up(test, known):
    """A name that is written in the file is another test, which somebody has put in the place of the planned one."""
    try:
        with open(str(known[test].path), encoding="utf-8", errors="replace") as file:
            source = file.read()
    except OSError:
        return False
    return not any(piece in source for piece in CHANGING.findall(test.partition("[")[2]))
