import { describe, expect, it } from 'vitest';
import { pytestConfig } from '../../../src/analysis/rules/pytest-config.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(pytestConfig);

async function reported(path: string, code: string, files: Readonly<Record<string, string>> = {}) {
  const { reports } = await check(pytestConfig, { framework: 'pytest', path, code, files });
  return reports.map(({ at, message, severity = 'warning' }) => ({
    on: code.slice(at.start, at.end),
    message,
    severity,
  }));
}

const ini = (options: string, files: Readonly<Record<string, string>> = {}) =>
  reported('pytest.ini', `[pytest]\n${options}\n`, files);

describe('pytest-config', () => {
  it('says which of two files pytest reads, and what has no effect', async () => {
    const dead =
      '[tool.black]\nline-length = 100\n\n[tool.pytest.ini_options]\nasyncio_mode = "auto"\naddopts = "-ra"\n';
    expect(await reported('pyproject.toml', dead, { 'pytest.ini': '' })).toEqual([
      {
        on: '[tool.pytest.ini_options]',
        severity: 'info',
        message: expect.stringMatching(/^pytest reads pytest\.ini .*: asyncio_mode has no effect/),
      },
    ]);
    expect(await reported('pytest.ini', '[pytest]\n', { 'pyproject.toml': dead })).toEqual([]);
  });

  it('looks at no other option of a section that is not read', async () => {
    const found = await reported('setup.cfg', '[tool:pytest]\naddopts = --reruns 3\n', { 'pytest.ini': '' });
    expect(found.map(({ on }) => on)).toEqual(['[tool:pytest]']);
  });

  it('leaves a file of another folder alone: pytest reads it for that folder', async () => {
    const files = { 'backend/pytest.ini': '[pytest]\n' };
    expect(await reported('pyproject.toml', '[tool.pytest.ini_options]\naddopts = "-ra"\n', files)).toEqual([]);
  });

  it.each([
    ['addopts = -q --reruns 3', '--reruns 3'],
    ['addopts = --reruns=1', '--reruns=1'],
    ['reruns = 2', 'reruns'],
    ['addopts = --retries 2', '--retries 2'],
  ])('warns of reruns for every test: %s', async (options, on) => {
    expect(await ini(options)).toMatchObject([{ on, severity: 'warning' }]);
  });

  it('is milder on reruns of some errors, and silent when there are none', async () => {
    expect(await ini('addopts = --reruns 3 --only-rerun ConnectionError')).toMatchObject([{ severity: 'info' }]);
    expect(await ini('addopts = --reruns 0 --reruns-delay 1')).toEqual([]);
  });

  it.each([
    ['ignore', 'warning'],
    ['ignore::Warning', 'warning'],
    ['ignore::RuntimeWarning', 'warning'],
    ['ignore::pytest.PytestUnraisableExceptionWarning', 'warning'],
    ['ignore::pytest.PytestUnhandledThreadExceptionWarning:', 'warning'],
    ['ignore::DeprecationWarning', 'info'],
    ['ignore::pytest.PytestUnknownMarkWarning', 'info'],
  ])('finds the blanket filter %s', async (filter, severity) => {
    expect(await ini(`filterwarnings =\n    error\n    ${filter}`)).toMatchObject([{ on: filter, severity }]);
  });

  it.each([
    'ignore:the imp module is deprecated:DeprecationWarning',
    'ignore::DeprecationWarning:botocore.*',
    'ignore::UserWarning',
    'ignore::sqlalchemy.exc.SAWarning',
    'once::DeprecationWarning',
    'error::DeprecationWarning',
  ])('leaves the filter %s alone', async (filter) => {
    expect(await ini(`filterwarnings =\n    ${filter}`)).toEqual([]);
  });

  it('leaves a filter alone that a later one takes back', async () => {
    expect(await ini('filterwarnings =\n    ignore::DeprecationWarning\n    error')).toEqual([]);
    expect(await ini('filterwarnings =\n    ignore::DeprecationWarning\n    default::DeprecationWarning:shop')).toEqual(
      [],
    );
  });

  it('leaves unknown marks to --strict-markers', async () => {
    expect(await ini('strict_markers = true\nfilterwarnings = ignore::pytest.PytestUnknownMarkWarning')).toEqual([]);
  });

  it('knows what pytest 8.4 made an error', async () => {
    const options = 'filterwarnings = ignore::pytest.PytestUnhandledCoroutineWarning';
    expect(await ini(options, { 'requirements.txt': 'pytest==8.3.5\n' })).toHaveLength(1);
    expect(await ini(options, { 'requirements.txt': 'pytest==8.4.0\n' })).toEqual([]);
  });

  it.each([
    ['-W ignore', '-W ignore', 'warning'],
    ['-p no:warnings', '-p no:warnings', 'warning'],
    ['-pno:unraisableexception', '-pno:unraisableexception', 'warning'],
    ['--disable-warnings', '--disable-warnings', 'info'],
    ['--ignore=tests/test_billing.py', '--ignore=tests/test_billing.py', 'info'],
    ['--deselect tests/test_a.py::test_b', '--deselect tests/test_a.py::test_b', 'info'],
    ['-k "not network"', '-k "not network', 'info'],
    ['-ra -x', '-x', 'info'],
    ['--maxfail=1', '--maxfail=1', 'info'],
  ])('finds %s in addopts', async (addopts, on, severity) => {
    expect(await ini(`addopts = ${addopts}`)).toMatchObject([{ on, severity }]);
  });

  it.each([
    '--ignore=docs',
    '--ignore=tests/data',
    '-m "not slow"',
    '-k billing',
    '-p no:cacheprovider',
    '--maxfail=50',
    '-rxX',
  ])('leaves %s in addopts alone', async (addopts) => {
    expect(await ini(`addopts = ${addopts}`)).toEqual([]);
  });

  it('names each place once, however many tests are left out', async () => {
    const found = await ini('addopts = --ignore=tests/test_a.py --ignore=tests/test_b.py');
    expect(found).toEqual([
      expect.objectContaining({ message: expect.stringContaining('tests/test_a.py and tests/test_b.py') }),
    ]);
  });

  it.each([
    ['pytest-asyncio==1.4.0', [expect.stringContaining('warns in every run')]],
    ['pytest-asyncio==0.24.0', [expect.stringContaining('warns in every run')]],
    ['pytest-asyncio', [expect.stringContaining('warns from 0.24 on')]],
    ['pytest-asyncio==0.23.8', []],
    ['pytest-asyncio>=0.20', []],
    ['anyio', []],
  ])('misses the loop scope of fixtures with %s', async (requirement, messages) => {
    const found = await ini('addopts = -ra', { 'requirements.txt': `${requirement}\n` });
    expect(found.map(({ message }) => message)).toEqual(messages);
  });

  it('finds Python with -O in a tox.ini that only starts pytest', async () => {
    const tox = '[testenv]\ncommands = python -O -m pytest\n';
    expect(await reported('tox.ini', tox, { 'pytest.ini': '' })).toMatchObject([
      { on: 'python -O -m pytest', severity: 'warning' },
    ]);
    expect(await reported('tox.ini', tox.replace('commands', '# commands'), { 'pytest.ini': '' })).toEqual([]);
  });

  it('knows that [tool.pytest] is read from pytest 9 on', async () => {
    const code = '[tool.pytest]\nxfail_strict = true\n';
    expect(await reported('pyproject.toml', code, { 'requirements.txt': 'pytest==8.4.2\n' })).toHaveLength(1);
    expect(await reported('pyproject.toml', code, { 'requirements.txt': 'pytest==9.0.2\n' })).toEqual([]);
    expect(await reported('pyproject.toml', code, { 'requirements.txt': 'pytest>=8\n' })).toEqual([]);
  });

  it('names a category as pytest has to find it', async () => {
    const [found] = await ini('filterwarnings = ignore::pytest.PytestUnraisableExceptionWarning');
    expect(found?.message).toContain('ignore:message:pytest.PytestUnraisableExceptionWarning:module');
  });
});
