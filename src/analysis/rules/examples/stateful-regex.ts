import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'jest',
      code: `import { screen } from '@testing-library/react';

test('lists', () => {
  expect(screen.getAllByText(/item/gi)).toHaveLength(3);
});
`,
      fixed: `import { screen } from '@testing-library/react';

test('lists', () => {
  expect(screen.getAllByText(/item/i)).toHaveLength(3);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('lists', async ({ page }) => {
  await expect(page.getByRole('button', { name: /save/g })).toBeVisible();
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('lists', async ({ page }) => {
  await expect(page.getByRole('button', { name: /save/ })).toBeVisible();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

const hex = /^[0-9a-f]+$/g;

it('makes ids', () => {
  expect(hex.test(id())).toBe(true);
});
it('makes keys', () => {
  expect(hex.test(key())).toBe(true);
});
`,
      fixed: `import { expect, it } from 'vitest';

const hex = /^[0-9a-f]+$/;

it('makes ids', () => {
  expect(hex.test(id())).toBe(true);
});
it('makes keys', () => {
  expect(hex.test(key())).toBe(true);
});
`,
    },
    {
      framework: 'mocha',
      code: `import { expect } from 'chai';

it('makes ids', () => {
  const hex = /[0-9a-f]+/g;
  for (const id of ids) expect(hex.test(id)).to.equal(true);
  const plain = text.replace(hex, '');
});
`,
    },
  ],
  good: [
    {
      framework: 'jest',
      code: `import { screen } from '@testing-library/react';

test('lists', () => {
  expect(screen.getAllByText(/item/i)).toHaveLength(3);
  expect(text.replace(/a/g, 'b')).toMatch(/b/g);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('makes ids', () => {
  const hex = /^[0-9a-f]+$/g;
  expect(hex.test(id())).toBe(true);
});
it('finds all', () => {
  const word = /\\w+/g;
  const found = [];
  for (let at = word.exec(text); at; at = word.exec(text)) found.push(at[0]);
  expect(found).toEqual(['a', 'b']);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

const hex = /[0-9a-f]+/g;

it.each(['a', 'b'])('makes %s', (name) => {
  hex.lastIndex = 0;
  expect(hex.test(name)).toBe(true);
});
`,
    },
  ],
};
