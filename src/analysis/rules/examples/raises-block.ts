import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest


def test_refuses(account):
    with pytest.raises(Overdrawn) as caught:
        account.withdraw(100)
        assert "100" in str(caught.value)
        assert account.balance == 0
`,
      fixed: `import pytest


def test_refuses(account):
    with pytest.raises(Overdrawn) as caught:
        account.withdraw(100)
    assert "100" in str(caught.value)
    assert account.balance == 0
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


def test_refuses(bank):
    with pytest.raises(ValueError):
        # A new account is empty.
        account = bank.open("Ada")
        # Below zero.
        account.withdraw(-1)
`,
      fixed: `import pytest


def test_refuses(bank):
    # A new account is empty.
    account = bank.open("Ada")
    with pytest.raises(ValueError):
        # Below zero.
        account.withdraw(-1)
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class AccountTest(unittest.TestCase):
    def test_refuses(self):
        with self.assertRaises(Overdrawn):
            left = withdraw(100)
            self.assertEqual(left, 0)
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


def test_refuses():
    with pytest.raises(ValueError):
        withdraw(-1)
        withdraw(0)
`,
      fixed: `import pytest


def test_refuses():
    with pytest.raises(ValueError):
        withdraw(-1)
    with pytest.raises(ValueError):
        withdraw(0)
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


def test_refuses(account):
    with pytest.raises(Overdrawn) as caught:
        account.withdraw(100)
    assert "100" in str(caught.value)


async def test_stream(client):
    with pytest.raises(ValueError):
        async with client.stream("/") as stream:
            async for part in stream:
                await part.read()
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


def test_match(bank):
    with pytest.raises(ValueError, match="below zero"):
        account = bank.open("Ada")
        account.withdraw(-1)


def test_looks(bank):
    with pytest.raises(ValueError) as caught:
        account = bank.open("Ada")
        account.withdraw(-1)
    assert "below zero" in str(caught.value)


def test_own_type(session, user):
    with pytest.raises(IntegrityError):
        session.add(user)
        session.commit()
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


def test_asserts():
    with pytest.raises(AssertionError):
        result = load()
        assert result == 1


def test_plain():
    with pytest.raises(ValueError):
        amount = -1
        withdraw(amount)


def test_property(config):
    with pytest.raises(Missing):
        assert config.get("port")
`,
    },
  ],
};
