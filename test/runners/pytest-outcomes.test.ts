import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { processesOf } from '../../drivers/process-tree.mjs';
import { driversFolder } from '../../src/runners/driver-path.ts';
import { overTime } from './support/over-time.ts';
import { passing, pythonProject, told } from './support/pytest.ts';

describe('a test', () => {
  it('fails with what pytest says, the name of the error and where it came from', async () => {
    const project = pythonProject({
      'test_f.py': `def check(total):
    assert total == 2, "wrong total"

def test_assert():
    check(1)

def test_error():
    raise ValueError("b\\x1b[31moom")
`,
    });

    const result = await project.run(['test_f.py::test_assert', 'test_f.py::test_error']);

    expect(result).toMatchObject({ outcome: 'failed', exitCode: 1, missing: [] });
    expect(result.results.map(({ error }) => error)).toEqual([
      {
        name: 'AssertionError',
        message: 'AssertionError: wrong total\nassert 1 == 2',
        stack: 'test_f.py:5 in test_assert\ntest_f.py:2 in check',
      },
      { name: 'ValueError', message: 'ValueError: boom', stack: 'test_f.py:8 in test_error' },
    ]);
  });

  it('fails when its set-up or its teardown does, and is skipped when it proves nothing', async () => {
    const project = pythonProject({
      'test_o.py': `import unittest
import pytest

@pytest.fixture
def no_setup():
    raise OSError("no port")

@pytest.fixture
def no_teardown():
    yield
    raise OSError("still open")

def test_setup(no_setup):
    assert True

def test_teardown(no_teardown):
    assert True

def test_missing_fixture(nobody_made_this):
    assert True

@pytest.mark.skip(reason="not on this machine")
def test_skip():
    assert False

@pytest.mark.xfail(reason="bug 7")
def test_xfail():
    assert False

@pytest.mark.xfail
def test_xpass():
    assert True

@pytest.mark.xfail(strict=True, reason="must fail")
def test_strict():
    assert True

class TestCase(unittest.TestCase):
    def test_subtests(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertLess(number, 2)
`,
    });
    const names = ['setup', 'teardown', 'missing_fixture', 'skip', 'xfail', 'xpass', 'strict'];

    const plan = [...names.map((name) => `test_o.py::test_${name}`), 'test_o.py::TestCase::test_subtests'];

    const result = await project.run(plan);

    expect(result.outcome).toBe('failed');
    expect(result.results.map(({ id, outcome, error }) => [id.slice(16), outcome, error?.message ?? ''])).toEqual([
      ['setup', 'failed', 'OSError: no port'],
      ['teardown', 'failed', 'OSError: still open'],
      ['missing_fixture', 'failed', expect.stringContaining("fixture 'nobody_made_this' not found")],
      ['skip', 'skipped', 'not on this machine'],
      ['xfail', 'skipped', 'expected to fail: bug 7'],
      ['xpass', 'passed', ''],
      ['strict', 'failed', '[XPASS(strict)] must fail'],
      [expect.any(String), 'failed', 'AssertionError: 2 not less than 2'],
    ]);
  });

  it('has its assertions counted, also in a helper and in modules compiled before', async () => {
    const project = pythonProject({
      'conftest.py': 'import sys\n\nsys.dont_write_bytecode = False\n',
      'test_n.py': `import unittest

def both(x):
    assert x
    assert x > 0

def test_three():
    both(1)
    assert True

def test_none():
    pass

class Case(unittest.TestCase):
    def test_u(self):
        self.assertTrue(True)
`,
    });
    const plan = ['test_n.py::test_three', 'test_n.py::test_none', 'test_n.py::Case::test_u'];

    const before = await project.run(plan);
    const counted = await project.run(plan, { countAssertions: true });

    expect(before.results.map(({ assertions }) => assertions)).toEqual([undefined, undefined, undefined]);
    expect(counted.results.map(({ assertions }) => assertions)).toEqual([3, 0, undefined]);
  });

  it('may be async, print to stdout and to its file descriptor, replace the clock and close files', async () => {
    const project = pythonProject(
      {
        'test_l.py': `import asyncio
import json
import os
import sys
import time
from unittest import mock

import freezegun
import pytest

async def test_async():
    await asyncio.sleep(0)
    assert True

def test_environment():
    assert "${driversFolder}" not in os.environ.get("PYTHONPATH", "")

def test_loud():
    print('{"type": "run:end", "executed": []}')
    os.write(1, b'{"type": "run:end", "executed": []}\\n')
    sys.stderr.write("x" * 100000)
    assert True

@freezegun.freeze_time("1999-01-01")
def test_frozen():
    assert time.time() < 1e9

@pytest.fixture(scope="session")
def nothing_works():
    with mock.patch("json.dumps"), mock.patch("os.write"), mock.patch("time.perf_counter"):
        yield

def test_mocked(nothing_works):
    assert json.dumps(1) is not None
`,
      },
      'asyncio_mode = auto',
    );
    const plan = ['async', 'environment', 'loud', 'frozen', 'mocked'].map((name) => `test_l.py::test_${name}`);

    const result = await project.run(plan);

    expect(told(result)).toEqual(plan.map((id) => `${id} passed`));
    expect(result.outcome).toBe('passed');
    expect(result.results.every(({ ms }) => ms >= 0 && ms < 10_000)).toBe(true);
  });
});

describe('a run', () => {
  it('misses planned tests that do not exist, and says so', async () => {
    const project = pythonProject({ 'test_a.py': passing('test_1') });

    const result = await project.run(['test_a.py::test_gone', 'test_a.py::test_1', 'test_gone.py::test_1']);

    expect(result).toMatchObject({
      outcome: 'incomplete',
      missing: ['test_a.py::test_gone', 'test_gone.py::test_1'],
      limitations: [
        'There is no file test_gone.py.',
        'pytest found no test test_a.py::test_gone.',
        'pytest found no test test_gone.py::test_1.',
      ],
    });
    expect(told(result)).toEqual(['test_a.py::test_1 passed']);
  });

  it.each([['test_a.py::test_gone'], ['test_gone.py::test_1']])(
    'in which nothing matched has not been executed: %s',
    async (id) => {
      const project = pythonProject({ 'test_a.py': passing('test_1') });

      const result = await project.run([id]);

      expect(result).toMatchObject({ outcome: 'not_executed', exitCode: 5, results: [], missing: [id] });
    },
  );

  it('of tests that are all skipped has not been executed, also where a file skips itself', async () => {
    const project = pythonProject({
      'test_s.py': `import pytest\n\npytest.skip("no database", allow_module_level=True)\n\n${passing('test_1')}`,
    });

    const result = await project.run(['test_s.py::test_1']);

    expect(result).toMatchObject({
      outcome: 'not_executed',
      missing: [],
      results: [{ id: 'test_s.py::test_1', outcome: 'skipped', error: { message: 'no database' } }],
    });
  });

  it.each([
    ['a syntax error', 'def broken(:\n', 'SyntaxError: invalid syntax'],
    ['a missing module', 'import not_installed_here\n', "ModuleNotFoundError: No module named 'not_installed_here'"],
    ['an error while loading', 'raise RuntimeError("no settings")\n', 'RuntimeError: no settings'],
  ])('with %s in a file has failed in collection', async (_, source, message) => {
    const project = pythonProject({ 'test_a.py': passing('test_1'), 'sub/test_b.py': source });

    const result = await project.run(['test_a.py::test_1', 'sub/test_b.py::test_1']);

    expect(result).toMatchObject({ outcome: 'collection_failed', exitCode: 2, limitations: [] });
    expect(result.problems).toEqual([
      { scope: 'collection', file: 'sub/test_b.py', message, stack: expect.stringContaining('test_b.py') },
    ]);
  });

  it('with a conftest that cannot be loaded has failed in collection', async () => {
    const project = pythonProject({ 'conftest.py': 'import not_installed_here\n', 'test_a.py': passing('test_1') });

    const result = await project.run(['test_a.py::test_1']);

    expect(result).toMatchObject({
      outcome: 'collection_failed',
      problems: [{ file: 'conftest.py', message: "ModuleNotFoundError: No module named 'not_installed_here'" }],
    });
  });

  it('with an option that nobody knows has crashed, and shows what pytest said', async () => {
    const project = pythonProject({ 'test_a.py': passing('test_1') }, 'addopts = --no-such-option');

    const result = await project.run(['test_a.py::test_1']);

    expect(result).toMatchObject({ outcome: 'crashed', exitCode: 4, missing: ['test_a.py::test_1'] });
    expect(result.output).toContain('--no-such-option');
  });

  it('in which every test passes and the session fails at its end is no pass', async () => {
    const project = pythonProject({
      'conftest.py': 'def pytest_sessionfinish(session):\n    session.exitstatus = 9\n',
      'test_a.py': passing('test_1'),
    });

    const result = await project.run(['test_a.py::test_1']);

    expect(result).toMatchObject({ outcome: 'error_outside_tests', exitCode: 9 });
  });

  it('that a test ends by pytest.exit misses the rest', async () => {
    const project = pythonProject({
      'test_e.py': `import pytest\n\ndef test_exit():\n    pytest.exit("enough")\n\n${passing('test_after')}`,
    });

    const result = await project.run(['test_e.py::test_exit', 'test_e.py::test_after']);

    expect(result).toMatchObject({ outcome: 'crashed', missing: ['test_e.py::test_after'] });
    expect(told(result)).toEqual(['test_e.py::test_exit failed']);
  });

  it('whose process ends in a test has crashed, and names the test', async () => {
    const project = pythonProject({
      'test_x.py': `import os\n\n${passing('test_before', 'test_after')}\n\ndef test_exit():\n    os._exit(0)\n`,
    });

    const result = await project.run(['test_x.py::test_before', 'test_x.py::test_exit', 'test_x.py::test_after']);

    expect(result).toMatchObject({ outcome: 'crashed', exitCode: 0, missing: ['test_x.py::test_after'] });
    expect(told(result)).toEqual(['test_x.py::test_before passed', 'test_x.py::test_exit crashed']);
  });

  it('in an endless loop is ended within its limit and three seconds, children included', async () => {
    const project = pythonProject({
      'test_t.py': `import signal
import subprocess
import sys

def test_loop():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
    open("loops", "w").close()
    while True:
        pass
`,
    });
    const runId = `pytest-loop-${process.pid}`;

    const result = await overTime('test_t.py::test_loop', path.join(project.workspace.root, 'loops'), (limits) =>
      project.run(['test_t.py::test_loop'], { runId, limits }),
    );

    expect(result.outcome).toBe('timed_out');
    expect(told(result)).toEqual(['test_t.py::test_loop timed_out']);
    expect(processesOf(runId)).toEqual([]);
  });
});
