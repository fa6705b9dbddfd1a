import type { RuleMeta } from '../../rule.ts';

export const nestedTestExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'mocha',
      code: `describe('cart', () => {
  it('adds', () => {
    it('keeps the sum', () => {
      assert.equal(sum(1, 2), 4);
    });
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('adds', () => {
  [1, 2].forEach((n) => {
    it(\`adds \${n}\`, () => {
      expect(next(n)).toBe(n + 1);
    });
  });
});
`,
    },
    {
      framework: 'jest',
      code: `beforeEach(() => {
  describe('cart', () => {
    test('adds', () => {
      expect(sum(1, 2)).toBe(3);
    });
  });
});
test('is there', () => {
  expect(cart).toBeDefined();
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('cart', async ({ page }) => {
  await page.goto('/');
  test('opens', async () => {
    await expect(page).toHaveTitle('Cart');
  });
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import test from 'node:test';

test('cart', (t) => {
  t.test('adds', async () => {
    assert.equal(await sum(1, 2), 3);
  });
});
`,
      fixed: `import assert from 'node:assert';
import test from 'node:test';

test('cart', async (t) => {
  await t.test('adds', async () => {
    assert.equal(await sum(1, 2), 3);
  });
});
`,
    },
  ],
  good: [
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import test from 'node:test';

test('cart', async (t) => {
  await t.test('adds', async () => {
    assert.equal(await sum(1, 2), 3);
  });
  await Promise.all([
    t.test('one', async () => assert.ok(await sum(1, 2))),
    t.test('two', async () => assert.ok(await sum(1, 2))),
  ]);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { describe, expect, it } from 'vitest';

describe('rules', () => {
  for (const rule of rules) {
    describe(rule.id, () => {
      it('holds', () => {
        expect(rule.holds()).toBe(true);
      });
    });
  }
});
`,
    },
    {
      framework: 'jest',
      code: `test('runs a suite of its own', () => {
  const { test, describe } = createRunner();
  describe('inner', () => {
    test('passes', () => {});
  });
  expect(run()).toBe(1);
});
test('hands the runner over', () => {
  collect(({ it }) => {
    it('passes', () => {});
  });
  expect(run()).toBe(1);
});
`,
    },
  ],
};
