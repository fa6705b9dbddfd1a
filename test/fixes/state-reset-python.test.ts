import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { LeftState } from '../../src/fixes/index.ts';
import { pythonProject, told } from '../runners/support/pytest.ts';
import { fixesOf } from './state-reset-support.ts';

const modules = {
  'app/__init__.py': '',
  'app/store.py': `import contextvars
import functools

user = contextvars.ContextVar("user", default="nobody")
counter = 0
cache = {}
nested = {"a": [1]}
names = ["ann"]
tags = {"x"}
current = None
is_open = False
levels = {"mug": 10}
table = {"DE": 19}


class Defaults:
    def __init__(self):
        self.wrap = False


defaults = Defaults()


class Cart:
    rate = 5
    items = []

    @staticmethod
    def total():
        return 7


@functools.lru_cache
def tax(country):
    return table[country]


def load():
    return "real"


def count():
    global counter
    counter += 1
`,
  'app/api.py': `class Client:
    def get(self):
        return "real"


client = Client()


def fetch():
    return "real"
`,
  'extra.py': 'x = 1\n',
  'conftest.py':
    'import pytest\n\nfrom app import store\n\n\n@pytest.fixture(scope="session")\ndef open_shop():\n    store.is_open = True\n',
  'data/rates.txt': '1.0',
};

interface Case {
  /** The polluter's file. */
  readonly code: string;
  /** What must hold before it, and after it once it is mended. */
  readonly holds: string;
  readonly state: readonly LeftState[];
}

const left = (kind: LeftState['kind'], name: string, before: string, after: string, file?: string): LeftState => ({
  kind,
  name,
  before,
  after,
  ...(file === undefined ? {} : { file }),
});
const inStore = (kind: LeftState['kind'], path: string, before: string, after: string) =>
  left(kind, `app.store:${path}`, before, after, 'app/store.py');

/** By name; the polluter is `test_<name>.py::test_pollutes` where nothing else is said. */
const cases: Readonly<Record<string, Case>> = {
  made: {
    code: 'import os\n\n\ndef test_pollutes():\n    with open(".".join(["note", "txt"]), "w") as file:\n        file.write("x")\n    assert os.path.exists("note.txt")\n',
    holds: 'not os.path.exists("note.txt")',
    state: [left('file', 'note.txt', '(not set)', "'x'")],
  },
  changed: {
    code: 'import os\n\nimport pytest\n\n\ndef test_pollutes():\n    with open(os.sep.join(["data", "rates.txt"]), "w") as file:\n        file.write("2")\n    assert os.path.getsize(file.name) == 1\n',
    holds: 'open("data/rates.txt").read() == "1.0"',
    state: [left('file', 'data/rates.txt', "'1.0'", "'2'")],
  },
  number: {
    code: 'from app import store\n\n\ndef test_pollutes():\n    store.count()\n    assert store.counter == 1\n',
    holds: 'store.counter == 0',
    state: [inStore('module-variable', 'counter', '0', '1')],
  },
  dictionary: {
    code: 'from app.store import cache\n\n\ndef test_pollutes():\n    cache["a"] = 1\n    assert cache["a"] == 1\n',
    holds: 'store.cache == {}',
    state: [inStore('module-variable', 'cache', '{}', "{'a': 1}")],
  },
  deep: {
    code: 'import app.store as shop\n\n\ndef test_pollutes():\n    shop.nested["a"].append(2)\n    assert len(shop.nested["a"]) == 2\n',
    holds: 'store.nested == {"a": [1]}',
    state: [inStore('module-variable', 'nested', "{'a': [1]}", "{'a': [1, 2]}")],
  },
  list: {
    code: 'import app.store\n\n\ndef test_pollutes():\n    app.store.names.append("bob")\n    assert "bob" in app.store.names\n',
    holds: 'store.names == ["ann"]',
    state: [inStore('module-variable', 'names', "['ann']", "['ann', 'bob']")],
  },
  set: {
    code: 'from app import store\n\n\ndef test_pollutes():\n    store.tags.add("y")\n    assert "y" in store.tags\n',
    holds: 'store.tags == {"x"}',
    state: [inStore('module-variable', 'tags', "{'x'}", "{'x', 'y'}")],
  },
  object: {
    code: 'from app.store import defaults\n\n\ndef test_pollutes():\n    defaults.wrap = True\n    assert defaults.wrap\n',
    holds: 'not store.defaults.wrap',
    state: [inStore('module-variable', 'defaults', 'Defaults {wrap: False}', 'Defaults {wrap: True}')],
  },
  instance: {
    code: 'from app import store\n\n\ndef test_pollutes():\n    setattr(store, "current", store.Defaults())\n    assert store.current.wrap is False\n',
    holds: 'store.current is None',
    state: [inStore('module-variable', 'current', 'None', 'Defaults {wrap: False}')],
  },
  added: {
    code: 'from app import store\n\n\ndef test_pollutes():\n    setattr(store, "debug", True)\n    assert vars(store)["debug"]\n',
    holds: 'not hasattr(store, "debug")',
    state: [inStore('module-variable', 'debug', '(not set)', 'True')],
  },
  cached: {
    code: 'from app import store\n\n\ndef test_pollutes(monkeypatch):\n    monkeypatch.setitem(store.table, "DE", 7)\n    assert store.tax("DE") == 7\n',
    holds: 'store.tax("DE") == 19',
    state: [inStore('module-variable', 'tax', 'cache of 0', 'cache of 1')],
  },
  function: {
    code: 'from app import store\n\n\ndef test_pollutes():\n    store.load = lambda: "fake"\n    assert store.load() == "fake"\n',
    holds: 'store.load() == "real"',
    state: [inStore('module-variable', 'load', 'function load', 'function <lambda>')],
  },
  rate: {
    code: 'from app.store import Cart\n\n\ndef test_pollutes():\n    Cart.rate = 9\n    assert Cart().rate == 9\n',
    holds: 'store.Cart.rate == 5',
    state: [inStore('class-attribute', 'Cart.rate', '5', '9')],
  },
  items: {
    code: 'from app.store import Cart\n\n\ndef test_pollutes():\n    Cart().items.append(1)\n    assert Cart.items == [1]\n',
    holds: 'store.Cart.items == []',
    state: [inStore('class-attribute', 'Cart.items', '[]', '[1]')],
  },
  static: {
    code: 'from unittest import mock\n\nfrom app.store import Cart\n\n\ndef test_pollutes():\n    setattr(Cart, "total", mock.Mock(return_value=1))\n    assert Cart().total() == 1\n',
    holds: 'store.Cart().total() == 7',
    state: [inStore('class-attribute', 'Cart.total', 'staticmethod total', 'mock function')],
  },
  spy: {
    code: 'from unittest import mock\n\nfrom app import api\n\n\ndef test_pollutes():\n    mock.patch("app.api.fetch", return_value="fake").start()\n    assert api.fetch() == "fake"\n',
    holds: 'api.fetch() == "real"',
    state: [left('spy', 'app.api:fetch', 'function fetch', 'mock function', 'app/api.py')],
  },
  method: {
    code: 'from unittest.mock import Mock\n\nfrom app.api import client\n\n\ndef test_pollutes():\n    setattr(client, "get", Mock(return_value="fake"))\n    assert client.get() == "fake"\n',
    holds: 'api.client.get() == "real"',
    state: [left('spy', 'app.api:client.get', '(not set)', 'mock function', 'app/api.py')],
  },
  clock: {
    code: 'import time\n\n\ndef test_pollutes():\n    setattr(time, "time", lambda: 5)\n    assert time.time() == 5\n',
    holds: 'time.time() > 5',
    state: [left('builtin', 'time.time', 'function time', 'function <lambda>')],
  },
  encoder: {
    code: 'import json\n\n\ndef test_pollutes():\n    setattr(json.JSONEncoder, "default", lambda self, value: "x")\n    assert json.dumps(object()) == \'"x"\'\n',
    holds: 'json.JSONEncoder.default.__name__ == "default"',
    state: [left('builtin', 'json.JSONEncoder.default', 'function default', 'function <lambda>')],
  },
  global: {
    code: 'import builtins\n\n\ndef test_pollutes():\n    setattr(builtins, "leaked", 1)\n    assert leaked == 1\n',
    holds: 'not hasattr(builtins, "leaked")',
    state: [left('global', 'builtins.leaked', '(not set)', '1')],
  },
  environment: {
    code: 'import os\n\n\ndef test_pollutes():\n    os.environ.update(LEAK="1")\n    assert os.environ["LEAK"] == "1"\n',
    holds: '"LEAK" not in os.environ',
    state: [left('environment', 'LEAK', '(not set)', "'1'")],
  },
  monkeypatched: {
    code: 'import os\n\n\ndef test_pollutes():\n    os.environ["DRIP"] = "1"\n    assert os.environ["DRIP"] == "1"\n',
    holds: '"DRIP" not in os.environ',
    state: [left('environment', 'DRIP', '(not set)', "'1'")],
  },
  directory: {
    code: 'from os import chdir, getcwd\n\n\ndef test_pollutes(tmp_path):\n    go = chdir\n    go(tmp_path)\n    assert getcwd() == str(tmp_path)\n',
    holds: 'os.path.exists("test_victims.py")',
    state: [left('working-directory', 'cwd', "'.'", "'$TMPDIR/x'")],
  },
  path: {
    code: 'import sys\n\n\ndef test_pollutes():\n    sys.path += ["elsewhere"]\n    assert "elsewhere" in sys.path\n',
    holds: '"elsewhere" not in sys.path',
    state: [left('import-path', 'sys.path', '3 entries', '4 entries')],
  },
  language: {
    code: 'import locale\n\n\ndef test_pollutes():\n    locale.setlocale(locale.LC_ALL, "C")\n    assert locale.setlocale(locale.LC_ALL) == "C"\n',
    holds: 'locale.setlocale(locale.LC_ALL) != "C"',
    state: [left('locale', 'LC_ALL', "'C.UTF-8'", "'C'")],
  },
  signals: {
    code: 'import signal\n\n\ndef test_pollutes():\n    signal.signal(signal.SIGUSR1, signal.SIG_IGN)\n    assert signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN\n',
    holds: 'signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL',
    state: [left('signal-handler', 'SIGUSR1', 'SIG_DFL', 'SIG_IGN')],
  },
  dice: {
    code: 'import random\n\n\ndef test_pollutes():\n    random.seed(5)\n    assert random.random() > 0\n',
    holds: 'random.getstate() == dice',
    state: [left('random', 'random', 'state 1', 'state 2')],
  },
  modules: {
    code: 'import sys\nfrom types import SimpleNamespace\n\n\ndef test_pollutes():\n    sys.modules.update(extra=SimpleNamespace(x=2))\n    import extra\n\n    assert extra.x == 2\n',
    holds: '__import__("extra").x == 1',
    state: [left('mocked-module', 'extra', '(not set)', 'SimpleNamespace {x: 2}')],
  },
  context: {
    code: 'from app import store\n\n\ndef test_pollutes():\n    store.user.set("ann")\n    assert store.user.get() == "ann"\n',
    holds: 'store.user.get() == "nobody"',
    state: [inStore('module-variable', 'user', "'nobody'", "'ann'")],
  },
  logger: {
    code: 'import logging\n\n\ndef test_pollutes():\n    noisy = logging.getLogger("app.db")\n    noisy.level = 50\n    assert noisy.level == 50\n',
    holds: 'logging.getLogger("app.db").level == 0',
    state: [left('global', 'logging.app.db.level', 'NOTSET', 'CRITICAL')],
  },
  recursion: {
    code: 'import sys\n\n\ndef test_pollutes():\n    sys.setrecursionlimit(5000)\n    assert sys.getrecursionlimit() == 5000\n',
    holds: 'sys.getrecursionlimit() == 1000',
    state: [left('global', 'sys.recursionlimit', '1000', '5000')],
  },
  arguments: {
    code: 'import sys\n\n\ndef test_pollutes():\n    setattr(sys, "argv", ["shop", "--all"])\n    assert sys.argv[0] == "shop"\n',
    holds: '"--all" not in sys.argv',
    state: [left('builtin', 'sys.argv', "['pytest']", "['shop', '--all']")],
  },
  own: {
    code: 'seen = 0\n\n\ndef test_pollutes():\n    global seen\n    seen += 1\n    assert seen == 1\n',
    holds: '__import__("test_own").seen == 0',
    state: [left('module-variable', 'test_own:seen', '0', '1', 'test_own.py')],
  },
  once: {
    code: 'import pytest\n\nfrom app import store\n\n\n@pytest.fixture(scope="module")\ndef busy():\n    vars(store).update(busy=True)\n\n\ndef test_pollutes(busy):\n    assert vars(store)["busy"]\n',
    holds: 'not hasattr(store, "busy")',
    state: [inStore('module-variable', 'busy', '(not set)', 'True')],
  },
  session: {
    code: 'from app import store\n\n\ndef test_pollutes(open_shop):\n    assert store.is_open\n',
    holds: 'not store.is_open',
    state: [
      {
        ...inStore('module-variable', 'is_open', 'False', 'True'),
        at: { path: 'conftest.py', line: 8 },
      },
    ],
  },
  zone: {
    code: 'import os\nimport time\n\n\ndef test_pollutes():\n    os.environ["TZ"] = "JST-9"\n    time.tzset()\n    assert time.timezone == -9 * 3600\n',
    holds: 'time.timezone != -9 * 3600',
    state: [left('environment', 'TZ', '(not set)', "'JST-9'")],
  },
  unittest: {
    code: 'import unittest\n\nfrom app import store\n\n\nclass Shop(unittest.TestCase):\n    def test_pollutes(self):\n        store.levels["mug"] -= 1\n        self.assertEqual(store.levels["mug"], 9)\n',
    holds: 'store.levels == {"mug": 10}',
    state: [inStore('module-variable', 'levels', "{'mug': 10}", "{'mug': 9}")],
  },
  several: {
    code: '"""Two at once."""\n\n\ndef test_pollutes():\n    from app import api, store\n\n    setattr(api, "first", 1)\n    setattr(store, "second", [2])\n    assert api.first == 1\n',
    holds: 'not hasattr(api, "first") and not hasattr(store, "second")',
    state: [
      left('module-variable', 'app.api:first', '(not set)', '1', 'app/api.py'),
      inStore('module-variable', 'second', '(not set)', '[2]'),
    ],
  },
};

const names = Object.keys(cases);
const polluterOf = (name: string) => `test_${name}.py::${name === 'unittest' ? 'Shop::' : ''}test_pollutes`;
const victims = `import builtins
import json
import locale
import logging
import os
import random
import signal
import sys
import time

from app import api, store

dice = None


def pytest_remembers():
    global dice
    dice = random.getstate()


def test_first():
    pytest_remembers()
    assert dice


${Object.entries(cases)
  .map(([name, { holds }]) => `def test_${name}():\n    assert ${holds}\n`)
  .join('\n\n')}`;

it('puts back every kind of state that an edit can put back: the victims of pytest fail before and pass after', async () => {
  const tests = Object.fromEntries(Object.entries(cases).map(([name, { code }]) => [`test_${name}.py`, code]));
  const project = pythonProject({ ...modules, ...tests, 'test_victims.py': victims });
  const order = [
    'test_victims.py::test_first',
    ...names.flatMap((name) => [polluterOf(name), `test_victims.py::test_${name}`]),
  ];
  const passed = (victim: string) =>
    order.map((id) => `${id} ${id.startsWith('test_victims') && !id.endsWith('_first') ? victim : 'passed'}`);
  expect(told(await project.run(order))).toEqual(passed('failed'));
  // What is on disk outlives the run.
  rmSync(path.join(project.workspace.root, 'note.txt'));
  project.workspace.write('data/rates.txt', '1.0');

  const fixes = await fixesOf(project.workspace.root);
  for (const [name, { state }] of Object.entries(cases)) {
    const { plan, advice } = await fixes.planStateReset({
      test: polluterOf(name),
      runner: 'pytest',
      state,
    });
    expect(advice).toEqual([]);
    await fixes.apply(plan.plan_id);
  }
  expect(told(await project.run(order))).toEqual(passed('passed'));
}, 120_000);
