"""From pytest's reports of one test, phase by phase, to its one result."""

import os

from testing_patterns_driver.events import plain

INTERNAL = tuple(os.sep + os.path.join(name, "") for name in ("_pytest", "pluggy", "testing_patterns_driver")) + (
    os.sep + os.path.join("unittest", "case.py"),
)


def describe(report, call, folder):
    """What only the process that ran the test knows, as plain data: xdist sends it along with the report."""
    if not call.excinfo or report.outcome not in ("failed", "rerun"):
        return {}
    try:
        # A fixture that was not found words it best itself.
        message = getattr(report.longrepr, "errorstring", None) or call.excinfo.exconly(tryshort=True)
        stack = frames(call.excinfo.traceback, folder)
    except Exception as error:
        message, stack = "%s, which cannot be shown: %s" % (call.excinfo.typename, error), ""
    return {"message": plain(message), "name": call.excinfo.typename, "stack": plain(stack) or None}


def frames(traceback, folder):
    lines = []
    for entry in traceback:
        path = str(entry.path)
        if not any(part in path for part in INTERNAL):
            shown = os.path.relpath(path, folder) if path.startswith(folder + os.sep) else path
            lines.append("%s:%d in %s" % (shown, entry.lineno + 1, entry.name))
    return "\n".join(lines[-12:])


def result(reports):
    """Outcome, error and the number of failed tries that were followed by another."""
    tries = []
    for report in reports:
        if report.when == "setup" or not tries:
            tries.append([])
        tries[-1].append(report)
    judged = [judge(phases) for phases in tries] or [("failed", {"message": "pytest reported nothing about it."})]
    outcome, error = judged[-1]
    failed = [reason for before, reason in judged[:-1] if before == "failed"]
    return {"outcome": outcome, "error": error or (failed[0] if failed else None), "retried": len(failed) or None}


def judge(phases):
    failed = next((report for report in phases if report.outcome in ("failed", "rerun")), None)
    if failed:
        return "failed", error_of(failed)
    # A skipped subtest does not skip the test that it is part of.
    skipped = next((report for report in phases if report.skipped and not hasattr(report, "context")), None)
    if skipped:
        return "skipped", {"message": reason_of(skipped)}
    if not any(report.when == "call" for report in phases):
        return "failed", {"message": "pytest set it up, but never called it."}
    return "passed", None


def error_of(report):
    known = getattr(report, "testing_patterns", {})
    if "message" in known:
        return {key: known[key] for key in ("message", "name", "stack") if known.get(key)}
    return {"message": plain(report.longreprtext or "failed without a word")}


def reason_of(report):
    if hasattr(report, "wasxfail"):
        # It failed as expected, which proves nothing.
        return plain("expected to fail: %s" % report.wasxfail if report.wasxfail else "expected to fail")
    reason = report.longrepr[2] if isinstance(report.longrepr, (tuple, list)) else report.longreprtext
    return plain(reason[len("Skipped: ") :] if reason.startswith("Skipped: ") else reason)


def problem(report):
    """The last error line is what went wrong, the text around it is where."""
    text = plain(report.longreprtext, 100000)
    lines = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    return (lines or [text.strip().splitlines()[-1] if text.strip() else "could not be collected"])[-1], text[-4000:]
