import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('saves', { retry: 3 }, async () => {
  expect(await save()).toBe(true);
});
`,
    },
    {
      framework: 'jest',
      code: `jest.retryTimes(3, { logErrorsBeforeRetry: true });

it('saves', async () => {
  expect(await save()).toBe(true);
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('node:assert');

describe('cart', function () {
  this.retries(2);

  it('saves', async function () {
    assert.equal(await save(), true);
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'serial', retries: 2 });

test('opens', async ({ page }) => {
  await expect(page.getByRole('dialog')).toBeVisible();
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      files: { 'vitest.config.ts': 'export default { test: { retry: 2 } };\n' },
      code: `import { expect, it } from 'vitest';

it('saves', { retry: 0, timeout: 1000 }, async () => {
  expect(await save({ retry: 3 })).toBe(true);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('asks again', async () => {
  const client = createClient({ retries: 3, retry: 5 });
  await vi.waitFor(() => expect(client.calls).toBe(4), { timeout: 500, interval: 10 });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('counts its tries', { retry: 2 }, ({ task }) => {
  expect(task.result?.retryCount).toBe(2);
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('node:assert');

describe('cart', function () {
  this.retries(0);

  it('saves', async function () {
    assert.equal(await save(), true);
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'parallel', retries: 0 });

test('opens', async ({ page }) => {
  await expect(async () => {
    expect(await page.title()).toBe('Cart');
  }).toPass({ timeout: 5000 });
});
`,
    },
  ],
};
