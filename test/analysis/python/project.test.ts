import { describe, expect, it } from 'vitest';
import type { LanguageProject } from '../../../src/analysis/language.ts';
import type { PytestFacts } from '../../../src/analysis/project.ts';
import { project } from './reading.ts';

function projectOf(files: Readonly<Record<string, string>>): LanguageProject {
  return project({ read: (path) => files[path], exists: (path) => Object.hasOwn(files, path) });
}

function pytest(files: Readonly<Record<string, string>>, path = 'tests/test_a.py'): PytestFacts | undefined {
  return projectOf(files).facts(path, 'pytest').pytest;
}

describe('the configuration of pytest', () => {
  it.each([
    ['pytest.ini', '[pytest]\nasyncio_mode = auto\n'],
    ['.pytest.ini', '[pytest]\nasyncio_mode=auto\n'],
    ['pyproject.toml', '[tool.pytest.ini_options]\nasyncio_mode = "auto"\n'],
    ['pyproject.toml', '[tool.pytest]\nasyncio_mode = "auto"\n'],
    ['tox.ini', '[tox]\nenvlist = py\n[pytest]\nasyncio_mode: auto\n'],
    ['setup.cfg', '[tool:pytest]\nasyncio_mode = auto  # all of them\n'],
    ['pytest.ini', '[pytest]\naddopts =\n    -q\n    --asyncio-mode=auto\n'],
  ])('is read from %s', (name, text) => {
    expect(pytest({ [name]: text })?.asyncioMode).toBe('auto');
    expect(projectOf({ [name]: text }).facts('tests/test_a.py', 'pytest').runner.configPath).toBe(name);
  });

  it('comes from pytest.ini even when that is empty', () => {
    const files = { 'pytest.ini': '', 'pyproject.toml': '[tool.pytest.ini_options]\nasyncio_mode = "auto"\n' };
    expect(pytest(files)?.asyncioMode).toBeUndefined();
  });

  it('comes from the nearest folder above the file', () => {
    const files = {
      'pytest.ini': '[pytest]\nasyncio_mode = strict\n',
      'backend/pytest.ini': '[pytest]\nasyncio_mode = auto\n',
    };
    expect(pytest(files, 'backend/tests/test_a.py')?.asyncioMode).toBe('auto');
    expect(pytest(files, 'tests/test_a.py')?.asyncioMode).toBe('strict');
  });

  it('ignores files that say nothing of pytest', () => {
    const files = {
      'tox.ini': '[tox]\n',
      'pyproject.toml': '[tool.other]\na = 1\n',
      'setup.cfg': '[tool:pytest]\nasyncio_mode = auto\n',
    };
    expect(pytest(files)?.asyncioMode).toBe('auto');
  });

  it('survives a broken pyproject.toml', () => {
    expect(pytest({ 'pyproject.toml': '[tool.pytest' })?.asyncioMode).toBeUndefined();
  });

  it('gives names and loop scope, and the defaults without it', () => {
    const text = '[pytest]\npython_files = check_*.py spec_*.py\nasyncio_default_fixture_loop_scope = session\n';
    expect(pytest({ 'pytest.ini': text })).toMatchObject({
      pythonFiles: ['check_*.py', 'spec_*.py'],
      asyncioFixtureLoopScope: 'session',
      pythonFunctions: ['test'],
    });
  });
});

describe('versions', () => {
  it.each([
    ['poetry.lock', '[[package]]\nname = "pytest"\nversion = "8.3.5"\n'],
    ['uv.lock', 'version = 1\n\n[[package]]\nname = "pytest"\nversion = "8.3.5"\nsource = { registry = "x" }\n'],
    ['pdm.lock', '[[package]]\nname = "pytest"\nversion = "8.3.5"\n'],
    [
      'Pipfile.lock',
      '{\n    "develop": {\n        "pytest": {\n            "hashes": [],\n            "version": "==8.3.5"\n        }\n    }\n}\n',
    ],
    ['requirements.txt', '-r base.txt\npytest[dev]==8.3.5 ; python_version > "3"  # here\n'],
    ['pyproject.toml', '[project]\ndependencies = ["pytest==8.3.5"]\n'],
    ['pyproject.toml', '[project.optional-dependencies]\ntest = ["pytest == 8.3.5"]\n'],
    ['pyproject.toml', '[dependency-groups]\ndev = ["pytest==8.3.5", {include-group = "x"}]\n'],
    ['pyproject.toml', '[tool.poetry.group.dev.dependencies]\npytest = "8.3.5"\n'],
  ])('are read from %s', (name, text) => {
    const facts = projectOf({ [name]: text }).facts('tests/test_a.py', 'pytest');
    expect(facts.pytest?.pytestVersion).toBe('8.3.5');
    expect(facts.runner.major).toBe(8);
  });

  it('come from the lock rather than from the range', () => {
    const files = {
      'pyproject.toml': '[project]\ndependencies = ["pytest>=7"]\n',
      'uv.lock': '[[package]]\nname = "pytest"\nversion = "9.0.2"\n',
    };
    expect(pytest(files)?.pytestVersion).toBe('9.0.2');
  });

  it('stay unknown for a range, which still says that the plugin is used', () => {
    const facts = pytest({ 'requirements-dev.txt': 'pytest_asyncio>=0.21\n' });
    expect(facts?.usesPytestAsyncio).toBe(true);
    expect(facts?.pytestAsyncioVersion).toBeUndefined();
    expect(facts?.distributions).toEqual(['pytest-asyncio']);
  });

  it('do not make a switched off plugin used', () => {
    const files = {
      'requirements.txt': 'pytest-asyncio==1.3.0\n',
      'pytest.ini': '[pytest]\naddopts = -p no:asyncio\n',
    };
    expect(pytest(files)?.usesPytestAsyncio).toBe(false);
  });
});

describe('the framework of a file', () => {
  const unittest = 'import unittest\nclass A(unittest.TestCase):\n    def test_a(self): pass\n';

  it('is unittest when the file knows only that and nobody configures pytest', () => {
    expect(projectOf({ 'test_a.py': unittest }).framework('test_a.py')).toBe('unittest');
  });

  it.each([
    ['pytest is configured', { 'test_a.py': unittest, 'pytest.ini': '' }],
    ['pytest is required', { 'test_a.py': unittest, 'requirements.txt': 'pytest\n' }],
    ['the file imports pytest', { 'test_a.py': `import pytest\n${unittest}` }],
    ['the file imports neither', { 'test_a.py': 'def test_a(): pass\n' }],
    ['it only takes mocks from unittest', { 'test_a.py': 'from unittest.mock import patch\ndef test_a(): pass\n' }],
  ])('is pytest when %s', (_, files) => {
    expect(projectOf(files).framework('test_a.py')).toBe('pytest');
  });
});

describe('conftest.py files', () => {
  it('are listed from the nearest up', () => {
    const files = { 'conftest.py': '', 'tests/unit/conftest.py': '', 'other/conftest.py': '' };
    expect(pytest(files, 'tests/unit/test_a.py')?.conftests).toEqual(['tests/unit/conftest.py', 'conftest.py']);
  });

  it.each([
    ['@pytest.fixture(autouse=True)\ndef seal():\n    disable_socket()\n', true],
    ['@pytest.fixture(scope="session", autouse=True)\ndef seal():\n    with respx.mock:\n        yield\n', true],
    ['@pytest.fixture\ndef seal():\n    disable_socket()\n', false],
    [
      '@pytest.fixture(autouse=True)\ndef clean():\n    reset()\n\n@pytest.fixture\ndef seal():\n    disable_socket()\n',
      false,
    ],
  ])('with %j intercept the network: %s', (conftest, expected) => {
    expect(projectOf({ 'conftest.py': conftest }).facts('test_a.py', 'pytest').runner.interceptsNetwork).toBe(expected);
  });

  it('are not needed when an option blocks sockets', () => {
    const files = { 'pytest.ini': '[pytest]\naddopts = --disable-socket\n' };
    expect(projectOf(files).facts('test_a.py', 'pytest').runner.interceptsNetwork).toBe(true);
  });
});

describe('modules', () => {
  it.each([
    ['.helpers', 'tests/unit/helpers.py'],
    ['..helpers', 'tests/helpers.py'],
    ['.', 'tests/unit/__init__.py'],
    ['.deep', 'tests/unit/deep/__init__.py'],
    ['helpers', 'tests/helpers.py'],
    ['tests.helpers', 'tests/helpers.py'],
    ['shop.cart', 'src/shop/cart.py'],
    ['tools.fake', 'lib/tools/fake.py'],
    ['requests', undefined],
    ['....far', undefined],
  ])('%s is %s', (module, expected) => {
    const files = Object.fromEntries(
      [
        ...['tests/unit/helpers.py', 'tests/helpers.py', 'tests/unit/__init__.py', 'tests/unit/deep/__init__.py'],
        ...['src/shop/cart.py', 'lib/tools/fake.py'],
      ].map((path) => [path, '']),
    );
    const resolve = projectOf({ ...files, 'pytest.ini': '[pytest]\npythonpath = lib\n' }).resolve;
    expect(resolve('tests/unit/test_a.py', module)).toBe(expected);
  });
});
