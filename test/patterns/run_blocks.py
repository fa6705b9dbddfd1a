"""Runs pytest on each of the folders, in a process of its own: `run_blocks.py SECONDS FOLDER...` in the project's root.

Where the system can fork, each begins with what all of them need already loaded, which is most of the time that a pytest takes.
"""

import contextlib
import importlib
import multiprocessing
import os
import sys

LOADED = ["pytest", "pytest_asyncio.plugin", "xdist.plugin", "pytest_rerunfailures", "freezegun", "sqlalchemy.ext.asyncio"]
OPTIONS = ["-q", "--tb=short", "-p", "block_report", "-p", "no:cacheprovider", "-p", "no:randomly"]


def run(folder):
    import pytest

    os.environ["BLOCK_REPORT"] = os.path.abspath(folder + ".jsonl")
    # For the programs that blocks start, too.
    os.environ["PYTHONPATH"] = os.path.abspath(folder)
    sys.path.insert(0, os.path.abspath(folder))
    sys.exit(pytest.main([*OPTIONS, "--continue-on-collection-errors", "-c", "pytest.ini", folder]))


def main(seconds, folders):
    forks = "fork" in multiprocessing.get_all_start_methods()
    if forks:
        for name in LOADED:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    context = multiprocessing.get_context("fork" if forks else "spawn")
    for folder in folders:
        process = context.Process(target=run, args=(folder,))
        process.start()
        process.join(seconds)
        if process.is_alive():
            print(f"{folder} was ended after {seconds} s")
            process.kill()
            process.join()


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2:])
