import { expect, it } from 'vitest';
import { bareProject, idsOf, passing } from './support/pytest.ts';

const draws = `import random

FIRST = random.random()

def test_draw():
    words = {"a", "b", "c", "d", "e", "f", "g"}
    raise AssertionError(f"{FIRST} {random.random()} {list(words)}")
`;

async function drawn(seed: number, tests: readonly string[] = ['test_r.py::test_draw']): Promise<string | undefined> {
  const project = bareProject({ 'test_r.py': draws, 'test_a.py': passing('test_1') });
  const { results } = await project.run(tests, { seed });
  return results[0]?.error?.message.replace('AssertionError: ', '');
}

it('the same seed draws the same numbers and orders sets the same way', async () => {
  const [first, second] = [await drawn(7), await drawn(7, ['test_r.py::test_draw', 'test_a.py::test_1'])];

  expect(first).toMatch(/^0\.\d+ 0\.\d+ \[/);
  expect(second).toBe(first);
});

it('another seed draws others', async () => {
  const [first, second] = [(await drawn(7))?.split(' ') ?? [], (await drawn(8))?.split(' ') ?? []];

  expect(second[0]).not.toBe(first[0]);
  expect(second[1]).not.toBe(first[1]);
});

it('tests are not reseeded: repeats draw other numbers, the same in every run', async () => {
  const project = bareProject({ 'test_r.py': draws });

  const [one, two] = [0, 0].map(() => project.run(['test_r.py::test_draw'], { seed: 3, repeats: 3 }));
  const messages = (await one)?.results.map(({ error }) => error?.message);

  expect(new Set(messages).size).toBe(3);
  expect((await two)?.results.map(({ error }) => error?.message)).toEqual(messages);
});

it('numpy and Hypothesis are seeded when the project imports them, and not imported otherwise', async () => {
  const project = bareProject({
    'numpy/__init__.py': '',
    'numpy/random.py': 'seeds = []\n\ndef seed(value):\n    seeds.append(value)\n',
    'hypothesis/__init__.py': '',
    'hypothesis/core.py': 'global_force_seed = None\n',
    'test_a.py': `import sys\n\ndef test_absent():\n    assert not {"numpy", "hypothesis"} & set(sys.modules)\n`,
    'test_n.py': `def test_seeded():\n    from numpy import random\n    assert random.seeds == [12]\n`,
    'test_h.py': `def test_forced():\n    from hypothesis import core\n    assert core.global_force_seed == 12\n`,
  });
  const plan = ['test_a.py::test_absent', 'test_n.py::test_seeded', 'test_h.py::test_forced'];

  const result = await project.run(plan, { seed: 12 });

  expect(result.outcome).toBe('passed');
  expect(idsOf(result)).toEqual(plan);
});

it('the clock is shifted, and time still passes at its own pace', async () => {
  const project = bareProject({
    'test_c.py': `import datetime
import os
import threading
import time

REAL = float(os.environ["REAL_SECONDS"])

def test_shifted():
    days = (time.time() - REAL) / 86400
    assert 39.9 < days < 40.1
    assert (datetime.datetime.now() - datetime.datetime.fromtimestamp(REAL)).days in (39, 40)

def test_moves():
    before, steady = time.time(), time.monotonic()
    time.sleep(0.05)
    assert 0.04 < time.time() - before < 5
    assert not threading.Event().wait(0.05)
    assert 0.09 < time.monotonic() - steady < 5
`,
    'conftest.py': `import os\n\nos.environ["REAL_SECONDS"] = "${Date.now() / 1000}"\n`,
  });
  const plan = ['test_c.py::test_shifted', 'test_c.py::test_moves'];

  const result = await project.run(plan, { condition: { clockShiftMs: 40 * 86_400_000 } });

  expect(result.outcome).toBe('passed');
  expect(result.output).not.toContain('LD_PRELOAD');
});

it('a hash seed that is asked for wins over the seed of the run', async () => {
  const project = bareProject({
    'test_h.py': 'import os\n\ndef test_h():\n    raise AssertionError(os.environ["PYTHONHASHSEED"])\n',
  });

  const chosen = await project.run(['test_h.py::test_h'], { seed: 5, condition: { hashSeed: 77 } });
  const derived = await project.run(['test_h.py::test_h'], { seed: 5 });

  expect([chosen, derived].map(({ results }) => results[0]?.error?.message)).toEqual([
    'AssertionError: 77',
    'AssertionError: 5',
  ]);
});
