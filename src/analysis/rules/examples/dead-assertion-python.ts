import type { RuleMeta } from '../../rule.ts';

/** The Python half of what the rule reports and leaves alone. */
export const pythonExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `def test_total(shop):
    shop.add("apple", 2)
    shop.total() == 2  # two apples
    with open(shop.path) as file:
        "apple" in file.read()
`,
      fixed: `def test_total(shop):
    shop.add("apple", 2)
    assert shop.total() == 2  # two apples
    with open(shop.path) as file:
        assert "apple" in file.read()
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


def test_refuses(shop):
    with pytest.raises(ValueError) as caught:
        raise shop.refusal()
        assert "apple" in str(caught.value)


def test_answers(shop):
    answer = shop.ask()
    if answer is None:
        pytest.fail("no answer")
        assert shop.open
    return
    assert answer == "yes"
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        total = self.shop.total()
        total == 3
`,
      fixed: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        total = self.shop.total()
        assert total == 3
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


def test_total(shop):
    assert shop.total() == 2
    shop >> "log"
    "only text"


def test_refuses_to_compare(shop):
    with pytest.raises(TypeError):
        shop < 3
    try:
        shop > 3
    except TypeError:
        pass
    else:
        pytest.fail("compared")


def test_comparison_does_not_load(shop):
    shop == 3


def test_ends(shop):
    if shop.closed:
        return
    assert shop.total() == 2


def test_is_not_reached(shop):
    raise shop.refusal()
    assert False, "not reached"
`,
    },
    {
      framework: 'pytest',
      code: `class Price:
    def __eq__(self, other):
        calls.append(other)
        return True


def test_calls_eq():
    Price() == 3
    assert calls == [3]
`,
    },
  ],
};
