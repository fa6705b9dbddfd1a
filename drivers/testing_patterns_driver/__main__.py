"""Starts the pytest that is installed beside this interpreter, exactly as `python -m pytest` does.

A start of our own instead of arguments, because a plan may name more files than a command line can hold.
"""

import os
import runpy
import sys

from testing_patterns_driver import events, surroundings


def main():
    plan = events.read_plan()
    leave_path()
    channel = events.open_channel(plan)
    surroundings.prepare(plan, 0, channel.emit)
    import pytest

    channel.emit(type="run:start", run=plan["run"], runner="pytest", version=pytest.__version__, planned=plan["tests"])
    paths = existing(plan, channel)
    if plan["files"] and not paths:
        channel.end()
        sys.exit(5)
    sys.argv[1:] = options(plan) + sys.argv[1:] + paths
    try:
        runpy.run_module("pytest", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code in (3, 4) and not channel.problems:
            words = "stopped with an internal error" if end.code == 3 else "refused its command line or configuration"
            channel.emit(type="problem", scope="run", message="pytest %s (exit code %d)." % (words, end.code))
        raise
    except BaseException as error:
        channel.emit(type="problem", scope="run", message="%s: %s" % (type(error).__name__, error))
        raise
    finally:
        channel.end()


def leave_path():
    """Programs that tests start get the user's own PYTHONPATH. We are found, and xdist's workers get sys.path."""
    others = os.environ["PYTHONPATH"].split(os.pathsep)[1:]
    if others:
        os.environ["PYTHONPATH"] = os.pathsep.join(others)
    else:
        del os.environ["PYTHONPATH"]


def options(plan):
    private = os.path.dirname(os.environ["TESTING_PATTERNS_PLAN"])
    chosen = ["-p", "testing_patterns_driver.plugin", "-o", "cache_dir=" + os.path.join(private, "cache")]
    return chosen + ["-o", "enable_assertion_pass_hook=true"] if plan["countAssertions"] else chosen


def existing(plan, channel):
    """Absolute, so that a name with a leading dash is no option."""
    paths = []
    for file in plan["files"]:
        path = os.path.join(plan["folder"], *file.split("/"))
        if os.path.exists(path):
            paths.append(path)
        elif plan["mode"] == "list":
            channel.emit(type="problem", scope="collection", message="There is no such file.", file=file)
        else:
            channel.emit(type="limitation", text="There is no file %s." % file)
    return paths


if __name__ == "__main__":
    main()
