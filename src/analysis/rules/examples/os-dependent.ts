import type { RuleMeta } from '../../rule.ts';

export const osDependentExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import path from 'node:path';
import { expect, it } from 'vitest';
import { entries } from './entries';

it('finds the entry', () => {
  const [entry] = entries();
  expect(path.relative(process.cwd(), entry)).toBe('src/index.ts');
});
`,
      fixed: `import path from 'node:path';
import { expect, it } from 'vitest';
import { entries } from './entries';

it('finds the entry', () => {
  const [entry] = entries();
  expect(path.relative(process.cwd(), entry)).toBe(path.normalize('src/index.ts'));
});
`,
    },
    {
      framework: 'jest',
      code: `import { readFileSync } from 'fs';

it('keeps the text', () => {
  const text = readFileSync('fixtures/a.txt', 'utf8');
  expect(text).toBe('one\\ntwo\\n');
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('assert');
const { toUrl } = require('../src/url');

it('makes an address', () => {
  if (process.platform === 'win32') {
    assert.equal(toUrl('C:\\\\a'), 'file:///C:/a');
  } else {
    assert.equal(toUrl('/a'), 'file:///a');
  }
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import path from 'node:path';
import { expect, it } from 'vitest';
import { slash } from './slash';

it('finds the entry', () => {
  expect(path.relative('/a', '/a/src/index.ts')).toBe(path.join('src', 'index.ts'));
  expect(slash(path.relative('/a', '/a/src/index.ts'))).toBe('src/index.ts');
  expect(path.posix.join('src', 'index.ts')).toBe('src/index.ts');
});

it.skipIf(process.platform === 'win32')('joins', () => {
  expect(path.join('src', 'index.ts')).toBe('src/index.ts');
});
`,
    },
    {
      framework: 'jest',
      code: `import fs from 'fs';

it('writes lines', () => {
  fs.writeFileSync('out.txt', 'a\\nb\\n');
  expect(fs.readFileSync('out.txt', 'utf8')).toBe('a\\nb\\n');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { command } from './command';

it.each(['win32', 'linux'])('knows the command on %s', (platform) => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
  if (process.platform === 'win32') {
    expect(command()).toBe('cmd.exe');
  } else {
    expect(command()).toBe('sh');
  }
});
`,
    },
    {
      framework: 'playwright',
      code: `import { resolve } from 'pathe';
import { expect, test } from '@playwright/test';

test('resolves', () => {
  expect(resolve('/a', 'b')).toBe('/a/b');
});
`,
    },
  ],
};
