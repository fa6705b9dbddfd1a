import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { leakedEnv } from '../../../src/analysis/rules/leaked-env.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(leakedEnv);

const severities = async (example: Example) =>
  (await check(leakedEnv, example)).reports.map((report) => report.severity ?? leakedEnv.severity);

describe('leaked-env: how bad it is', () => {
  it('warns when the variable is put back at the end of the body only', async () => {
    const body = `{
  process.env.PORT = '1';
  expect(port()).toBe(1);
  delete process.env.PORT;
});
`;
    const last = `it('reads', () => ${body}`;
    const code = `${last}it('has a default', () => {
  expect(port()).toBe(80);
});
`;
    expect(await severities({ framework: 'jest', code })).toEqual(['warning']);
    expect(await severities({ framework: 'jest', code: last })).toEqual([]);
    // A failing test takes its worker process along.
    const page = `import { expect, test } from '@playwright/test';\n${code.replaceAll(/^it\(/gm, 'test(')}`;
    expect(await severities({ framework: 'playwright', code: page })).toEqual([]);
  });

  it('mentions what the last test of a file with a process of its own leaves', async () => {
    const code = `it('has a default', () => {
  expect(port()).toBe(80);
});
it('reads', () => {
  process.env.PORT = '1';
  expect(port()).toBe(1);
});
`;
    expect(await severities({ framework: 'jest', code })).toEqual(['info']);
    expect(await severities({ framework: 'mocha', code })).toEqual(['error']);
  });

  it('warns when a pytest module changes it while it is loaded, but not for setdefault', async () => {
    const code = `import os

os.environ["MODE"] = "test"
os.environ.setdefault("REGION", "eu")

def test_mode():
    assert mode() == "test"
`;
    expect(await severities({ framework: 'pytest', code })).toEqual(['warning']);
  });

  it('is silent on a hook around a whole file where every file has its own process', async () => {
    const code = `beforeAll(() => {
  process.env.MODE = 'test';
});
it('reads', () => {
  expect(mode()).toBe('test');
});
`;
    expect(await severities({ framework: 'jest', code })).toEqual([]);
    expect(await severities({ framework: 'mocha', code: code.replace('beforeAll', 'before') })).toEqual(['error']);
  });

  it('is silent where a fixture of conftest.py puts the whole environment back', async () => {
    const code = `import os

def test_port():
    os.environ["PORT"] = "1"
    assert port() == 1
`;
    const conftest = `import os

import pytest


@pytest.fixture(autouse=True)
def clean_environ():
    before = os.environ.copy()
    yield
    os.environ.clear()
    os.environ.update(before)
`;
    expect(await severities({ framework: 'pytest', code, files: { 'conftest.py': conftest } })).toEqual([]);
    expect(await severities({ framework: 'pytest', code })).toEqual(['error']);
  });

  it('is silent on a deletion behind the last assertion, which removes what the code under test has set', async () => {
    const code = `import os

def test_exports():
    export("PORT", 1)
    assert os.environ["PORT"] == "1"
    del os.environ["PORT"]
`;
    expect(await severities({ framework: 'pytest', code })).toEqual([]);
  });

  it('is silent in a helper, which only its callers can judge', async () => {
    const code = `function setPort(port: string) {
  process.env.PORT = port;
}
it('reads', () => {
  expect(port()).toBe(1);
});
`;
    expect(await severities({ framework: 'jest', code })).toEqual([]);
  });
});

describe('leaked-env: its fixes', () => {
  it('writes no hook of its own when the configuration unstubs', async () => {
    const code = `import { expect, it, vi } from 'vitest';

it('reads', () => {
  delete process.env.PORT;
  expect(port()).toBe(1);
});
`;
    const files = { 'vitest.config.ts': 'export default { test: { unstubEnvs: true } };\n' };
    const mended = await applyFixes(leakedEnv, { framework: 'vitest', code, files });
    expect(mended).toBe(code.replace('delete process.env.PORT', "vi.stubEnv('PORT', undefined)"));
  });

  it('offers no stub that the next statement would take away', async () => {
    const code = `import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  process.env.PORT = '1';
  vi.unstubAllEnvs();
});
it('reads', () => {
  expect(port()).toBe(1);
});
`;
    expect(await applyFixes(leakedEnv, { framework: 'vitest', code })).toBe(code);
  });

  it('gives all writes of a file the same hook, so that it is written once', async () => {
    const code = `import { afterEach, expect, it, vi } from 'vitest';

it('reads', () => {
  process.env.A = '1';
  process.env.B = '2';
  expect(port()).toBe(1);
});
`;
    const { reports } = await check(leakedEnv, { framework: 'vitest', code });
    const hooks = reports.map((report) => report.fix?.edits.filter((edit) => edit.text.includes('unstubAllEnvs')));
    expect(hooks).toHaveLength(2);
    expect(hooks[0]).toHaveLength(1);
    expect(hooks[1]).toEqual(hooks[0]);
  });

  it('keeps the error that del raises for a missing variable', async () => {
    const code = `import os

class TestPort:
    def test_port(self):
        del os.environ["PORT"]
        assert port() == 1
`;
    const mended = code
      .replace('(self)', '(self, monkeypatch)')
      .replace('del os.environ["PORT"]', 'monkeypatch.delenv("PORT")');
    expect(await applyFixes(leakedEnv, { framework: 'pytest', code })).toBe(mended);
  });

  it('offers none in a TestCase, which cannot ask for fixtures', async () => {
    const code = `import os
import unittest


class PortTest(unittest.TestCase):
    def test_port(self):
        os.environ["PORT"] = "1"
        self.assertEqual(port(), 1)
`;
    const { reports } = await check(leakedEnv, { framework: 'unittest', code });
    expect(reports.map((report) => report.fix)).toEqual([undefined]);
  });
});

describe('leaked-env: what one finding is', () => {
  const jest = (...tests: string[]): Example => ({ framework: 'jest', code: tests.join('') });
  const sets = (title: string): string =>
    `test('${title}', () => {\n  process.env.MODE = '${title}';\n  expect(mode()).toBe('${title}');\n});\n`;
  const looks = `test('looks', () => {\n  expect(mode()).toBe('none');\n});\n`;

  it('makes one of all writes to a variable, with one fix', async () => {
    const example = jest(sets('a'), sets('b'), looks);
    const { reports } = await check(leakedEnv, example);
    expect(reports.map(({ message }) => message)).toEqual([expect.stringContaining('The same in 2 places here.')]);
    expect(await applyFixes(leakedEnv, example)).toMatch(/^const originalMode = process\.env\.MODE;\nafterEach\(/);
  });

  it('leaves tests alone that all set the variable themselves', async () => {
    expect((await check(leakedEnv, jest(sets('a'), sets('b')))).reports).toEqual([]);
  });
});

describe('leaked-env: what a hook undoes', () => {
  const file = (hooks: string) => `import { afterEach, beforeEach, expect, it, vi } from 'vitest';

${hooks}
it('reads', () => {
  process.env.PORT = '1';
  expect(port()).toBe(1);
});
it('has a default', () => {
  expect(port()).toBe(80);
});
`;

  it.each([
    [
      'a helper that it calls',
      `const reset = () => {\n  delete process.env.PORT;\n};\nbeforeEach(async () => {\n  reset();\n});\n`,
    ],
    [
      'a stub of its own',
      `beforeEach(() => {\n  vi.stubEnv('PORT', '');\n});\nafterEach(() => {\n  vi.unstubAllEnvs();\n});\n`,
    ],
  ])('counts %s', async (_name, hooks) => {
    expect(await severities({ framework: 'vitest', code: file(hooks) })).toEqual([]);
    expect(await severities({ framework: 'vitest', code: file('') })).toEqual(['error']);
  });
});

describe('leaked-env: a deletion', () => {
  it('is stubbed with undefined where the runner takes that for "not there"', async () => {
    const code = `import { expect, it } from 'vitest';

it('has no home', () => {
  delete process.env.HOME;
  expect(home()).toBe('');
});

it('has another', () => {
  expect(home()).toBe('/home');
});
`;
    const fixes = async (major: number) =>
      (await check(leakedEnv, { framework: 'vitest', code, major })).reports.map(({ fix }) => fix !== undefined);
    expect(await fixes(4)).toEqual([true]);
    expect(await fixes(2)).toEqual([false]);
  });
});

describe('leaked-env: several variables', () => {
  it('saves them side by side, above the one hook that puts them back', async () => {
    const body = (name: string) =>
      `it('reads ${name}', () => {\n  process.env.${name} = '1';\n  expect(read()).toBe(1);\n});\n`;
    const code = `import { read } from './read';\n\n${body('HOST')}\n${body('PORT')}`;
    expect(await applyFixes(leakedEnv, { framework: 'jest', code })).toContain(`import { read } from './read';

const originalHost = process.env.HOST;
const originalPort = process.env.PORT;

afterEach(() => {
  if (originalHost === undefined) delete process.env.HOST;
  else process.env.HOST = originalHost;
  if (originalPort === undefined) delete process.env.PORT;
  else process.env.PORT = originalPort;
});

it(`);
  });

  it('follows a helper of another file that puts the variable back after each test', async () => {
    const code = `import { teardown } from './test-utils';

afterEach(() => {
  teardown();
});

it('reads', () => {
  process.env.PORT = '1';
  expect(port()).toBe(1);
});

it('has a default', () => {
  expect(port()).toBe(80);
});
`;
    const setup = (name: string) => `const saved = process.env.${name};

export function teardown() {
  process.env.${name} = saved;
}
`;
    const found = (name: string) =>
      severities({ framework: 'jest', code, files: { 'src/test-utils.ts': setup(name) } });
    expect([await found('PORT'), await found('HOST')]).toEqual([[], ['error']]);
  });

  it.each([
    ['    with patch("shop.config.os") as os:\n        os.environ = {"NAME": "shop"}\n', []],
    ['    with patch("shop.config.run"):\n        os.environ = {"NAME": "shop"}\n', ['error']],
  ])('does not take a double of `os` for the environment: %s', async (body, expected) => {
    const code = `import os\nfrom unittest.mock import patch\n\n\ndef test_x(shop):\n${body}        assert shop.open()\n`;
    expect(await severities({ framework: 'pytest', code })).toEqual(expected);
  });
});
