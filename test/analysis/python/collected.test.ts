import { describe, expect, it } from 'vitest';
import { Analyzer, rules } from '../../../src/analysis/index.ts';
import { tempWorkspace } from '../../support/temp-workspace.ts';

/** Every test here checks nothing, so each one that is taken for a test is reported. */
async function reported(files: Record<string, string>, paths?: string[]): Promise<(string | undefined)[]> {
  const workspace = tempWorkspace(files);
  const analyzer = new Analyzer(await workspace.open(), rules);
  const { findings } = await analyzer.analyze({ rules: ['no-assertion'], ...(paths && { paths }) });
  return findings.map((finding) => finding.test);
}

const plain = 'def test_plain():\n    run()\n';

describe('what pytest does not collect is not reported', () => {
  it('a function that python_functions leaves out', async () => {
    const files = {
      'pytest.ini': '[pytest]\npython_functions = test_*_ok check_*\n',
      'test_a.py': `${plain}\n\ndef test_is_ok():\n    run()\n`,
    };
    expect(await reported(files)).toEqual(['test_is_ok']);
  });

  it('a class that python_classes leaves out, but every TestCase', async () => {
    const files = {
      'pytest.ini': '[pytest]\npython_classes = Check\n',
      'test_a.py':
        'import unittest\n\n\nclass TestA:\n    def test_one(self):\n        run()\n\n\nclass B(unittest.TestCase):\n    def test_two(self):\n        run()\n',
    };
    expect(await reported(files)).toEqual(['B::test_two']);
  });

  it('a file that python_files leaves out', async () => {
    const files = { 'pytest.ini': '[pytest]\npython_files = check_*.py\n', 'test_a.py': plain };
    expect(await reported(files)).toEqual([]);
  });

  it.each(['tests/data', 'da*', 'data'])('a file in a folder that norecursedirs names: %s', async (pattern) => {
    const files = {
      'pytest.ini': `[pytest]\nnorecursedirs = ${pattern} other\n`,
      'tests/data/deep/test_a.py': plain,
      'tests/test_b.py': 'def test_entered():\n    run()\n',
    };
    expect(await reported(files)).toEqual(['test_entered']);
  });

  it('a file in a folder with a config of its own that the one above does not enter', async () => {
    const files = {
      'pytest.ini': '[pytest]\nnorecursedirs = examples\n',
      'examples/pytest.ini': '[pytest]\n',
      'examples/test_a.py': plain,
    };
    expect(await reported(files)).toEqual([]);
  });

  it('but a file that a pattern with folders names is', async () => {
    const files = {
      'pytest.ini': '[pytest]\npython_files = test_*.py checks/*.py\n',
      'deep/checks/b_test.py': plain,
      'other/b_test.py': plain,
    };
    expect(await reported(files)).toEqual(['test_plain']);
  });

  it.each([
    ['a module that switches itself off', `__test__ = False\n\n\n${plain}`],
    [
      'a class that switches itself off',
      'class TestA:\n    __test__ = False\n\n    def test_one(self):\n        run()\n',
    ],
    [
      'a class with a constructor',
      'class TestA:\n    def __init__(self, x):\n        self.x = x\n\n    def test_one(self):\n        run()\n',
    ],
    ['a nested function', 'def make():\n    def test_inner():\n        run()\n\n    return test_inner\n'],
    ['a method of a class that is no test class', 'class Suite:\n    def test_one(self):\n        run()\n'],
  ])('%s', async (_, code) => {
    expect(await reported({ 'pytest.ini': '[pytest]\n', 'test_a.py': code })).toEqual([]);
  });

  it('a function of a module that is no test file', async () => {
    const files = { 'pytest.ini': '[pytest]\n', 'shop/probe.py': plain, 'conftest.py': plain };
    expect(await reported(files, ['shop/probe.py', 'conftest.py'])).toEqual([]);
  });

  it('yet everything else is', async () => {
    const files = {
      'pytest.ini': '[pytest]\n',
      'test_a.py': `${plain}\n\nclass TestA:\n    __test__ = True\n\n    def test_one(self):\n        run()\n`,
    };
    expect(await reported(files)).toEqual(['test_plain', 'TestA::test_one']);
  });
});
