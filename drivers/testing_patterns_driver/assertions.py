"""Counting assertions: pytest compiles them with a call of its own then, so modules compiled before are of no use."""

import os
import unittest
from pathlib import Path

from _pytest.assertion import rewrite


def recompile():
    """Into a folder of the run; the user's own __pycache__ stays as it is."""
    private = Path(os.environ["TESTING_PATTERNS_PLAN"]).parent / "pycache"
    rewrite.get_cache_dir = lambda path: private.joinpath(*Path(path).parts[1:-1])


def unittests(item):
    return isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, unittest.TestCase)
