import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.xfail
def test_total():
    assert total([1, 2]) == 3
`,
      fixed: `import pytest


@pytest.mark.xfail(strict=True)
def test_total():
    assert total([1, 2]) == 3
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.xfail(
    reason="rounds down, see #12",
)
def test_rounds():
    assert price(0.5) == 1
`,
      fixed: `import pytest


@pytest.mark.xfail(
    reason="rounds down, see #12",
    strict=True,
)
def test_rounds():
    assert price(0.5) == 1
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize("n", [1, pytest.param(0, marks=pytest.mark.xfail())])
def test_inverse(n):
    assert inverse(n) * n == 1
`,
      fixed: `import pytest


@pytest.mark.parametrize("n", [1, pytest.param(0, marks=pytest.mark.xfail(strict=True))])
def test_inverse(n):
    assert inverse(n) * n == 1
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.xfail(strict=True, reason="rounds down, see #12", raises=AssertionError)
def test_rounds():
    assert price(0.5) == 1


@pytest.mark.xfail(reason="the test server answers when it likes", strict=False)
def test_server():
    assert ping() == "pong"
`,
    },
    {
      framework: 'pytest',
      files: { 'pytest.ini': '[pytest]\nxfail_strict = true\n' },
      code: `import pytest


@pytest.mark.xfail
def test_total():
    assert total([1, 2]) == 3
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.xfail(reason="hangs", run=False)
def test_hangs():
    assert wait() is None


@pytest.mark.xfail(reason="flaky: depends on the order of threads")
def test_threads():
    assert run() == [1, 2]
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class TotalTest(unittest.TestCase):
    @unittest.expectedFailure
    def test_total(self):
        self.assertEqual(total([1, 2]), 3)
`,
    },
  ],
};
