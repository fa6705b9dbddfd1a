import type { RuleMeta } from '../../rule.ts';

export const sharedPathExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { load } from './load';

const dir = path.join(os.tmpdir(), 'load-test');

beforeEach(() => {
  fs.mkdirSync(dir, { recursive: true });
});

it('loads', () => {
  fs.writeFileSync(path.join(dir, 'a.json'), '{}');
  expect(load(dir)).toEqual([{}]);
});
`,
      fixed: `import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, afterAll } from 'vitest';
import { load } from './load';

afterAll(() => {
  fs.rmSync(dir, { recursive: true, force: true });
});

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'load-test-'));

beforeEach(() => {
  fs.mkdirSync(dir, { recursive: true });
});

it('loads', () => {
  fs.writeFileSync(path.join(dir, 'a.json'), '{}');
  expect(load(dir)).toEqual([{}]);
});
`,
    },
    {
      framework: 'jest',
      code: `import { mkdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const DIR = join(tmpdir(), \`cache-\${Date.now()}\`);

beforeAll(() => mkdirSync(DIR, { recursive: true }));
afterAll(() => rmSync(DIR, { recursive: true }));

it('fills the cache', () => {
  writeFileSync(join(DIR, 'a'), '');
  expect(entries(DIR)).toEqual(['a']);
});
`,
      fixed: `import { mkdirSync, rmSync, writeFileSync, mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const DIR = mkdtempSync(join(tmpdir(), \`cache-\`));

beforeAll(() => mkdirSync(DIR, { recursive: true }));
afterAll(() => rmSync(DIR, { recursive: true }));

it('fills the cache', () => {
  writeFileSync(join(DIR, 'a'), '');
  expect(entries(DIR)).toEqual(['a']);
});
`,
    },
    {
      framework: 'mocha',
      code: `const fs = require('fs');
const assert = require('assert');

it('writes a report', async () => {
  await fs.promises.writeFile('/tmp/report.json', '{}');
  assert.deepEqual(await read('/tmp/report.json'), {});
});
`,
    },
    {
      framework: 'pytest',
      code: `import os


def test_saves():
    with open("/tmp/report.txt", "w") as file:
        file.write("hello")
    assert os.path.exists("/tmp/report.txt")
`,
      fixed: `import os


def test_saves(tmp_path):
    with open(tmp_path / "report.txt", "w") as file:
        file.write("hello")
    assert os.path.exists(tmp_path / "report.txt")
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy import create_engine


@pytest.fixture
def engine():
    return create_engine("sqlite:///./test.db")
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import os
from pathlib import Path

from sqlalchemy import create_engine


def test_saves(tmp_path):
    with open(tmp_path / "report.txt", "w") as file:
        file.write("hello")
    create_engine(f"sqlite:///{tmp_path}/test.db")
    create_engine("sqlite:///:memory:")


def test_reads():
    assert open("README.md").read()
    assert Path("/tmp/somewhere").name == "somewhere"


def test_knows_its_process():
    Path(f"/tmp/report-{os.getpid()}").write_text("hello")
`,
    },
    {
      framework: 'vitest',
      code: `import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'load-'));
});
afterEach(() => rm(dir, { recursive: true }));

it('loads', async () => {
  await writeFile(join(dir, 'a.json'), '{}');
  expect(await load(dir)).toEqual([{}]);
});
`,
    },
    {
      framework: 'vitest',
      code: `import fs from 'node:fs';
import { expect, it, vi } from 'vitest';

vi.mock('node:fs');

it('writes where it is told to', () => {
  fs.writeFileSync('/tmp/out.txt', 'x');
  expect(fs.writeFileSync).toHaveBeenCalledWith('/tmp/out.txt', 'x');
});
`,
    },
    {
      framework: 'jest',
      code: `import { vol } from 'memfs';
import fs from 'fs';

it('writes', () => {
  fs.mkdirSync('/tmp/data', { recursive: true });
  expect(vol.toJSON()).toEqual({ '/tmp/data': null });
});
`,
    },
    {
      framework: 'playwright',
      code: `import fs from 'fs';
import os from 'os';
import path from 'path';
import { expect, test } from '@playwright/test';

test('saves', async ({ page }, testInfo) => {
  const file = testInfo.outputPath('a.txt');
  fs.writeFileSync(file, 'a');
  const other = path.join(os.tmpdir(), \`b-\${process.pid}-\${Date.now()}\`);
  fs.writeFileSync(other, 'b');
  expect(fs.readFileSync(file, 'utf8')).toBe('a');
});
`,
    },
    {
      framework: 'jest',
      code: `import fs from 'fs';
import path from 'path';

it('reads a fixture', () => {
  expect(fs.readFileSync(path.join(__dirname, 'fixtures', 'a.txt'), 'utf8')).toBe('a');
});
`,
    },
  ],
};
