import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { sharedPath } from '../../../src/analysis/rules/shared-path.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(sharedPath);

describe('shared-path: whose path it is', () => {
  const severities = async (example: Example) =>
    (await check(sharedPath, example)).reports.map(({ severity }) => severity);
  const jest = (code: string): Example => ({
    framework: 'jest',
    code: `import fs from 'fs';\nimport os from 'os';\nimport path from 'path';\n${code}`,
  });

  it('mends a directory that each test makes for itself', async () => {
    const before = `let dir;
beforeEach(() => {
  dir = path.join(os.tmpdir(), 'cache-' + Date.now());
  fs.mkdirSync(dir);
});

it('fills', () => {
  fs.writeFileSync(path.join(dir, 'a'), '');
  expect(entries(dir)).toEqual(['a']);
});
`;
    const after = `
afterEach(() => {
  fs.rmSync(dir, { recursive: true, force: true });
});

let dir;
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'cache-'));
});
`;
    expect(await severities(jest(before))).toEqual(['info']);
    expect(await applyFixes(sharedPath, jest(before))).toBe(
      jest(before.replace(/^let dir[\s\S]*?\n\}\);\n/, after)).code,
    );
  });

  it('lets a directory be made again that was removed', async () => {
    const code = (first: string) => `const dir = path.join(os.tmpdir(), 'cache');
beforeEach(() => {
  ${first}
  fs.mkdirSync(dir);
});
afterEach(() => fs.rmSync(dir, { recursive: true }));

it('fills', () => {
  fs.writeFileSync(path.join(dir, 'a'), '');
  expect(entries(dir)).toEqual(['a']);
});
`;
    const removed = code('fs.rmSync(dir, { recursive: true, force: true });');
    const mended = removed.replace(
      "path.join(os.tmpdir(), 'cache')",
      "fs.mkdtempSync(path.join(os.tmpdir(), 'cache-'))",
    );
    expect(await applyFixes(sharedPath, jest(removed))).toBe(jest(mended).code);
    expect(await applyFixes(sharedPath, jest(code('reset();')))).toBe(jest(code('reset();')).code);
  });

  it('only mentions a directory of the project, and only when tests share it', async () => {
    const test = (title: string) => `it('${title}', () => {
  fs.writeFileSync(path.join(OUT, 'a'), '');
  expect(entries(OUT)).toEqual(['a']);
  fs.rmSync(OUT, { recursive: true });
});
`;
    const out = "const OUT = path.join(__dirname, 'out');\n";
    expect(await severities(jest(out + test('one')))).toEqual([]);
    expect(await severities(jest(out + test('one') + test('two')))).toEqual(['info']);
  });

  it('follows a helper of the test side, but does not guess what it writes into the project', async () => {
    const files = {
      'src/test-utils.ts': `import fs from 'fs';\nexport function writeFiles(dir, files) { fs.writeFileSync(dir + '/a', ''); }\n`,
    };
    const code = (root: string) => `import { writeFiles } from './test-utils';
const DIR = path.resolve(${root}, 'x');
it('writes', () => {
  writeFiles(DIR, {});
  expect(entries(DIR)).toEqual(['a']);
});
`;
    expect(await severities({ ...jest(code('os.tmpdir()')), files })).toEqual(['warning']);
    expect(await severities({ ...jest(code('__dirname')), files })).toEqual([]);
  });

  it('leaves a new baseline alone that is written on demand', async () => {
    const code = `const EXPECTED = path.join(__dirname, 'expected.txt');
it('renders', () => {
  if (process.env.UPDATE) fs.writeFileSync(EXPECTED, render());
  expect(render()).toBe(fs.readFileSync(EXPECTED, 'utf8'));
});
`;
    expect(await severities(jest(code))).toEqual([]);
  });

  it('warns of the common root of all runs when it is removed', async () => {
    const code = (removed: string) => `const root = path.join(os.tmpdir(), 'caches');

afterAll(() => fs.rmSync(${removed}, { recursive: true }));

it('fills', () => {
  const dir = path.join(root, 'cache-' + Date.now());
  fs.mkdirSync(dir);
  expect(entries(dir)).toEqual([]);
});
`;
    expect([await severities(jest(code('root'))), await severities(jest(code('other')))]).toEqual([
      ['warning'],
      ['info'],
    ]);
  });

  it('warns of a name made of the time where one test runs in several workers at once', async () => {
    const code = `import fs from 'fs';
import os from 'os';
import path from 'path';
import { expect, test } from '@playwright/test';

test('fills', async () => {
  const dir = path.join(os.tmpdir(), 'cache-' + Date.now());
  fs.mkdirSync(dir);
  expect(entries(dir)).toEqual([]);
});
`;
    expect(await severities({ framework: 'playwright', code })).toEqual(['warning']);
  });
});

describe('shared-path: Python', () => {
  const written = async (body: string, head = 'def test_it():') => {
    const code = `import os\nfrom pathlib import Path\nfrom unittest.mock import patch\n\n\n${head}\n    ${body.replaceAll('\n', '\n    ')}\n`;
    const { reports } = await check(sharedPath, { framework: 'pytest', code });
    return reports.map(({ severity, fix }) => [severity, fix?.safety]);
  };

  it('wants a path that is really written', async () => {
    expect(await written('Path("/tmp/x.txt").write_text("x")')).toEqual([['warning', 'suggested']]);
    expect(await written('assert Path("/tmp/x.txt").read_text() == "x"')).toEqual([]);
    expect(await written('with patch("builtins.open"):\n    open("/tmp/x.txt", "w")')).toEqual([]);
  });

  it('offers no fix where the path goes somewhere else as well', async () => {
    expect(await written('Path("/tmp/x.txt").write_text("x")\nassert load("/tmp/x.txt")')).toEqual([
      ['warning', undefined],
    ]);
  });

  it('takes the working directory for shared, unless the test has one of its own', async () => {
    expect(await written('open("out.txt", "w").close()')).toEqual([['info', 'suggested']]);
    expect(
      await written('monkeypatch.chdir(tmp_path)\nopen("out.txt", "w").close()', 'def test_it(monkeypatch, tmp_path):'),
    ).toEqual([]);
    expect(await written('open("out.txt", "w").close()', 'def test_it(isolated_cwd):')).toEqual([]);
  });
});
