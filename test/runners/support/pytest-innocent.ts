/** A shop whose tests use all that pytest offers and leave nothing behind, and whose objects do not like to be looked at. */
export const innocentShop = {
  'conftest.py': `import os

import pytest

os.environ["FROM_CONFTEST"] = "1"


def pytest_configure(config):
    from app import models

    models.configured = True


@pytest.fixture(scope="session", autouse=True)
def whole(tmp_path_factory):
    yield tmp_path_factory.mktemp("session")


@pytest.fixture(scope="module")
def module_wide():
    yield {"a": 1}
`,
  'sub/conftest.py': `import pytest

unused = []


@pytest.fixture(scope="package")
def below():
    return 1
`,
  'sub/test_deep.py': `def test_deep(below):
    assert below
`,
  'app/__init__.py': 'from app.models import Point\n',
  'app/lazy.py': 'import http.client\nimport xml.dom.minidom\n\nVALUE = {"a": [1]}\n',
  'app/models.py': `import abc
import collections
import dataclasses
import enum
import itertools
import logging
import threading
import typing

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())
T = typing.TypeVar("T")


class Flag(enum.Flag):
    A = 1
    B = 2


@dataclasses.dataclass
class Point:
    x: int = 0
    tags: typing.List[str] = dataclasses.field(default_factory=list)


class Base(abc.ABC):
    @abc.abstractmethod
    def run(self):
        ...


class Box(typing.Generic[T]):
    pass


class Private:
    """Nobody may look at it."""

    __hash__ = None

    def __init__(self):
        self.items = []
        self.lock = threading.Lock()

    @property
    def looked(self):
        raise RuntimeError("looked")

    def __eq__(self, other):
        raise RuntimeError("compared")

    def __repr__(self):
        raise RuntimeError("shown")

    def __getattribute__(self, name):
        raise RuntimeError("asked for " + name)


class Meta(type):
    def __eq__(cls, other):
        raise RuntimeError("compared")

    def __hash__(cls):
        raise RuntimeError("hashed")


class Odd(dict, metaclass=Meta):
    def keys(self):
        raise RuntimeError("keys")

    def __iter__(self):
        raise RuntimeError("iterated")

    def __len__(self):
        raise RuntimeError("measured")


private = object.__new__(Private)
odd = Odd(a=[1])
point = Point()
ordered = collections.OrderedDict(a=1)
by_name = collections.defaultdict(list, a=[1])
inside = []
inside.append(inside)
nan = float("nan")
many = {str(number): [number] for number in range(10000)}
count = itertools.count()
box = Box[int]()
table = {"a": [1, 2]}


def twice(x):
    return 2 * x
`,
  'test_clean.py': `import asyncio
import datetime
import logging
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import warnings
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import freezegun
import pytest

from app import models
from app.models import table

pytestmark = pytest.mark.filterwarnings("error")


def setup_module():
    pass


class TestClass:
    value = [1]

    @classmethod
    def setup_class(cls):
        pass

    @pytest.fixture(scope="class")
    def wide(self):
        yield 1

    @pytest.mark.parametrize("x", [1, 2])
    def test_wide(self, wide, x):
        self.mine = x


class TestUnit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lambda: None)

    def test_sub(self):
        with self.subTest(i=1):
            self.assertEqual(models.twice(1), 2)

    @mock.patch("os.getcwd", return_value="x")
    def test_patch(self, cwd):
        self.assertEqual(os.getcwd(), "x")


def test_monkeypatch(monkeypatch, tmp_path):
    monkeypatch.setenv("A", "1")
    monkeypatch.setattr(models, "nan", 3)
    monkeypatch.setattr(time, "time", lambda: 0)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, "json", None)
    monkeypatch.setattr(models.Point, "x", 4)
    monkeypatch.delenv("FROM_CONFTEST")
    monkeypatch.setattr(sys, "argv", ["x"])
    monkeypatch.setitem(table, "b", 1)


def test_logs(caplog):
    caplog.set_level(logging.DEBUG, logger="other")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("fresh").debug("x")


def test_prints(capsys):
    print("x")


def test_warns(recwarn):
    warnings.simplefilter("always")
    warnings.warn("x")


def test_files(tmp_path):
    connection = sqlite3.connect(str(tmp_path / "a.db"))
    connection.execute("create table t(x)")
    connection.commit()
    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        (tmp_path / "x").write_text(folder)


def test_threads():
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(len, ["a"])) == [1]
    threading.Thread(target=len, args=("a",)).start()


def test_loop():
    async def main():
        return await asyncio.get_running_loop().run_in_executor(None, len, "a")

    assert asyncio.run(main()) == 1


@pytest.mark.asyncio
async def test_async(tmp_path):
    await asyncio.sleep(0)


def test_imports():
    from app import lazy

    assert lazy.VALUE


def test_process():
    subprocess.run([sys.executable, "-c", "1"], check=True)


def test_socket():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()


def test_types():
    assert models.Flag.A | models.Flag.B
    assert not isinstance(models.box, models.Base)


def test_patches():
    with mock.patch.dict(os.environ, {"B": "2"}), mock.patch.dict(sys.modules, {"fakes": mock.Mock()}):
        with mock.patch("app.models.twice"), mock.patch.object(models.Point, "x"):
            assert models.twice(1) is not models.Point.x


@freezegun.freeze_time("2020-01-01")
def test_frozen():
    assert datetime.date.today().year == 2020


def test_fixtures(module_wide, request):
    module_wide["b"] = 1


@pytest.mark.xfail
def test_expected():
    assert 0


def test_fails():
    assert table == {"a": 1}
`,
};
