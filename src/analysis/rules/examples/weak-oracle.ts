import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `def test_total(shop):
    shop.add("apple", 2)
    total = shop.total()
    assert total is not None


def test_report(shop):
    report = shop.report()
    assert report is not None
    assert isinstance(report, dict)


def test_price(shop):
    price = shop.price("apple")
    assert price is None or isinstance(price, float)
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        total = self.shop.total()
        self.assertIsNotNone(total)

    def test_items(self):
        self.assertIsInstance(self.shop.items(), list)
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `def test_total(shop):
    total = shop.total()
    assert total is not None
    assert total == 3


def test_is_no_longer_none(shop):
    assert shop.owner is not None


def test_node(parse):
    assert isinstance(parse("1 + 1"), BinaryOperation)


def test_open(shop):
    assert shop.open


def test_pattern(pattern):
    assert pattern.match("apple") is not None
`,
    },
    {
      framework: 'pytest',
      code: `from helpers import check_total


def test_total(shop):
    total = shop.total()
    assert total is not None
    check_total(total, 3)
`,
      files: { 'tests/helpers.py': 'def check_total(total, expected):\n    assert total == expected\n' },
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        total = self.shop.total()
        self.assertIsNotNone(total)
        self.assertEqual(total, 3)
`,
    },
  ],
};
