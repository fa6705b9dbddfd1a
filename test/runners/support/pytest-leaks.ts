/** A shop whose tests leave one of everything behind, and tests that each fail of one piece of it. */
export const leakyShop = {
  'conftest.py': `import os
import sqlite3

os.environ["STAYS"] = "here"
connection = sqlite3.connect(os.path.join(os.path.dirname(__file__), "data/shop.db"))
connection.execute("create table orders (number integer)")
connection.commit()
connection.close()
del connection
`,
  'data/rates.json': '{"eur": 1}\n',
  'data/old.txt': 'old\n',
  'app/__init__.py': '',
  'app/config.py': 'debug = False\n',
  'app/store.py': `import contextvars
import functools
import itertools
import json
from unittest.mock import MagicMock

counter = 0
cart = {"items": [], "total": None}
_hidden = {"b", "a"}
visitor = contextvars.ContextVar("visitor", default="nobody")


class Cart:
    rate = 1.5
    shared = []

    def __init__(self):
        self.items = [1]

    def total(self):
        return 3

    def pay(self):
        return "paid"


class Node:
    __slots__ = ("value", "next")

    def __init__(self, value):
        self.value = value


single = Cart()
node = Node(1)
numbers = itertools.count(1)
client = MagicMock()


@functools.lru_cache(maxsize=None)
def price(code):
    return len(code)


def collect(item, into=[]):
    into.append(item)
    return list(into)


def fetch():
    return "real"
`,
  'test_leaks.py': `import builtins
import importlib
import locale
import logging
import os
import random
import signal
import socket
import sqlite3
import sys
import tempfile
import threading
import time
import types
import unittest.mock
import warnings

import freezegun

import app.config
from app import store
from app.store import cart

seen = []
kept = []


def test_variables():
    store.counter += 2
    cart["items"].append("x")
    store._hidden.add("c")
    store.visitor.set("me")
    store.single.items.append(2)
    store.node.next = store.Node(2)
    store.price("abc")
    store.collect(1)
    store.extra = 1.5
    seen.append(b"1")


def test_classes():
    store.Cart.rate = 2
    store.Cart.shared.append(None)
    store.Cart.total = lambda self: 4
    store.Cart.extra = True


def test_functions():
    store.fetch = unittest.mock.Mock(return_value="fake")
    store.json = types.SimpleNamespace(dumps=len)
    time.sleep = lambda seconds: None
    os.path.getsize = unittest.mock.Mock()
    random.Random.choice = lambda self, items: items[0]
    builtins.helper = 1


def test_modules():
    sys.modules["payments"] = types.ModuleType("payments")
    sys.modules["app.mail"] = None
    app.config.debug = True
    importlib.reload(app.config)


def test_process():
    os.environ["SHOP"] = "test"
    del os.environ["STAYS"]
    os.chdir("data")
    locale.setlocale(locale.LC_NUMERIC, "C.UTF-8")
    sys.path.insert(0, os.path.dirname(__file__) + "/vendored")
    warnings.simplefilter("error", DeprecationWarning)
    sys.argv.append("--fast")
    sys.setrecursionlimit(1234)


def test_draws():
    random.random()


def test_background():
    timer = threading.Timer(60, print)
    timer.daemon = True
    timer.start()
    threading.Thread(target=time_out, daemon=True).start()
    signal.signal(signal.SIGUSR1, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 60)


def time_out(_wait=threading.Event().wait):
    _wait()


def test_logging():
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger("shop").addHandler(logging.StreamHandler())
    logging.getLogger("other").disabled = True
    logging.getLogger("asked")
    logging.disable(logging.INFO)


def test_files():
    folder = os.path.dirname(__file__)
    with open(folder + "/data/rates.json", "w") as file:
        file.write('{"eur": 2}\\n')
    os.remove(folder + "/data/old.txt")
    os.makedirs(folder + "/out/deep")
    with open(folder + "/out/deep/report.txt", "w") as file:
        file.write("done")
    with open(os.path.join(tempfile.gettempdir(), "cache.bin"), "wb") as file:
        file.write(bytes(100))
    tempfile.mkdtemp()
    connection = sqlite3.connect(folder + "/data/shop.db")
    connection.execute("insert into orders values (1)")
    connection.commit()
    connection.close()


def test_held():
    next(store.numbers)
    store.client.get(1)
    unittest.mock.patch.object(store.Cart, "pay", autospec=True).start()
    os.symlink("rates.json", os.path.dirname(__file__) + "/data/link")
    freezegun.freeze_time("2020-01-01").start()


def test_sockets():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    kept.append(server)
`,
  'test_victims.py': `import builtins
import locale
import logging
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import types
import warnings

import pytest

import app.config
import test_leaks
from app import store

FOLDER = os.path.dirname(__file__)
FIRST = random.getstate()


def rows():
    connection = sqlite3.connect(FOLDER + "/data/shop.db")
    try:
        return connection.execute("select count(*) from orders").fetchone()[0]
    finally:
        connection.close()


def text(name):
    with open(FOLDER + "/data/" + name) as file:
        return file.read()


CHECKS = {
    "counter": lambda: store.counter == 0,
    "cart": lambda: store.cart == {"items": [], "total": None},
    "hidden": lambda: store._hidden == {"a", "b"},
    "visitor": lambda: store.visitor.get() == "nobody",
    "single": lambda: store.single.items == [1],
    "node": lambda: not hasattr(store.node, "next"),
    "price": lambda: store.price.cache_info().currsize == 0,
    "collect": lambda: store.collect.__defaults__ == ([],),
    "extra": lambda: not hasattr(store, "extra"),
    "seen": lambda: test_leaks.seen == [],
    "rate": lambda: store.Cart.rate == 1.5,
    "shared": lambda: store.Cart.shared == [],
    "total": lambda: store.Cart().total() == 3,
    "class-extra": lambda: not hasattr(store.Cart, "extra"),
    "fetch": lambda: store.fetch() == "real",
    "json": lambda: isinstance(store.json, types.ModuleType),
    "sleep": lambda: isinstance(time.sleep, types.BuiltinFunctionType),
    "numbers": lambda: repr(store.numbers) == "count(1)",
    "client": lambda: store.client.mock_calls == [],
    "pay": lambda: store.Cart().pay() == "paid",
    "link": lambda: not os.path.islink(FOLDER + "/data/link"),
    "clock": lambda: time.time() > 1700000000,
    "getsize": lambda: os.path.getsize("/") > 0,
    "choice": lambda: random.Random.choice.__name__ == "choice",
    "helper": lambda: not hasattr(builtins, "helper"),
    "payments": lambda: "payments" not in sys.modules,
    "mail": lambda: "app.mail" not in sys.modules,
    "shop": lambda: "SHOP" not in os.environ,
    "stays": lambda: os.environ["STAYS"] == "here",
    "cwd": lambda: os.getcwd() == FOLDER,
    "locale": lambda: locale.setlocale(locale.LC_NUMERIC) == "C",
    "path": lambda: FOLDER + "/vendored" not in sys.path,
    "warnings": lambda: not any(each[0] == "error" and each[2] is DeprecationWarning for each in warnings.filters),
    "argv": lambda: "--fast" not in sys.argv,
    "recursion": lambda: sys.getrecursionlimit() != 1234,
    "random": lambda: random.getstate() == FIRST,
    "timer": lambda: not any(isinstance(each, threading.Timer) for each in threading.enumerate()),
    "signal": lambda: signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL,
    "alarm": lambda: signal.getitimer(signal.ITIMER_REAL)[0] == 0,
    "root": lambda: logging.getLogger().level == logging.WARNING,
    "handlers": lambda: logging.getLogger("shop").handlers == [],
    "disabled": lambda: not logging.getLogger("other").disabled,
    "disable": lambda: logging.root.manager.disable == 0,
    "rates": lambda: text("rates.json") == '{"eur": 1}\\n',
    "old": lambda: text("old.txt") == "old\\n",
    "report": lambda: not os.path.isdir(FOLDER + "/out"),
    "cache": lambda: not any(each == "cache.bin" for each in os.listdir(tempfile.gettempdir())),
    "temporary": lambda: not any(each.startswith("tmp") for each in os.listdir(tempfile.gettempdir())),
    "database": lambda: rows() == 0,
}


@pytest.mark.parametrize("name", CHECKS)
def test_finds(name):
    assert CHECKS[name]()
`,
};

/** In the order of their declaration. */
export const leaks = namesIn('test_leaks.py', /^def (test_\w+)/gm);
export const victims = namesIn('test_victims.py', /^ {4}"([\w-]+)": lambda/gm).map(
  (id) => `${id.replace('::', '::test_finds[')}]`,
);

/** As the tests leave it, one after the other. */
export const leftByLeaks = String.raw`
test_variables: module-variable app.store:cart {'items': [], 'total': None} -> {'items': ['x'], 'total': None}
test_variables: module-variable app.store:_hidden {'a', 'b'} -> {'a', 'b', 'c'}
test_variables: module-variable app.store:visitor 'nobody' -> 'me'
test_variables: module-variable app.store:single Cart {items: [1]} -> Cart {items: [1, 2]}
test_variables: module-variable app.store:node Node {value: 1} -> Node {next: Node {value: 2}, value: 1}
test_variables: module-variable app.store:price cache of 0 -> cache of 1
test_variables: module-variable app.store:collect function collect with defaults [] -> function collect with defaults [1]
test_variables: module-variable app.store:counter 0 -> 2
test_variables: module-variable app.store:extra (not set) -> 1.5
test_variables: module-variable test_leaks:seen [] -> [b'1']
test_classes: class-attribute app.store:Cart.shared [] -> [None]
test_classes: class-attribute app.store:Cart.rate 1.5 -> 2
test_classes: class-attribute app.store:Cart.total function total -> function <lambda>
test_classes: class-attribute app.store:Cart.extra (not set) -> True
test_functions: module-variable app.store:json module json -> namespace {dumps: function len}
test_functions: spy app.store:fetch function fetch -> mock function
test_functions: global builtins.helper (not set) -> 1
test_functions: builtin time.sleep function sleep -> function <lambda>
test_functions: builtin random.Random.choice function choice -> function <lambda>
test_functions: spy os.path.getsize function getsize -> mock function
test_modules: mocked-module app.config module app.config -> module app.config, loaded again
test_modules: mocked-module payments (not set) -> module payments
test_modules: mocked-module app.mail (not set) -> None
test_process: builtin sys.argv […] -> […, '--fast']
test_process: global sys.recursionlimit 1000 -> 1234
test_process: environment SHOP (not set) -> 'test'
test_process: environment STAYS 'here' -> (not set)
test_process: working-directory cwd . -> data
test_process: locale LC_ALL LC_CTYPE=C.UTF-8 -> LC_CTYPE=C.UTF-8, LC_NUMERIC=C.UTF-8
test_process: import-path sys.path […] -> ['vendored', …]
test_process: warning-filters warnings.filters […] -> [error DeprecationWarning, …]
test_draws: random random state … -> state …
test_background: thread Thread (time_out) (not set) -> alive
test_background: thread Timer (print) (not set) -> alive
test_background: signal-handler SIGUSR1 SIG_DFL -> function <lambda>
test_background: timer ITIMER_REAL (not set) -> set
test_logging: global logging.disable 0 -> 20
test_logging: global logging.other.disabled False -> True
test_logging: global logging.root.level WARNING -> DEBUG
test_logging: global logging.shop.handlers [] -> [StreamHandler object]
test_files: file data/old.txt 'old\n' -> (not set)
test_files: file data/rates.json '{"eur": 1}\n' -> '{"eur": 2}\n'
test_files: database data/shop.db SQLite file of 8192 bytes (crc …) -> SQLite file of 8192 bytes (crc …)
test_files: file out/deep/report.txt (not set) -> 'done'
test_files: file $TMPDIR/cache.bin (not set) -> file of 100 bytes (crc …)
test_files: file $TMPDIR/tmp(random)/ (not set) -> there
test_held: module-variable app.store:numbers count(1) -> count(2)
test_held: module-variable app.store:client mock function -> mock function, calls: 1
test_held: spy app.store:Cart.pay function pay -> mock function
test_held: fake-timers clock the real clock -> a clock that stands still or is set
test_held: file data/link (not set) -> a link to 'rates.json'
test_sockets: module-variable test_leaks:kept [] -> [socket object]
test_sockets: socket 127.0.0.1:(free port) (not set) -> listening
`
  .trim()
  .split('\n')
  .map((line) => `test_leaks.py::${line}`);

function namesIn(file: 'test_leaks.py' | 'test_victims.py', pattern: RegExp): string[] {
  return Array.from(leakyShop[file].matchAll(pattern), ([, name]) => `${file}::${name}`);
}
