import type { RuleMeta } from '../../rule.ts';

export const asyncDescribeExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'jest',
      code: `import { describe, expect, it } from '@jest/globals';

describe('cart', async () => {
  it('adds', () => {
    expect(add(1, 2)).toBe(3);
  });
});
`,
      fixed: `import { describe, expect, it } from '@jest/globals';

describe('cart', () => {
  it('adds', () => {
    expect(add(1, 2)).toBe(3);
  });
});
`,
    },
    {
      framework: 'mocha',
      code: `describe('users', async function () {
  const db = await connect();

  it('finds', () => {
    expect(db.find('ann')).to.equal('ann');
  });
});
`,
      fixed: `describe('users', function () {
  let db: Awaited<ReturnType<typeof connect>>;
  before(async () => {
    db = await connect();
  });

  it('finds', () => {
    expect(db.find('ann')).to.equal('ann');
  });
});
`,
    },
    {
      framework: 'jest',
      code: `describe('routes', async () => {
  const routes = await load();
  for (const route of routes) {
    it(\`answers \${route}\`, () => {
      expect(ask(route)).toBe(200);
    });
  }
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test.describe('cart', async () => {
  test('opens', async ({ page }) => {
    await expect(page).toHaveTitle('Cart');
  });
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test.describe('cart', () => {
  test('opens', async ({ page }) => {
    await expect(page).toHaveTitle('Cart');
  });
});
`,
    },
    {
      framework: 'mocha',
      code: `describe('users', () => {
  return connect().then((db) => {
    it('finds', () => {
      expect(db.find('ann')).to.equal('ann');
    });
  });
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { describe, expect, it } from 'vitest';

describe('users', async () => {
  const db = await connect();
  it('finds', () => {
    expect(db.find('ann')).toBe('ann');
  });
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import { describe, it } from 'node:test';

describe('users', async () => {
  const db = await connect();
  it('finds', () => {
    assert.equal(db.find('ann'), 'ann');
  });
});
`,
    },
    {
      framework: 'jest',
      code: `describe('cart', () => it('adds', () => expect(add(1, 2)).toBe(3)));

describe('users', () => {
  let db;
  beforeAll(async () => {
    db = await connect();
  });
  if (!db) return;
  it('finds', async () => {
    expect(await db.find('ann')).toBe('ann');
  });
});
`,
    },
  ],
};
