import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { idsOf, passing, pythonProject, told } from './support/pytest.ts';

const threeTests = `import pytest

def test_fails():
    assert False

@pytest.mark.skipif(False, reason="never")
def test_a():
    assert True

class TestB:
    def test_b(self):
        assert True
`;
const plan = ['test_3.py::TestB::test_b', 'test_3.py::test_fails', 'test_3.py::test_a'];
const ran = ['test_3.py::TestB::test_b passed', 'test_3.py::test_fails failed', 'test_3.py::test_a passed'];

describe('the planned tests win over addopts', () => {
  // Several to a run: each of them alone would keep a planned test from running, or from being told.
  it.each([
    '-x -k test_fails',
    '--maxfail=1 -m "not whatever" --sw',
    '--deselect test_3.py::test_a --ignore=test_3.py --lf --ff --nf',
    '-n 2 --dist loadfile',
    '-n auto --reruns 3',
    '--collect-only --setup-plan',
    '--pdb -q -q --tb=no --color=yes',
    '--reruns 2 --reruns-delay 1 --strict-markers',
    '-p no:cacheprovider -p no:randomly -p no:rerunfailures',
    '-p no:terminal',
  ])('%s', async (addopts) => {
    const project = pythonProject({ 'test_3.py': threeTests }, `addopts = ${addopts}`);

    const result = await project.run(plan);

    expect(told(result)).toEqual(ran);
    expect(result).toMatchObject({ outcome: 'failed', missing: [], limitations: [] });
    expect(existsSync(path.join(project.workspace.root, '.pytest_cache'))).toBe(false);
  });

  it('of a conftest that reorders and drops', async () => {
    const project = pythonProject({
      'test_3.py': threeTests,
      'conftest.py': `import random
import pytest

@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    random.shuffle(items)
    items.pop()

@pytest.hookimpl(tryfirst=True, hookwrapper=True)
def pytest_collection_finish(session):
    session.items.reverse()
    yield
`,
    });

    const result = await project.run(plan);

    expect(told(result)).toEqual(ran);
  });

  it('of a plugin that seeds and shuffles like pytest-randomly, its options included', async () => {
    const project = pythonProject(
      {
        'test_r.py': `import random\n\ndef test_1():\n    print("drew", random.random())\n\ndef test_2():\n    test_1()\n`,
        'randomly.py': `import random
import pytest

def pytest_addoption(parser):
    parser.addoption("--randomly-seed")

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    items.reverse()

def pytest_runtest_setup(item):
    random.seed(1)
`,
        'conftest.py': '',
      },
      'addopts = -p randomly --randomly-seed=5 -s',
    );

    const result = await project.run(['test_r.py::test_1', 'test_r.py::test_2']);

    expect(idsOf(result)).toEqual(['test_r.py::test_1', 'test_r.py::test_2']);
    expect(new Set(result.output.match(/drew \S+/g)).size).toBe(2);
  });
});

describe('retries', () => {
  const flaky = `import pytest

tries = []

@pytest.mark.flaky(reruns=3)
def test_second_try():
    tries.append(1)
    assert len(tries) > 1
`;

  it('of pytest-rerunfailures do not hide a failure', async () => {
    const project = pythonProject({ 'test_f.py': flaky }, 'addopts = --reruns 3 --strict-markers');

    const result = await project.run(['test_f.py::test_second_try']);

    expect(result.outcome).toBe('failed');
    expect(told(result)).toEqual(['test_f.py::test_second_try failed']);
  });

  it('that a conftest makes on its own are seen and count as a failure', async () => {
    const project = pythonProject({
      'test_f.py': flaky,
      'conftest.py': `import pytest
from _pytest.runner import runtestprotocol

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for _ in range(2):
        for report in runtestprotocol(item, nextitem=nextitem, log=False):
            item.ihook.pytest_runtest_logreport(report=report)
    return True
`,
    });

    const result = await project.run(['test_f.py::test_second_try']);

    expect(result.outcome).toBe('failed');
    expect(result.results).toMatchObject([{ outcome: 'failed', retried: 1, error: { name: 'AssertionError' } }]);
  });
});

// Three interpreters start for each.
describe('workers', () => {
  const files = {
    'test_a.py': passing('test_1', 'test_2'),
    'test_b.py': `import pytest\n\n@pytest.mark.parametrize("w", ["é"])\ndef test_3(w):\n    assert False\n`,
    'test_s.py': 'import pytest\n\npytest.skip("not here", allow_module_level=True)\n',
  };
  const tests = ['test_a.py::test_1', 'test_a.py::test_2', 'test_b.py::test_3[é]', 'test_s.py::test_4'];

  it('share the planned tests, repeats included', async () => {
    const project = pythonProject(files);

    const result = await project.run(tests, { workers: 2, repeats: 2, countAssertions: true });

    expect(told(result).toSorted()).toEqual([
      'test_a.py::test_1 passed',
      'test_a.py::test_1 passed',
      'test_a.py::test_2 passed',
      'test_a.py::test_2 passed',
      'test_b.py::test_3[é] failed',
      'test_b.py::test_3[é] failed',
      'test_s.py::test_4 skipped',
      'test_s.py::test_4 skipped',
    ]);
    expect(result).toMatchObject({ outcome: 'failed', missing: [], limitations: [] });
    expect(result.results.find(({ id }) => id.includes('test_3'))?.error).toMatchObject({ name: 'AssertionError' });
    expect(result.results.find(({ id }) => id.includes('test_1'))?.assertions).toBe(1);
  });

  it('that die leave a failure', async () => {
    const project = pythonProject({
      'test_a.py': `import os\n\n${passing('test_1')}\n\ndef test_exit():\n    os._exit(1)\n`,
    });

    const result = await project.run(['test_a.py::test_1', 'test_a.py::test_exit'], { workers: 2 });

    expect(result.outcome).toBe('failed');
    expect(told(result).toSorted()).toEqual(['test_a.py::test_1 passed', 'test_a.py::test_exit failed']);
  });

  it('need pytest-xdist; without it one process runs all and the result says so', async () => {
    const project = pythonProject({ 'test_a.py': passing('test_1') }, 'addopts = -p no:xdist -p no:rerunfailures');

    const result = await project.run(['test_a.py::test_1'], { workers: 2 });

    expect(result).toMatchObject({ outcome: 'passed', limitations: [expect.stringContaining('Install pytest-xdist')] });
  });
});
