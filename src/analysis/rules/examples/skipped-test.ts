import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.skip
def test_total():
    assert total([1, 2]) == 3


def test_price():
    pytest.skip()
    assert price("book") == 12
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class CartTest(unittest.TestCase):
    @unittest.skip("")
    def test_total(self):
        self.assertEqual(total([1, 2]), 3)
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it.skip('adds up the prices', () => {
  expect(total([1, 2])).toBe(3);
});
`,
    },
    {
      framework: 'jest',
      code: `xdescribe('cart', () => {
  it('adds up the prices', () => {
    expect(total([1, 2])).toBe(3);
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('shows the cart', async ({ page }) => {
  test.fixme();
  await expect(page).toHaveTitle('Cart');
});
`,
    },
    {
      framework: 'mocha',
      code: `const assert = require('assert');

describe('cart', function () {
  it('adds up', function () {
    this.skip();
    assert.equal(total([1, 2]), 3);
  });
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import { test } from 'node:test';

test('adds up', { skip: true }, () => {
  assert.equal(total([1, 2]), 3);
});
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.skip(reason="the price service is gone until #12")
def test_total():
    assert total([1, 2]) == 3


# Needs the new schema.
@pytest.mark.skip
def test_schema():
    assert schema().version == 2


def test_price(shop):
    if not shop.open:
        pytest.skip()
    assert price("book") == 12
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class CartTest(unittest.TestCase):
    @unittest.skip("rounds down, see #12")
    def test_total(self):
        self.assertEqual(total([1, 2]), 3)
`,
    },
    {
      framework: 'vitest',
      code: `import { describe, expect, it } from 'vitest';

// The rates come with the next release: shop#12.
it.skip('adds up the taxes', () => {
  expect(taxes([1, 2])).toBe(3);
});
it.skip('adds up the taxes of gifts', () => {
  expect(taxes([1])).toBe(0);
});
it.skip('rounds (SHOP-12)', () => {
  expect(round(1.5)).toBe(2);
});
it.skipIf(process.platform === 'win32')('reads links', () => {
  expect(read('link')).toBe('x');
});
it('needs a database', (ctx) => {
  if (!process.env.DATABASE) ctx.skip();
  expect(total([1])).toBe(1);
});
describe('skipping', () => {
  it.skip('is not reported as failed', () => {
    expect(1).toBe(2);
  });
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test.fixme('shows the cart', { annotation: { type: 'issue', description: 'shop/12' } }, async ({ page }) => {
  await expect(page).toHaveTitle('Cart');
});
test('scrolls', async ({ page, browserName }) => {
  test.skip(browserName === 'webkit');
  await expect(page).toHaveTitle('Cart');
});
test('drags', async ({ page }) => {
  test.skip(true, 'the mouse is not emulated here');
  await expect(page).toHaveTitle('Cart');
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import { test } from 'node:test';

test('adds up', { skip: 'the rates are not known' }, () => {
  assert.equal(total([1, 2]), 3);
});
test('subtracts', (t) => {
  t.skip('nothing to subtract from');
});
`,
    },
    {
      framework: 'jest',
      code: `if (process.platform === 'win32') {
  it.skip('reads links', () => {
    expect(read('link')).toBe('x');
  });
}
it.skip('reads folders', () => {
  // Hangs on slow disks.
  expect(read('folder')).toBe('x');
});
`,
    },
  ],
};
