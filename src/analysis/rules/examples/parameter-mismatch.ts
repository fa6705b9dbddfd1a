import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize("text, length", [("a", 1), ("ab",)])
def test_length(text, length):
    assert len(text) == length
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize(("text", "length"), [pytest.param("a", 1), pytest.param(("ab", 2))])
def test_length(text, length):
    assert len(text) == length
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize("text, length", [("a", 1), ("ab", 2)])
def test_length(text):
    assert len(text) > 0
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize(["amount"], [1, 2])
def test_adds(amount):
    assert add(amount)
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize("amount", [1, 2, 3], ids=["one", "two"])
def test_adds(amount):
    assert add(amount)


@pytest.mark.parametrize("amount", [1])
class TestAdds:
    @pytest.mark.parametrize("amount", [2])
    def test_more(self, amount):
        assert add(amount)
`,
    },
    {
      framework: 'pytest',
      code: `import unittest

import pytest


class AddTest(unittest.TestCase):
    @pytest.mark.parametrize("amount", [1, 2])
    def test_adds(self, amount):
        self.assertTrue(add(amount))
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize("text, length", [("a", 1), pytest.param("ab", 2, id="two"), *MORE, ROW, "xy"])
@pytest.mark.parametrize(["again"], [(1,), (2,)])
@pytest.mark.parametrize("pair", [(1, 2), 3, None], ids=[])
def test_length(text, length, again, pair):
    assert len(text) == length
`,
    },
    {
      framework: 'pytest',
      files: {
        'tests/conftest.py':
          'import pytest\n\n\n@pytest.fixture\ndef client(role):\n    return login(role)\n\n\n@pytest.fixture\ndef zone():\n    return 0\n\n\n@pytest.fixture(autouse=True)\ndef region(zone):\n    return zone\n',
      },
      code: `import pytest


@pytest.mark.parametrize("role, zone", [("admin", 1), ("guest", 2)])
def test_sees(client):
    assert client.get("/")


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("role", ["admin"])
def test_alone():
    assert who() == "admin"
`,
    },
    {
      framework: 'pytest',
      code: `import pytest

from helpers import with_amount


@with_amount
@pytest.mark.parametrize("amount", [1, 2])
def test_adds():
    assert add()


@pytest.mark.parametrize("hidden", [1])
def test_unknown(from_some_plugin):
    assert from_some_plugin


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_async():
    assert await one() == 1
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.mark.parametrize("amount", [1, 2])
class TestAdds:
    @pytest.mark.parametrize("more", [3])
    def test_more(self, amount, more):
        assert add(amount, more)

    def test_less(self, amount):
        assert add(amount)
`,
    },
  ],
};
