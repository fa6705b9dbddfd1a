"""A pytest plugin: writes the collected ids, and the files that cannot be imported, to the file that COLLECTED_IDS names."""

import json
import os

failed = {}


def pytest_collectreport(report):
    if report.failed:
        failed[report.nodeid] = str(report.longrepr).strip().splitlines()[-1][:200]


def pytest_collection_finish(session):
    with open(os.environ["COLLECTED_IDS"], "w", encoding="utf-8") as file:
        json.dump({"ids": [item.nodeid for item in session.items], "failed": failed}, file)
