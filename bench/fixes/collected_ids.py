"""A pytest plugin: writes what was collected to the file that COLLECTED_IDS names.

ids, files that cannot be imported, and fixtures that a test asks for and nothing defines (as "id: name").
"""

import json
import os

failed = {}


def pytest_collectreport(report):
    if report.failed:
        failed[report.nodeid] = str(report.longrepr).strip().splitlines()[-1][:200]


def pytest_collection_finish(session):
    found = {
        "ids": [item.nodeid for item in session.items],
        "failed": failed,
        "lacking": [f"{item.nodeid}: {name}" for item in session.items for name in lacking(item)],
    }
    with open(os.environ["COLLECTED_IDS"], "w", encoding="utf-8") as file:
        json.dump(found, file)


def lacking(item):
    info = getattr(item, "_fixtureinfo", None)
    if info is None:
        return []
    given = {"request", *info.name2fixturedefs, *getattr(getattr(item, "callspec", None), "params", ())}
    return [name for name in info.names_closure if name not in given]
