import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it.each(['a', 'b', 'c'])('saves %s', async (name) => {
  save(name);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(saved(name)).toBe(true);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.getByRole('button').click();
  await page.waitForTimeout(2000);
  await expect(page.getByRole('dialog')).toBeVisible();
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('saves', async () => {
  save();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(saved()).toBe(true);
});
`,
    },
    {
      framework: 'jest',
      code: `beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('saves late', async () => {
  const late = new Promise((resolve) => setTimeout(resolve, 5000));
  await jest.advanceTimersByTimeAsync(5000);
  await late;
  expect(saved()).toBe(true);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('gives up', async () => {
  const winner = await Promise.race([answer(), new Promise((resolve) => setTimeout(resolve, 5000))]);
  expect(winner).toBe(42);
});

it.skip('saves', async () => {
  await new Promise((resolve) => setTimeout(resolve, 5000));
  expect(saved()).toBe(true);
});
`,
    },
  ],
};
