import { describe, expect, it } from 'vitest';
import { projectOf, pytest } from './project-of.ts';

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

  it('survives tables where an option has a value', () => {
    const tables =
      '[tool.pytest.ini_options]\nasyncio_mode = "auto"\nmarkers = [{ slow = 1 }, [{}]]\n[tool.pytest.ini_options.env]\nA = 1\n';
    expect(pytest({ 'pyproject.toml': tables })?.asyncioMode).toBe('auto');
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
