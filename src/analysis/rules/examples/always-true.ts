import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('saves', () => {
  save({ name: 'ann' });
  expect(true).toBe(true);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('finds users', async () => {
  const users = await find('ann');
  expect(users.length).toBeGreaterThanOrEqual(0);
});
it('copies', () => {
  const original = load();
  copy(original);
  expect(original).toEqual(original);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('shows the menu', async ({ page }) => {
  await page.goto('/');
  const menu = page.getByRole('menu');
  expect(menu).toBeTruthy();
  expect(page.locator('h1').isVisible()).toBeTruthy();
});
`,
    },
    {
      framework: 'jest',
      code: `test('is another', () => {
  expect(clone(user)).not.toBe({ name: 'ann' });
});
test('has a title', () => {
  expect(document.querySelector('h1')).toBeDefined();
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('loads', () => {
  assert.ok('loads');
});
test('saves', async () => {
  async function save() {}
  assert(save());
});
test('counts', () => {
  assert(typeof count(), 'number');
});
`,
    },
    {
      framework: 'jest',
      code: `test('answers', async () => {
  const response = await get('/');
  expect(response.ok || true).toBe(true);
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('finds users', async () => {
  const users = await find('ann');
  expect(users.length).toBeGreaterThanOrEqual(1);
  expect(users.length - 2).toBeGreaterThanOrEqual(0);
  expect(users.toJSON()).toEqual(users.toJSON());
  expect(users.first).toBe(users.first);
  expect(await users).toBe(users);
});
it('keeps the object', () => {
  const user = {};
  expect(identity(user)).toBe(user);
  expect(user).not.toEqual({ name: 'ann' });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('shows the menu', async ({ page }) => {
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  expect(await menu.count()).toBeTruthy();
  expect(await page.locator('h1').isVisible()).toBe(true);
});
`,
    },
    {
      framework: 'jest',
      code: `test('has a title', () => {
  expect(document.querySelector('h1')).not.toBeNull();
  expect(screen.getByText('Hi')).toBeDefined();
  expect(names.find(isShort)).toBeDefined();
});
test('must not come here', () => {
  if (broken()) expect(true).toBe(false);
  expect(load()).toEqual({});
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('loads', async () => {
  assert.ok(await load());
  assert.notDeepStrictEqual(load(), {});
  assert.equal(total([1]), 1);
});
`,
    },
  ],
};
