import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('reads links', () => {
  if (process.platform === 'win32') return;
  expect(read('link')).toBe('x');
});
`,
      fixed: `import { expect, it } from 'vitest';

it('reads links', (ctx) => {
  if (process.platform === 'win32') ctx.skip();
  expect(read('link')).toBe('x');
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('assert');

describe('links', () => {
  it('reads them', async () => {
    if (!process.env.LINKS) {
      console.log('no links here');
      return;
    }
    assert.equal(await read('link'), 'x');
  });
});
`,
      fixed: `const assert = require('assert');

describe('links', () => {
  it('reads them', async function () {
    if (!process.env.LINKS) {
      console.log('no links here');
      this.skip();
    }
    assert.equal(await read('link'), 'x');
  });
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import { test } from 'node:test';

const hasLinks = probe();

test('reads links', () => {
  if (!hasLinks) return;
  assert.equal(read('link'), 'x');
});
`,
      fixed: `import assert from 'node:assert';
import { test } from 'node:test';

const hasLinks = probe();

test('reads links', (t) => {
  if (!hasLinks) return t.skip();
  assert.equal(read('link'), 'x');
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('drags', async ({ page, isMobile }) => {
  if (isMobile) {
    return;
  }
  await expect(page).toHaveTitle('Cart');
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('drags', async ({ page, isMobile }) => {
  test.skip(Boolean(isMobile));
  await expect(page).toHaveTitle('Cart');
});
`,
    },
    {
      framework: 'jest',
      code: `it('names the user', () => {
  const user = find('ann');
  if (!user) return;
  expect(user.name).toBe('Ann');
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('names the user', () => {
  const user = find('ann');
  expect(user).toBeDefined();
  if (!user) return;
  expect(user.name).toBe('Ann');
});
it.skipIf(process.platform === 'win32')('reads links', () => {
  expect(read('link')).toBe('x');
});
it('counts', () => {
  expect.assertions(1);
  const user = find('ann');
  if (!user) return;
  expect(user.name).toBe('Ann');
});
it('returns nothing from a callback', () => {
  const seen = collect((name) => {
    if (!name) return;
    keep(name);
  });
  expect(seen).toEqual(['ann']);
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import { test } from 'node:test';

test('reads links', (t) => {
  if (process.platform === 'win32') {
    t.skip('no links here');
    return;
  }
  assert.equal(read('link'), 'x');
});
`,
    },
    {
      framework: 'jest',
      code: `it('reads links', () => {
  if (process.platform === 'win32') {
    expect(() => read('link')).toThrow('no links');
    return;
  }
  expect(read('link')).toBe('x');
});
`,
    },
  ],
};
