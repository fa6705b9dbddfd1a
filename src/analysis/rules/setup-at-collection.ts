import { defineRule, type RuleContext } from '../rule.ts';
import { earlyWork } from './support/state/collecting.ts';
import { earlyWorkInPython } from './support/state/collecting-python.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * Work that belongs into a hook and runs while the file is loaded: before any test, for every test, and with no name of its own
 * when it fails. Only what can fail or leaves something behind; values that are built once may be built anywhere.
 * Source: row 37 of the survey (seven linters have a stricter form of it).
 */
export const setupAtCollection = defineRule({
  id: 'setup-at-collection',
  title: 'Set-up that runs while tests are collected',
  cause: 'resource-leak',
  topic: 'fixtures',
  severity: 'info',
  languages: ['typescript', 'python'],
  pattern: 'flaky/resources',
  why: 'What stands at file level or in a describe body runs while the tests are collected, also when none of them is selected, and no hook cleans up after it. When it fails, the whole file fails and not one test says why.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { mkdtempSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('config', () => {
  const directory = mkdtempSync('/tmp/config-');
  writeFileSync(join(directory, 'app.json'), '{}');

  it('is read', () => {
    expect(read(directory)).toEqual({});
  });
});
`,
      },
      {
        framework: 'jest',
        code: `const server = createServer(app);
server.listen(0);

test('answers', async () => {
  expect(await ask(server)).toBe('yes');
});
`,
      },
      {
        framework: 'jest',
        code: `describe('in production', () => {
  process.env.NODE_ENV = 'production';

  test('is quiet', () => {
    expect(log('a')).toBe('');
  });
});

describe('in development', () => {
  test('is loud', () => {
    expect(log('a')).toBe('a');
  });
});
`,
      },
      {
        framework: 'pytest',
        code: `import subprocess

from app.db import Base, engine

Base.metadata.create_all(bind=engine)
subprocess.run(["make", "assets"], check=True)


def test_lists(client):
    assert client.get("/items").json() == []
`,
      },
      {
        framework: 'unittest',
        code: `import tempfile
import unittest

directory = tempfile.mkdtemp()


class ConfigTest(unittest.TestCase):
    def test_is_read(self):
        self.assertEqual(read(directory), {})
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

vi.mock('./api');
process.env.TZ = 'UTC';
const expected = readFileSync('expected.json', 'utf8');
let directory: string;

beforeAll(() => {
  directory = mkdtempSync('/tmp/config-');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

it('is read', () => {
  expect(read(directory)).toEqual(JSON.parse(expected));
});
`,
      },
      {
        framework: 'jest',
        code: `const { execSync } = require('node:child_process');

const version = execSync('git --version').toString();
const run = version.includes('2.') ? test : test.skip;

run('commits', () => {
  expect(commit()).toBe(true);
});
`,
      },
      {
        framework: 'node:test',
        code: `import { createServer } from 'node:http';
import { before, test } from 'node:test';
import assert from 'node:assert';

const server = createServer(app);

before(() => {
  server.listen(0);
});

test('answers', async () => {
  assert.equal(await ask(server), 'yes');
});
`,
      },
      {
        framework: 'pytest',
        code: `import subprocess

import pytest

from app.db import Base, engine

has_git = subprocess.run(["git", "--version"]).returncode == 0
needs_git = pytest.mark.skipif(not has_git, reason="needs git")


@pytest.fixture(scope="module", autouse=True)
def _tables():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


@needs_git
def test_commits():
    assert commit() is True
`,
      },
    ],
  },
  *check(context) {
    const { file } = context;
    if (file.tests.length === 0 || isTypeTest(file.path)) return;
    const [first, ...more] = file.language === 'python' ? earlyWorkInPython(file) : earlyWork(file);
    if (!first) return;
    const others = more.length === 0 ? '' : ` (and ${more.length} more in this file)`;
    const message = `${first.does} while the file is loaded${others}: it runs even when no test of it is selected, and a failure there has no test to show for it. Move it into ${hooks(context, first.belongs)}.`;
    yield { at: first.at, message };
  },
});

/** In the words of the runner. */
function hooks({ file }: RuleContext, text: string): string {
  if (file.framework === 'playwright') return text.replace(/\b(before|after)(All|Each)\b/g, 'test.$1$2');
  if (file.framework !== 'mocha' && file.framework !== 'node:test') return text;
  return text.replace(/\bbeforeAll\b/g, 'before').replace(/\bafterAll\b/g, 'after');
}
