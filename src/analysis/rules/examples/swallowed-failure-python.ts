import type { RuleMeta } from '../../rule.ts';

/** The Python half of what the rule reports and leaves alone. */
export const pythonExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `def test_total(shop):
    try:
        shop.add("apple", 2)
        assert shop.total() == 2
    except Exception as error:
        print(error)
`,
      fixed: `def test_total(shop):
    shop.add("apple", 2)
    assert shop.total() == 2
`,
    },
    {
      framework: 'pytest',
      code: `def test_refuses(shop):
    try:
        shop.add("apple", -1)
        assert False, "accepted"
    except Exception:
        pass
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


def test_total(shop):
    try:
        assert shop.total() == 2
    except Exception:
        pytest.skip("no shop")
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        for shop in shops():
            try:
                self.assertEqual(shop.total(), 2)
            except:
                continue
`,
      fixed: `import unittest


class ShopTest(unittest.TestCase):
    def test_total(self):
        for shop in shops():
            self.assertEqual(shop.total(), 2)
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import time

import pytest


def test_cleans_up(shop):
    assert shop.total() == 2
    try:
        shop.close()
    except Exception:
        pass


def test_refuses(shop):
    try:
        shop.add("apple", -1)
    except ValueError as error:
        assert "apple" in str(error)
    else:
        pytest.fail("accepted")


def test_fails_by_itself(shop):
    try:
        shop.add("apple", -1)
        pytest.fail("accepted")
    except ValueError:
        pass


def test_comes_to_it(shop):
    for _ in range(10):
        try:
            assert shop.total() == 2
            break
        except AssertionError:
            time.sleep(0.1)
    else:
        pytest.fail("never")


def test_in_threads(shop):
    errors = []
    try:
        assert shop.total() == 2
    except Exception as error:
        errors.append(error)
    assert not errors


def test_ends(shop):
    done = False
    try:
        assert shop.total() == 2
        done = True
    except Exception:
        pass
    assert done


def test_raises_on(shop):
    try:
        assert shop.total() == 2
    except Exception:
        print(shop)
        raise
`,
    },
  ],
};
