import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { leakedGlobal } from '../../../src/analysis/rules/leaked-global.ts';
import { restoreInBody } from '../../../src/analysis/rules/restore-in-body.ts';
import { applyFixes, check } from './harness.ts';

const pytest = (code: string, files = {}): Example => ({
  framework: 'pytest',
  code: `import logging
import os
import sys

import pytest

from app import settings

${code}`,
  files,
});

async function found(code: string, files = {}): Promise<string[]> {
  const example = pytest(code, files);
  const { reports } = await check(leakedGlobal, example);
  return reports.map(({ at, severity }) => `${severity}: ${example.code.slice(at.start, at.end)}`);
}

describe('leaked-global in Python: what is shared', () => {
  it.each([
    ['an item of a shared dict', 'settings.LIMITS["mail"] = 3', 'settings.LIMITS["mail"] = 3'],
    ['setattr', 'setattr(settings, "DEBUG", True)', 'setattr(settings, "DEBUG", True)'],
    ['a module that is replaced', 'sys.modules["redis"] = object()', 'sys.modules["redis"] = object()'],
    ['logging for all', 'logging.disable(logging.CRITICAL)', 'logging.disable(logging.CRITICAL)'],
  ])('reports %s', async (_what, line, text) => {
    expect(await found(`def test_sends():\n    ${line}\n    assert send()\n`)).toEqual([`warning: ${text}`]);
  });

  it.each([
    ['what a parameter holds', 'def test_sends(settings):\n    settings.DEBUG = True\n    assert send()\n'],
    ['an object of the test', 'def test_sends():\n    mail = Mail()\n    mail.to = "a"\n    assert send(mail)\n'],
    ['a private value that is emptied', 'def test_sends():\n    settings._loaded = None\n    assert send()\n'],
    [
      'a key that is new each time',
      'def test_sends():\n    key = make()\n    settings.RUNS[key] = 1\n    assert send()\n',
    ],
    [
      'a mock, which mock-assign looks at',
      'from unittest.mock import Mock\ndef test_sends():\n    settings.load = Mock()\n    assert send()\n',
    ],
    [
      'a switch that is set and set back',
      'def test_sends():\n    settings._quiet = False\n    assert send()\n    settings._quiet = True\n    assert not send()\n',
    ],
    ['the environment', 'def test_sends():\n    os.environ["A"] = "1"\n    assert send()\n'],
    ['what is refused', 'def test_sends():\n    with pytest.raises(TypeError):\n        settings.DEBUG = 1\n'],
    [
      'a logger of the tests',
      'log = logging.getLogger(__name__)\ndef test_sends():\n    log.setLevel(10)\n    assert send()\n',
    ],
  ])('leaves %s alone', async (_what, code) => {
    expect(await found(code)).toEqual([]);
  });

  it('only mentions a module that is replaced while the file is loaded', async () => {
    const code = 'sys.modules["redis"] = object()\nsys.path.insert(0, "src")\n\ndef test_sends():\n    assert send()\n';
    expect(await found(code)).toEqual(['info: sys.modules["redis"] = object()']);
    expect(await found(`if "redis" not in sys.modules:\n    ${code}`)).toEqual([]);
  });
});

describe('leaked-global in Python: what puts it back', () => {
  const test = 'def test_sends():\n    settings.DEBUG = True\n    assert send()\n';

  it.each([
    [
      'an autouse fixture of conftest.py',
      test,
      'from app import settings\n\n@pytest.fixture(autouse=True)\ndef _settings():\n    yield\n    settings.DEBUG = False\n',
    ],
    ['a tear-down of the module', `def teardown_module():\n    settings.DEBUG = False\n\n${test}`, ''],
    ['a set-up before each test', `def setup_function():\n    settings.DEBUG = False\n\n${test}`, ''],
    [
      'a helper that is named after it',
      test,
      'from app import reset_settings\n\n@pytest.fixture(autouse=True)\ndef _settings():\n    yield\n    reset_settings()\n',
    ],
    [
      'a context manager',
      'def test_sends():\n    with override_settings():\n        settings.DEBUG = True\n        assert send()\n',
      '',
    ],
  ])('is silent with %s', async (_what, code, conftest) => {
    expect(await found(code, { 'conftest.py': `import pytest\n${conftest}` })).toEqual([]);
  });

  it('takes a private flag that a hook of the class lowers for a fresh start', async () => {
    const inClass = (line: string, teardown = '') =>
      `class TestMail:\n    def setup_method(self):\n        ${line}\n\n${teardown}    def test_sends(self):\n        assert send()\n`;
    expect(await found(inClass('settings._warned = False'))).toEqual([]);
    expect(await found(inClass('settings.DEBUG = False'))).toHaveLength(1);
    const down = '    def teardown_method(self):\n        settings.DEBUG = False\n\n';
    expect(await found(inClass('settings.DEBUG = False', down))).toEqual([]);
  });

  it("knows the hooks of SQLAlchemy's plugin", async () => {
    const code = (name: string) =>
      `class TestMail:\n    def ${name}(self):\n        settings.DEBUG = False\n\n    def test_sends(self):\n        settings.DEBUG = True\n        assert send()\n`;
    expect(await found(code('teardown_test'))).toEqual([]);
    expect(await found(code('finish_test'))).toHaveLength(1);
  });

  it('does not take a fixture that no test asks for', async () => {
    const fixture = '@pytest.fixture\ndef clean():\n    yield\n    settings.DEBUG = False\n\n';
    expect(await found(fixture + test)).toHaveLength(1);
    expect(await found(fixture + test.replace('()', '(clean)'))).toEqual([]);
  });

  it('leaves what is put back behind an assertion to restore-in-body', async () => {
    const code = (between: string) => `def test_sends(tmp_path):
    home = os.getcwd()
    os.chdir(tmp_path)
    ${between}
    os.chdir(home)

def test_other():
    assert send()
`;
    expect(await found(code('assert send()'))).toEqual([]);
    expect((await check(restoreInBody, pytest(code('assert send()')))).reports).toHaveLength(1);
    expect((await check(restoreInBody, pytest(code('send()')))).reports).toEqual([]);
  });
});

describe('leaked-global in Python: its fixes', () => {
  it('offers none where a fixture outlives the test', async () => {
    const code =
      '@pytest.fixture(scope="module")\ndef debug():\n    settings.DEBUG = True\n\ndef test_sends(debug):\n    assert send()\n';
    const { reports } = await check(leakedGlobal, pytest(code));
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('is sure of the working directory, and suggests what may ask for an attribute that is missing', async () => {
    const safety = async (line: string) => {
      const { reports } = await check(leakedGlobal, pytest(`def test_sends():\n    ${line}\n    assert send()\n`));
      return reports.map(({ fix }) => fix?.safety);
    };
    expect(await safety('os.chdir("x")')).toEqual(['safe']);
    expect(await safety('settings.DEBUG = True')).toEqual(['suggested']);
  });

  it('adds to the builtins what they do not have', async () => {
    const fixed = (name: string) =>
      applyFixes(
        leakedGlobal,
        pytest(`import builtins\n\ndef test_sends():\n    builtins.${name} = str\n    assert send()\n`),
      );
    expect(await fixed('_')).toContain('monkeypatch.setattr(builtins, "_", str, raising=False)\n');
    expect(await fixed('open')).toContain('monkeypatch.setattr(builtins, "open", str)\n');
  });

  it('keeps a key and a value over several lines', async () => {
    const code = 'def test_sends():\n    settings.LIMITS["mail"] = {\n        "a": 1,\n    }\n    assert send()\n';
    expect(await applyFixes(leakedGlobal, pytest(code))).toContain(
      'monkeypatch.setitem(settings.LIMITS, "mail", {\n        "a": 1,\n    })',
    );
  });
});
