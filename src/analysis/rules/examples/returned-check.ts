import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `def test_total(shop):
    total = shop.total()
    return total == 3
`,
      fixed: `def test_total(shop):
    total = shop.total()
    assert total == 3
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.asyncio
async def test_total(shop):
    total = await shop.total()
    return (
        total > 0
        and total < 10
    )
`,
      fixed: `import pytest


@pytest.mark.asyncio
async def test_total(shop):
    total = await shop.total()
    assert (
        total > 0
        and total < 10
    )
`,
    },
    {
      framework: 'pytest',
      code: `def test_connects(database):
    if not database.ping():
        return False
    return True
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        return total([1, 2]) == 3
`,
      fixed: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        assert total([1, 2]) == 3
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import sys


def test_total(shop):
    if sys.platform == "win32":
        return
    assert shop.total() == 3
    return None


def test_sorts(shop):
    def by_price(item):
        return item.price > 3

    assert shop.items(by_price) == []


def test_hands_on(shop):
    return check_total(shop)
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from pytest_twisted import inlineCallbacks


@pytest.mark.mpl_image_compare
def test_plot(figure):
    return figure


@inlineCallbacks
def test_answer(client):
    answer = yield client.get("/")
    return answer == 3
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([1, 2]), 3)

    def helper(self):
        return total([1, 2]) == 3
`,
    },
  ],
};
