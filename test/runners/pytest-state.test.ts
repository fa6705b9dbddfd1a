import { expect, it } from 'vitest';
import type { RunResult } from '../../src/runners/runner.ts';
import type { StateKey } from '../../src/runners/state.ts';
import { bareProject, passing, pythonProject, told } from './support/pytest.ts';
import { innocentShop } from './support/pytest-innocent.ts';
import { leaks, leakyShop, leftByLeaks, victims } from './support/pytest-leaks.ts';
import { left, nowhere, putBack } from './support/state.ts';

const state = { watch: true };

it('is named, and put back before the tests that mind', { timeout: 120_000 }, async () => {
  const condition = { locale: 'C.UTF-8' };
  const shop = () => bareProject(leakyShop, 'addopts = -p no:warnings');

  const run = await shop().run([...leaks, ...victims], { state, condition });
  const keys = [...leftIn(run), nowhere];
  const restore = { before: victims[0] ?? '', keys };
  const again = await shop().run([...leaks.toReversed(), ...victims], { state: { watch: true, restore }, condition });

  expect(readable(left(run)).filter((line) => line.startsWith('test_leaks'))).toEqual(leftByLeaks);
  expect(run).toMatchObject({ outcome: 'failed', limitations: [] });
  expect(told(run)).toEqual([...leaks.map((id) => `${id} passed`), ...victims.map((id) => `${id} failed`)]);
  // The names are the same in another order and another folder.
  expect(namesOf(again).toSorted()).toEqual(namesOf(run).toSorted());
  expect(told(again).slice(leaks.length)).toEqual(victims.map((id) => `${id} passed`));
  expect(putBack(again).filter((line) => line.includes(': '))).toEqual([
    'thread Thread (time_out): A thread cannot be ended from outside.',
    'socket 127.0.0.1:(free port): Only who opened it can close it.',
    'environment NOWHERE: There is nothing of this name in this run.',
  ]);
});

it('is nothing where tests tidy up, and nothing of the project is run to see that', { timeout: 120_000 }, async () => {
  const shop = pythonProject(innocentShop, 'log_level = INFO', 'asyncio_mode = strict');
  const { tests } = await shop.list('test_clean.py', 'sub/test_deep.py');

  const run = await shop.run(tests, { state });

  expect(left(run)).toEqual([]);
  expect(told(run).filter((line) => !line.endsWith(' passed'))).toEqual([
    'test_clean.py::test_expected skipped',
    'test_clean.py::test_fails failed',
  ]);
  expect(run).toMatchObject({ missing: [], problems: [], limitations: [] });
});

it('belongs to the test after which a fixture is torn down, or to the file that is loaded', async () => {
  const project = bareProject({
    'conftest.py': `import os
import pytest

@pytest.fixture(scope="session", autouse=True)
def server():
    os.environ["SERVER"] = "up"
    yield
    del os.environ["SERVER"]

@pytest.fixture(scope="module")
def stock():
    from store import stock
    stock["tea"] = 1
    yield
    stock.clear()
`,
    'store.py': 'stock = {}\n',
    'test_a.py': passing('test_1', 'test_3').replace('test_1()', 'test_1(stock)').replace('test_3()', 'test_3(stock)'),
    'test_b.py': `import os

import test_a

os.environ["LOADED"] = "b"
test_a.more = 1

${passing('test_2')}`,
  });

  const run = await project.run(['test_a.py::test_1', 'test_a.py::test_3', 'test_b.py::test_2'], { state });

  expect(left(run)).toEqual([
    'test_b.py: module-variable test_a:more (not set) -> 1',
    "test_b.py: environment LOADED (not set) -> 'b'",
    "test_a.py::test_1: module-variable store:stock {} -> {'tea': 1}",
    "test_a.py::test_1: environment SERVER (not set) -> 'up'",
    "test_a.py::test_3: module-variable store:stock {'tea': 1} -> {} =",
    "test_b.py::test_2: environment SERVER 'up' -> (not set) =",
  ]);
});

it('is put back right before the last start of the test, its set-up included', async () => {
  const project = bareProject({
    'test_a.py': `import pytest

log = []
box = []

@pytest.fixture
def seen():
    return list(box)

def test_adds():
    box.append(1)

def test_minds(seen):
    log.append(seen)
    assert [log, box] in ([[[1]], [1]], [[[1], []], []])
`,
  });
  const restore = { before: 'test_a.py::test_minds', keys: [{ kind: 'module-variable', name: 'test_a:box' }] } as const;

  const run = await project.run(['test_a.py::test_adds', restore.before], {
    state: { watch: true, restore },
    repeats: 2,
  });

  expect(run.outcome).toBe('passed');
  expect(run.state?.restored).toEqual([{ kind: 'module-variable', name: 'test_a:box', done: true }]);
});

it.each([
  ['module-variable', 'store:stock', 'store.py', 5],
  ['module-variable', 'store:made', 'test_a.py', 8],
  ['environment', 'SHOP', 'conftest.py', 9],
  ['class-attribute', 'store:Cart.rate', 'test_a.py', 13],
  ['file', 'out.txt', 'test_a.py', 16],
] as const)('has a writer: %s %s', async (kind, name, file, line) => {
  const project = bareProject({
    'conftest.py': `import os
import pytest

@pytest.fixture
def shop():
    os.environ["SHOP"] = "a"
    yield
    os.environ["OTHER"] = "a"
    os.environ["SHOP"] = "b"
`,
    'store.py': `class Cart:
    rate = 1

def order(name):
    stock.append(name)
    return len(stock)

stock = []
`,
    'test_a.py': `import json
import store

def test_quiet():
    store.order("x")

def test_writes(shop):
    store.made = store.order("tea")
    json.loads('{"rate": 2}', object_hook=set_rate)
    write()

def set_rate(found):
    store.Cart.rate = found["rate"]

def write():
    with open("out.txt", "w") as file: file.write("x")
`,
  });
  const during = 'test_a.py::test_writes';

  const run = await project.run(['test_a.py::test_quiet', during], {
    state: { watch: false, trace: { during, key: { kind, name } } },
  });

  expect(run).toMatchObject({ outcome: 'passed', state: { changes: [], writers: [{ kind, name, file, line }] } });
});

it('is not watched by several workers, which is said', async () => {
  const project = pythonProject({ 'test_a.py': `import os\n\ndef test_1():\n    os.environ["A"] = "1"\n` });

  const run = await project.run(['test_a.py::test_1'], { state, workers: 2 });

  expect(run).toMatchObject({ outcome: 'passed', state: { changes: [] } });
  expect(run.limitations).toEqual(['What tests leave behind is not watched where several workers run them.']);
});

it('is not even thought of when nobody asks', async () => {
  const project = bareProject({
    'test_a.py': `import sys

def test_1():
    assert not [name for name in sys.modules if name.startswith("testing_patterns_driver.state")]
`,
  });

  const run = await project.run(['test_a.py::test_1']);

  expect(run).toMatchObject({ outcome: 'passed', limitations: [] });
  expect(run.state).toBeUndefined();
});

/** Digests of what a generator or a file holds say nothing to people. */
function readable(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/\b(state|crc) [0-9a-f]{8}/g, '$1 …'));
}

function leftIn({ state }: RunResult): StateKey[] {
  const changes = state?.changes.filter(({ by }) => leaks.includes(by)) ?? [];
  return changes.flatMap((each) => each.changes.map(({ kind, name }) => ({ kind, name })));
}

function namesOf(run: RunResult): string[] {
  return leftIn(run).map(({ kind, name }) => `${kind} ${name}`);
}
