import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('loads', async () => {
  load();
  await vi.waitFor(() => expect(loaded()).toBe(true), 50_000);
}, 60_000);
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('loads', { timeout: 0 }, async () => {
  expect(await load()).toBe(true);
});
`,
    },
    {
      framework: 'jest',
      code: `jest.setTimeout(30 * 1000);

it('loads', async () => {
  expect(await screen.findByText('Ann')).toBeVisible();
});
`,
    },
    {
      framework: 'jest',
      code: `it('loads', async () => {
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(loaded()).toBe(true);
}, 1000);
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('node:assert');

it('loads', async function () {
  this.timeout(0);
  assert.equal(await load(), true);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('loads', async ({ page }) => {
  test.slow();
  await expect(page.getByRole('table')).toBeVisible();
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('builds', async () => {
  expect(await build()).toBe(true);
}, 60_000);
`,
    },
    {
      framework: 'vitest',
      files: { 'vitest.config.ts': 'export default { test: { testTimeout: 60_000 } };\n' },
      code: `import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await build();
}, 120_000);

it('loads', async () => {
  expect(await load({ timeout: 90_000 })).toBe(true);
}, 30_000);
`,
    },
    {
      framework: 'jest',
      code: `it('gives up', async () => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await load()).toBe(false);
}, 500);
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('node:assert');

describe('loader', function () {
  this.timeout(500);

  before(async function () {
    this.timeout(60000);
    await build();
  });

  it('loads', async () => {
    assert.equal(await load(), true);
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('loads', async ({ page }) => {
  await page.getByRole('button').click({ timeout: 60_000 });
  await expect(page.getByRole('table')).toBeVisible({ timeout: 60_000 });
});
`,
    },
  ],
};
