import { describe, expect, it } from 'vitest';
import { projectOf, pytest } from './project-of.ts';

function withOptions(text: string, files: Readonly<Record<string, string>> = {}) {
  return pytest({ 'pytest.ini': `[pytest]\n${text}\n`, ...files });
}

describe("pytest's options", () => {
  it('come from the first file of the folder that configures pytest', () => {
    const texts: [string, string][] = [
      ['pytest.toml', '[pytest]\nasyncio_mode = "auto"\n'],
      ['.pytest.toml', '[pytest]\n'],
      ['pytest.ini', '[pytest]\n'],
      ['.pytest.ini', '[pytest]\n'],
      ['pyproject.toml', '[tool.pytest]\nasyncio_mode = "auto"\n'],
      ['tox.ini', '[pytest]\n'],
      ['setup.cfg', '[tool:pytest]\n'],
    ];
    const readFrom = texts.map((_, index) => {
      const files = Object.fromEntries(texts.slice(index).reverse());
      return projectOf(files).facts('test_a.py', 'pytest').runner.configPath;
    });
    expect(readFrom).toEqual(texts.map(([name]) => name));
  });

  it('have addopts as the words of a command line', () => {
    const expected = ['-ra', '-m', 'not slow', '-k', 'a or b', '--cov=src/my app'];
    expect(withOptions('addopts = -ra -m "not slow"\n    -k \'a or b\' --cov=src/my\\ app')?.addopts).toEqual(expected);
    const list = `[tool.pytest.ini_options]\naddopts = ${JSON.stringify(expected)}\n`;
    expect(pytest({ 'pyproject.toml': list })?.addopts).toEqual(expected);
  });

  it.each([
    ['addopts = --asyncio-mode auto', 'auto'],
    ['addopts = -o asyncio_mode=auto', 'auto'],
    ['asyncio_mode = auto\naddopts = -oasyncio_mode=strict', 'strict'],
  ])('are overridden by arguments: %j', (text, mode) => {
    expect(withOptions(text)?.asyncioMode).toBe(mode);
  });

  it('have both loop scopes of pytest-asyncio', () => {
    const text = 'asyncio_default_fixture_loop_scope = session\nasyncio_default_test_loop_scope = module';
    expect(withOptions(text)).toMatchObject({ asyncioFixtureLoopScope: 'session', asyncioTestLoopScope: 'module' });
  });

  it.each([
    ['strict_markers = true', { strictMarkers: true, xfailStrict: false }],
    ['addopts = --strict-markers', { strictMarkers: true, xfailStrict: false }],
    ['xfail_strict = True', { strictMarkers: false, xfailStrict: true }],
    ['strict_xfail = 1', { strictMarkers: false, xfailStrict: true }],
    ['strict = true', { strictMarkers: true, xfailStrict: true }],
    ['strict = true\nstrict_markers = false', { strictMarkers: false, xfailStrict: true }],
    ['xfail_strict = false', { strictMarkers: false, xfailStrict: false }],
  ])('tell how strict pytest is: %j', (text, expected) => {
    expect(withOptions(text)).toMatchObject(expected);
  });

  it('have the filters of warnings, first to last', () => {
    const text =
      'filterwarnings =\n    error\n    ignore:old, and slow:DeprecationWarning\naddopts = -W ignore -Wdefault::UserWarning';
    const expected = ['error', 'ignore:old, and slow:DeprecationWarning', 'ignore', 'default::UserWarning'];
    expect(withOptions(text)?.filterWarnings).toEqual(expected);
  });

  it.each([
    ['-n 4', true],
    ['-nauto', true],
    ['--numprocesses=logical', true],
    ['-n 0', false],
    ['-n 2 -p no:xdist', false],
    ['-ra --no-cov', false],
  ])('tell whether workers share the tests: %s', (addopts, expected) => {
    expect(withOptions(`addopts = ${addopts}`)?.runsParallel).toBe(expected);
  });
});

describe('markers', () => {
  it('are registered by the configuration', () => {
    const text = 'markers =\n    slow: takes long\n    needs(service, *, port): waits for it\n    bare';
    expect(withOptions(text)?.markers).toEqual(['slow', 'needs', 'bare']);
  });

  it('are registered by the conftest.py files above, and by the plugins that these load', () => {
    const files = {
      'conftest.py': "pytest_plugins = ['tests.plugin']\n",
      'tests/conftest.py':
        'def pytest_configure(config):\n    config.addinivalue_line(\n        "markers", "db(name): needs a database"\n    )\n',
      'tests/plugin.py':
        "def pytest_configure(config):\n    config.addinivalue_line('markers', 'cloud: costs money')\n",
      'other/conftest.py': "def pytest_configure(config):\n    config.addinivalue_line('markers', 'far: away')\n",
    };
    expect(withOptions('markers = slow', files)?.markers).toEqual(['slow', 'db', 'cloud']);
  });

  it('that a loop registers are taken from the texts around it', () => {
    const conftest =
      'MARKERS = ["slow: takes long", "flaky"]\ndef pytest_configure(config):\n    for line in MARKERS:\n        config.addinivalue_line("markers", line)\n';
    expect(withOptions('', { 'conftest.py': conftest })?.markers).toEqual(expect.arrayContaining(['slow', 'flaky']));
  });
});
