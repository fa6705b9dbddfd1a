import type { RuleMeta } from '../../rule.ts';

/** The Python half of what the rule reports and leaves alone. */
export const pythonExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import os


def test_total(shop):
    if "SHOP_URL" not in os.environ:
        print("no shop")
        return
    assert shop.total() == 3
`,
      fixed: `import os

import pytest


def test_total(shop):
    if "SHOP_URL" not in os.environ:
        print("no shop")
        pytest.skip("'SHOP_URL' not in os.environ")
    assert shop.total() == 3
`,
    },
    {
      framework: 'pytest',
      code: `def test_first_item(shop):
    items = shop.items()
    if not items:
        return
    assert items[0].price > 0
`,
    },
    {
      framework: 'unittest',
      code: `import sys
import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        if sys.platform == 'win32':
            return None
        self.assertEqual(total([1, 2]), 3)
`,
      fixed: `import sys
import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        if sys.platform == 'win32':
            self.skipTest('sys.platform == "win32"')
        self.assertEqual(total([1, 2]), 3)
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest
from hypothesis import given


def test_total(shop):
    if shop.closed:
        pytest.skip("closed")
    assert shop.total() == 3


def test_has_few(shop):
    if shop.count() < 40:
        return
    print(shop.items())
    assert False, "too many"


def test_refuses_when_closed(shop):
    if shop.closed:
        with pytest.raises(ValueError):
            shop.total()
        return
    assert shop.total() == 3


def test_items(shop):
    items = shop.items()
    assert items
    if len(items) == 1:
        return
    assert items[0] != items[1]


@given(...)
def test_any(items):
    if not items:
        return
    assert first(items) == items[0]
`,
    },
  ],
};
