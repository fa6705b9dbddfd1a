import type { RuleMeta } from '../../rule.ts';

/** The Python half of what the rule reports and leaves alone. */
export const pythonExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `def test_total(shop):
    total = shop.total()
    assert (total == 3, "wrong total")
    assert (
        total > 0,
        f"not {total}",
    )
`,
      fixed: `def test_total(shop):
    total = shop.total()
    assert total == 3, "wrong total"
    assert total > 0, f"not {total}"
`,
    },
    {
      framework: 'pytest',
      code: `def test_items(shop):
    items = shop.items()
    assert (len(items) == 2, "apple" in items)
`,
      fixed: `def test_items(shop):
    items = shop.items()
    assert len(items) == 2
    assert "apple" in items
`,
    },
    {
      framework: 'pytest',
      code: `def test_items(shop):
    items = shop.items()
    assert len(items) >= 0
    assert "apple" or "pear" in items
    assert items is None or items is not None
    assert isinstance(items, object)


def test_saves(shop):
    shop.save()
    assert True
`,
    },
    {
      framework: 'pytest',
      code: `def test_default(shop):
    timeout = 30
    shop.open()
    assert timeout == 30
`,
    },
    {
      framework: 'pytest',
      code: `def test_names(shop):
    def handler(request):
        assert b"apple", request.data["name"]

    shop.serve(handler)
    assert "apple", shop.names()[0]
    assert shop.names() is not ["apple"]
`,
      fixed: `def test_names(shop):
    def handler(request):
        assert request.data["name"] == b"apple"

    shop.serve(handler)
    assert shop.names()[0] == "apple"
    assert shop.names() != ["apple"]
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        self.assertTrue(total([1, 2]), 3)
`,
      fixed: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([1, 2]), 3)
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_items(self):
        items = shop_items()
        self.assertGreaterEqual(len(items), 0)

    def test_opens(self):
        open_shop()
        self.assertTrue("opened")
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


def test_total(shop):
    total = shop.total()
    assert total == 3, "wrong total"
    assert (total == 3), "wrong total"
    assert (total, shop.count()) == (3, 2)
    assert all(item.price > 0 for item in shop.items())
    assert len(shop.items()) >= 1
    assert shop.open or shop.closed
    assert total in (3, 4)
    assert total is not None, shop.name


def test_refuses(shop):
    if shop.sells("nothing"):
        assert False, "nothing is sold"
    with pytest.raises(AssertionError):
        assert ()


def test_counts(shop):
    seen = 0
    for item in shop.items():
        seen += 1
    assert seen == 2


def test_equal_to_itself(shop):
    other = shop.copy()
    assert shop.prices is shop.prices
    assert other == shop
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        self.assertTrue(total([1, 2]), "no total")
        self.assertTrue(total([1, 2]) == 3, msg="wrong")
        self.assertEqual(total([1]), 1)
        self.assertFalse([] == total([]))
`,
    },
  ],
};
