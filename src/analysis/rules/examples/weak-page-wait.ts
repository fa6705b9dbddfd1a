import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('lists orders', async ({ page }) => {
  await page.goto('/orders', { waitUntil: 'networkidle' });
  await page.getByRole('button').click();
  await page.waitForLoadState('networkidle');
  await expect(page.getByRole('row')).toHaveCount(2);
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('lists orders', async ({ page }) => {
  await page.goto('/orders');
  await page.getByRole('button').click();
  await expect(page.getByRole('row')).toHaveCount(2);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('signs in', async ({ page }) => {
  await page.goto('/login');
  await page.waitForSelector('#form', { state: 'attached' });
  await expect(page.locator('#form')).toBeVisible();
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('signs in', async ({ page }) => {
  await page.goto('/login');
  await page.locator('#form').waitFor({ state: 'attached' });
  await expect(page.locator('#form')).toBeVisible();
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('signs in', async ({ page }) => {
  await page.goto('/login');
  await Promise.all([page.waitForNavigation(), page.click('#submit')]);
  const heading = await page.$('h1');
  await heading.click();
  await expect(page).toHaveURL('/home');
});
`,
    },
  ],
  good: [
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('lists orders', async ({ page }) => {
  await page.goto('/orders');
  await page.waitForLoadState('domcontentloaded');
  await page.getByRole('button').click();
  await page.waitForURL('/orders/2');
  await expect(page.getByRole('row')).toHaveCount(2);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('a page of its own', async ({ page }) => {
  await page.setContent('<h1>Hi</h1>');
  expect(await page.$eval('h1', (heading) => heading.id)).toBe('');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';
import { page } from './browser';

it('loads', async () => {
  await page.waitForLoadState('networkidle');
  expect(await page.title()).toBe('Home');
});
`,
    },
  ],
};
