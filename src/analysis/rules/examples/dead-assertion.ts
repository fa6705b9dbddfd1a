import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('is ready', () => {
  expect(isReady()).toBeTruthy;
});
`,
      fixed: `import { expect, it } from 'vitest';

it('is ready', () => {
  expect(isReady()).toBeTruthy();
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.goto('/');
  expect(page.getByRole('dialog')).not.toBeHidden;
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('dialog')).not.toBeHidden();
});
`,
    },
    {
      framework: 'jest',
      code: `test('adds', () => {
  expect(add(1, 2) === 3);
});
`,
    },
    {
      framework: 'jest',
      code: `test('adds', () => {
  expect(add(1, 2)).toBe;
});
test('loads', async () => {
  await expect(load());
});
`,
    },
    {
      framework: 'mocha',
      code: `import { expect } from 'chai';

it('adds', () => {
  expect(add(1, 2)).to.equal;
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('saves', () => {
  const send = vi.fn();
  save({ name: 'ann' }, send);
  expect(send).toHaveBeenCalled({ name: 'ann' });
});
it('counts', () => {
  expect(count([1, 2]), 2).toBeTruthy();
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('is ready', () => {
  expect(isReady(), 'ready').toBeTruthy();
  expect(count()).toBe(2, 'two of them');
  expect(parse('1')).to.be.true;
  expect(parse('1')).to.exist;
});
it('wraps', () => {
  const subject = expect(parse('1'));
  subject.toBe(1);
});
`,
    },
    {
      framework: 'jest',
      code: `expect.extend({
  toBeEven: (value) => ({ pass: value % 2 === 0, message: () => 'odd' }),
});

test('is even', () => {
  expect(two()).toBeEven();
  expect(two()).toBeEven(1, 2);
  expect(two()).not.toBeWithin(3, 4);
});
`,
    },
    {
      framework: 'mocha',
      code: `import { expect } from 'chai';

it('is there', () => {
  expect(user()).to.be.an('object').that.is.not.empty;
  expect(send).to.have.been.calledOnce;
  expect(count()).to.equal(2, 'two of them');
  expect(body).to.be.json;
});
`,
    },
    {
      framework: 'mocha',
      code: `import expect from 'unexpected';

it('adds', () => {
  expect(add(1, 2), 'to be', 3);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await expect(page.getByRole('dialog'), { message: 'dialog' }).toBeVisible({ timeout: 1000 });
  await expect(page.getByRole('dialog')).toHaveText('Hi', { ignoreCase: true });
});
`,
    },
  ],
};
