import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('shows the total', () => {
  const total = (1234.5).toLocaleString();
  expect(total).toBe('1,234.5');
  expect(new Date('2024-01-15').toLocaleDateString()).toBe('1/15/2024');
});
`,
      fixed: `import { expect, it } from 'vitest';

it('shows the total', () => {
  const total = (1234.5).toLocaleString('en-US');
  expect(total).toBe('1,234.5');
  expect(new Date('2024-01-15').toLocaleDateString('en-US', { timeZone: 'UTC' })).toBe('1/15/2024');
});
`,
    },
    {
      framework: 'jest',
      code: `it('shows the hour', () => {
  const date = new Date('2024-01-15T10:30:00Z');
  expect(date.getHours()).toBe(10);
  expect(date.toLocaleTimeString('en-US', { hour: 'numeric' })).toBe('10 AM');
});
`,
      fixed: `it('shows the hour', () => {
  const date = new Date('2024-01-15T10:30:00Z');
  expect(date.getUTCHours()).toBe(10);
  expect(date.toLocaleTimeString('en-US', { timeZone: 'UTC', hour: 'numeric' })).toBe('10 AM');
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('node:assert');

it('keeps the day', () => {
  assert.equal(new Date(2024, 0, 15).toISOString(), '2024-01-15T00:00:00.000Z');
});
`,
      fixed: `const assert = require('node:assert');

it('keeps the day', () => {
  assert.equal(new Date(Date.UTC(2024, 0, 15)).toISOString(), '2024-01-15T00:00:00.000Z');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('reads the day', () => {
  expect(new Date('2024-01-15')).toEqual(new Date(2024, 0, 15));
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('shows the total', () => {
  expect((1234.5).toLocaleString('en-US')).toBe('1,234.5');
  expect(new Date('2024-01-15').toLocaleDateString('de-DE', { timeZone: 'UTC' })).toBe('15.1.2024');
  expect(shown()).toBe((1234.5).toLocaleString());
  expect(new Date('2024-01-15T12:00:00Z').getMonth()).toBe(0);
  expect(new Date(2024, 0, 15).getDate()).toBe(15);
  expect(new Date(2024, 0, 15, 12).toISOString().slice(0, 10)).toBe('2024-01-15');
});
`,
    },
    {
      framework: 'vitest',
      files: { 'vitest.config.ts': "process.env.TZ = 'UTC';\nexport default { test: {} };\n" },
      code: `import { expect, it } from 'vitest';

it('shows the hour', () => {
  expect(new Date('2024-01-15T10:30:00Z').getHours()).toBe(10);
  expect(new Date('2024-01-15T10:30:00Z').toLocaleTimeString('en-US')).toBe('10:30:00 AM');
});
`,
    },
    {
      framework: 'jest',
      code: `beforeAll(() => {
  process.env.TZ = 'UTC';
});

it('shows the hour', () => {
  expect(new Date('2024-01-15T10:30:00Z').getHours()).toBe(10);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('shows the number', async ({ page }) => {
  expect(await page.evaluate(() => (1000000.5).toLocaleString())).toBe('1,000,000.5');
});
`,
    },
  ],
};
