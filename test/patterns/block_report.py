"""A pytest plugin: one line of JSON for each test and for each file that could not be collected."""

import json
import os


def write(**fields):
    with open(os.environ["BLOCK_REPORT"], "a", encoding="utf-8") as report:
        report.write(json.dumps(fields) + "\n")


def pytest_collectreport(report):
    if report.failed:
        write(file=report.nodeid, outcome="broken", message=str(report.longrepr))


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        # What was expected to fail and did is as it should be.
        outcome = "passed" if hasattr(report, "wasxfail") and report.outcome == "skipped" else report.outcome
        write(file=report.nodeid.split("::")[0], name=report.nodeid, outcome=outcome, message=report.longreprtext)
