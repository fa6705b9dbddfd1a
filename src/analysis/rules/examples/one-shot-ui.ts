import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('adds a row', async ({ page }) => {
  await page.goto('/orders');
  await page.getByRole('button', { name: 'Add' }).click();
  expect(await page.getByRole('row').count()).toBe(2);
  expect(await page.getByText('Saved').isVisible()).toBe(true);
  expect(page.url()).toContain('/orders/2');
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('adds a row', async ({ page }) => {
  await page.goto('/orders');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByText('Saved')).toBeVisible();
  await expect(page).toHaveURL(/\\/orders\\/2/);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('greets', async ({ page }) => {
  await page.goto('/');
  await page.click('text=Sign in');
  const greeting = await page.locator('h1').textContent();
  expect(greeting).toContain('Hello');
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('greets', async ({ page }) => {
  await page.goto('/');
  await page.click('text=Sign in');
  await expect(page.locator('h1')).toContainText('Hello');
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('shows many', async ({ page }) => {
  const rows = page.locator('tr');
  await page.goto('/orders');
  await page.keyboard.press('End');
  expect(await rows.count()).toBeGreaterThan(20);
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('shows many', async ({ page }) => {
  const rows = page.locator('tr');
  await page.goto('/orders');
  await page.keyboard.press('End');
  await expect.poll(() => rows.count()).toBeGreaterThan(20);
});
`,
    },
  ],
  good: [
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('adds a row', async ({ page }) => {
  await page.goto('/orders');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  expect(await page.getByRole('row').count()).toBe(2);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('a page of its own', async ({ page }) => {
  await page.setContent('<h1>Hi</h1>');
  expect(await page.locator('h1').count()).toBe(1);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('retries', async ({ page }) => {
  await page.goto('/');
  await page.click('button');
  await expect(async () => {
    expect(await page.locator('h1').textContent()).toBe('Hi');
  }).toPass();
  await expect.poll(() => page.locator('li').count()).toBe(3);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('takes text', async ({ page, db }) => {
  await page.goto('/form');
  await page.getByLabel('Name').fill('Ann');
  expect(await page.getByLabel('Name').inputValue()).toBe('Ann');
  expect(await db.orders.count()).toBe(0);
});
`,
    },
  ],
};
