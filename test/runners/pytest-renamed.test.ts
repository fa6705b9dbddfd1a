import { expect, it } from 'vitest';
import { bareProject, pythonProject, told } from './support/pytest.ts';

it('runs a test that is named after the time, whose name is another in each run, and says so', async () => {
  const project = bareProject({
    'test_t.py': `import pytest, time

def now():
    return str(time.time_ns())

@pytest.mark.parametrize("at", ["always", time.strftime("%H:%M:%S ") + now(), now() + time.strftime(" %H:%M:%S")])
def test_at(at):
    assert at

def test_other():
    assert True
`,
  });
  const { tests } = await project.list('test_t.py');
  const plan = tests.toReversed();

  const result = await project.run(plan);

  expect(tests).toHaveLength(4);
  expect(result).toMatchObject({ outcome: 'passed', missing: [] });
  expect(told(result)).toEqual(plan.map((id) => `${id} passed`));
  expect(result.limitations).toEqual([
    expect.stringMatching(
      /^2 of the planned tests have a time or an address in their names, other ones in each run; one is test_t\.py::test_at\[/,
    ),
  ]);
});

it.each([1, 2])(
  'does not guess which of several new names is a planned test, and runs the others, with %i workers',
  async (workers) => {
    const project = pythonProject({
      'test_r.py': `import os, pytest

@pytest.mark.parametrize("value", [os.urandom(4).hex(), os.urandom(4).hex()])
def test_value(value):
    assert value

def test_other():
    assert True
`,
    });
    const { tests } = await project.list('test_r.py');

    const result = await project.run(tests, { workers });

    expect(result).toMatchObject({ outcome: 'passed', missing: [], limitations: [] });
    expect(told(result).sort()).toEqual([
      'test_r.py::test_other passed',
      ...[`${tests[0]} skipped`, `${tests[1]} skipped`].sort(),
    ]);
    expect(result.results.find(({ id }) => id === tests[0])?.error?.message).toMatch(/Give them ids that stay/);
  },
);

it('does not take a test for a planned one whose time is written in the file', async () => {
  const project = bareProject({
    'test_w.py': `import pytest

@pytest.mark.parametrize("at", ["12:00:01"])
def test_at(at):
    assert at
`,
  });

  const result = await project.run(['test_w.py::test_at[12:00:00]']);

  expect(result.outcome).toBe('not_executed');
  expect(told(result)).toEqual(['test_w.py::test_at[12:00:00] skipped']);
});
