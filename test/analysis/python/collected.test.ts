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

const sample = (name: string, bases = '', method = 'test_one') =>
  `class ${name}${bases}:\n    def ${method}(self):\n        run()\n\n\n`;

describe('what only the configuration makes a test is one', () => {
  it.each([
    ['check_total', 'a prefix'],
    ['it_adds', 'a glob'],
    ['test_is_ok', 'a glob in the middle'],
  ])('%s: %s', async (name) => {
    const files = {
      'pytest.ini': '[pytest]\npython_functions = check it_* test_*_ok\n',
      'test_a.py': `def ${name}():\n    run()\n`,
    };
    expect(await reported(files)).toEqual([name]);
  });

  it('a class by its ending, and its methods by theirs', async () => {
    const files = {
      'pyproject.toml':
        '[tool.pytest.ini_options]\npython_classes = ["*Test", "Describe*"]\npython_functions = ["should_*"]\n',
      'test_a.py': `${sample('CartTest', '', 'should_add')}${sample('DescribeCart', '', 'should_add')}${sample('TestCart', '', 'should_add')}`,
    };
    expect(await reported(files)).toEqual(['CartTest::should_add', 'DescribeCart::should_add']);
  });

  it('but a TestCase keeps the names of unittest', async () => {
    const files = {
      'pytest.ini': '[pytest]\npython_functions = should_*\n',
      'test_a.py': `import unittest\n\n\n${sample('Cart', '(unittest.TestCase)')}${sample('Shop', '(unittest.TestCase)', 'should_add')}`,
    };
    expect(await reported(files)).toEqual(['Cart::test_one']);
  });

  it('a class of any name that says __test__ = True', async () => {
    const files = {
      'pytest.ini': '[pytest]\n',
      'test_a.py': 'class Cart:\n    __test__ = True\n\n    def test_one(self):\n        run()\n',
    };
    expect(await reported(files)).toEqual(['Cart::test_one']);
  });

  it('no function of a helper or of conftest.py', async () => {
    const helper = 'def check_total():\n    run()\n';
    const files = {
      'pytest.ini': '[pytest]\npython_functions = check_*\n',
      'helpers.py': helper,
      'conftest.py': helper,
    };
    expect(await reported(files, ['helpers.py', 'conftest.py'])).toEqual([]);
  });
});

describe('a collector of the project', () => {
  const hook = `import inspect
import pytest


def pytest_pycollect_makeitem(collector, name, obj):
    if inspect.isclass(obj) and issubclass(obj, TestBase):
        return pytest.Class.from_parent(collector, name=name)
`;
  const code = [
    sample('CartTest', '(fixtures.TestBase)'),
    sample('Orders', '(fixtures.TablesTest)'),
    sample('_Shared', '(fixtures.TestBase)'),
    sample('CheckMixin', '(fixtures.TestBase)'),
    sample('Row', '(Base)'),
    sample('CartChecks'),
  ].join('');

  it.each([
    ['in conftest.py', { 'conftest.py': hook }],
    ['in a module that conftest.py takes all of', { 'conftest.py': 'from plugin import *\n', 'plugin.py': hook }],
    ['in a module of lib', { 'conftest.py': 'pytest_plugins = ["shop.plugin"]\n', 'lib/shop/plugin.py': hook }],
    ["SQLAlchemy's", { 'conftest.py': 'from sqlalchemy.testing.plugin.pytestplugin import *\n' }],
  ])('takes classes that come from test classes, whatever their name: %s', async (_, plugin) => {
    expect(await reported({ 'pytest.ini': '[pytest]\n', ...plugin, 'test_a.py': code })).toEqual([
      'CartTest::test_one',
      'Orders::test_one',
    ]);
  });

  it('for functions alone leaves classes as they are', async () => {
    const conftest =
      'import inspect\n\n\ndef pytest_pycollect_makeitem(collector, name, obj):\n    if inspect.iscoroutinefunction(obj):\n        return None\n';
    expect(await reported({ 'pytest.ini': '[pytest]\n', 'conftest.py': conftest, 'test_a.py': code })).toEqual([]);
  });
});
