import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('adds up', () => {
  try {
    const sum = total([1, 2]);
    expect(sum).toBe(3);
  } catch (error) {
    console.error(error);
  }
});
`,
      fixed: `import { expect, it } from 'vitest';

it('adds up', () => {
  const sum = total([1, 2]);
  expect(sum).toBe(3);
});
`,
    },
    {
      framework: 'jest',
      code: `it('refuses nothing', async () => {
  try {
    await save(null);
    throw new Error('should have been refused');
  } catch {}
});
`,
      fixed: `it('refuses nothing', async () => {
  await expect(save(null)).rejects.toThrow();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('loads', async () => {
  await load()
    .then((value) => {
      expect(value).toBe(1);
    })
    .catch(() => {});
});
`,
      fixed: `import { expect, it } from 'vitest';

it('loads', async () => {
  await load()
    .then((value) => {
      expect(value).toBe(1);
    });
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('assert');

describe('cart', () => {
  it('adds up', () => {
    try {
      assert.equal(total([1, 2]), 3);
    } catch (error) {
      // Sometimes the rates are missing.
    }
  });
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('throws on', () => {
  try {
    expect(total([1, 2])).toBe(3);
  } catch (error) {
    console.error(state());
    throw error;
  }
});
it('looks at the error', () => {
  let message = '';
  try {
    expect(total([1, 2])).toBe(4);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('4');
});
it('tries again', async () => {
  for (let n = 0; n < 5; n++) {
    try {
      expect(await load()).toBe(1);
      break;
    } catch {}
  }
  expect(loads()).toBeLessThan(5);
});
it('does not mind a failing clean-up', async () => {
  expect(await load()).toBe(1);
  try {
    await close();
  } catch {}
  await remove('file').catch(() => {});
});
`,
    },
    {
      framework: 'jest',
      code: `it('refuses nothing', async () => {
  try {
    await save(null);
    throw new Error('should have been refused');
  } catch (error) {
    expect(error.code).toBe('E_NULL');
  }
});
it('waits', async () => {
  await waitUntil(() => {
    try {
      expect(read()).toBe(1);
      return true;
    } catch {
      return false;
    }
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('closes', async ({ page }) => {
  page.goto('/slow').catch(() => {});
  await page.close();
  await expect(page.context().pages()).toHaveLength(0);
});
`,
    },
  ],
};
