import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('adds prices', () => {
  expect(sum([0.1, 0.7])).toBe(0.8);
  const total = sum([19.99, 5.01, 0.3]);
  expect(total).toEqual(25.3);
});
`,
      fixed: `import { expect, it } from 'vitest';

it('adds prices', () => {
  expect(sum([0.1, 0.7])).toBeCloseTo(0.8, 10);
  const total = sum([19.99, 5.01, 0.3]);
  expect(total).toBeCloseTo(25.3, 10);
});
`,
    },
    {
      framework: 'jest',
      code: `test('adds tax', () => {
  expect(price * 1.19).toBe(23.8);
  expect(withTax(20)).toBe(23.799999999999997);
});
`,
      fixed: `test('adds tax', () => {
  expect(price * 1.19).toBeCloseTo(23.8, 10);
  expect(withTax(20)).toBeCloseTo(23.799999999999997, 10);
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('averages', () => {
  assert.equal(average(1.1, 2.3), 1.7);
  assert.ok(0.1 + step() === 0.3);
});
`,
    },
    {
      framework: 'pytest',
      code: `def test_adds_prices(cart):
    total = sum([0.1, 0.7])
    assert total == 0.8
    assert cart.paid / cart.people == 0.3
`,
      fixed: `import pytest


def test_adds_prices(cart):
    total = sum([0.1, 0.7])
    assert total == pytest.approx(0.8)
    assert cart.paid / cart.people == pytest.approx(0.3)
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class CartTest(unittest.TestCase):
    def test_adds_tax(self):
        self.assertEqual(0.1 + 0.2, 0.3)
`,
      fixed: `import unittest


class CartTest(unittest.TestCase):
    def test_adds_tax(self):
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


def test_adds_prices(cart):
    assert sum([0.1, 0.7]) == pytest.approx(0.8)
    assert cart.people / 2 == 1.5
    assert cart.discount == 0.3
    assert round(cart.total(), 2) == 0.3
    assert max([0.1, 0.3]) == 0.3
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('reads settings', () => {
  expect(load().temperature).toBe(0.7);
  expect(parse('1.1')).toBe(1.1);
  expect(setRate(0.15)).toBe(0.15);
  expect(max([0.1, 0.7])).toBe(0.7);
  expect(ratio(1, 2)).toBe(0.5);
  expect(roundToCents(0.1 + 0.7)).toBe(0.8);
});
`,
    },
    {
      framework: 'jest',
      code: `test('adds prices', () => {
  expect(sum([0.1, 0.7])).toBeCloseTo(0.8, 10);
  expect(0.1 + 0.2).not.toBe(0.3);
  expect(sum([0.5, 0.25])).toBe(0.75);
  expect(version + '0.1').toBe('10.1');
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('counts', () => {
  assert.equal(sum([1, 2]), 3);
  assert.ok(Math.abs(sum([0.1, 0.7]) - 0.8) < 1e-10);
});
`,
    },
  ],
};
