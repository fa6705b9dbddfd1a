import type { RuleMeta } from '../../rule.ts';

/** The Python half of what the rule reports and leaves alone. */
export const pythonExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `def test_all_positive(shop):
    items = shop.items()
    for item in items:
        assert item.price > 0
`,
      fixed: `def test_all_positive(shop):
    items = shop.items()
    assert items
    for item in items:
        assert item.price > 0
`,
    },
    {
      framework: 'pytest',
      code: `def test_rejects(account):
    try:
        account.withdraw(-1)
    except ValueError as error:
        assert "negative" in str(error)
`,
      fixed: `import pytest


def test_rejects(account):
    with pytest.raises(ValueError) as excinfo:
        account.withdraw(-1)
    error = excinfo.value
    assert "negative" in str(error)
`,
    },
    {
      framework: 'pytest',
      code: `def test_answers_or_not(client):
    try:
        assert client.get("/") is not None
    except KeyError:
        pass
`,
    },
    {
      framework: 'pytest',
      code: `def test_answer(client):
    response = client.get("/")
    if response.status_code == 200:
        assert response.json() == {}
    elif response.status_code == 404:
        assert response.json()["detail"]
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest

CASES = ["a", "b"]


def test_cases():
    for case in CASES:
        assert parse(case)


def test_skips(database):
    if not database:
        pytest.skip("no database")
    assert database.ping()


def test_counts(shop):
    items = shop.items()
    assert len(items) == 2
    for item in items:
        assert item.price > 0


def test_fails_by_itself(account):
    try:
        account.withdraw(-1)
        pytest.fail("accepted")
    except ValueError as error:
        assert "negative" in str(error)


def test_fails_unless_it_raises(account):
    try:
        account.withdraw(-1)
        raise AssertionError("accepted")
    except ValueError:
        pass


def test_fails_when_it_finds_one(shop):
    if shop.has_debts():
        pytest.fail("debts")


@pytest.mark.parametrize("enabled", [True, False])
def test_covers_both(enabled, mailer):
    if enabled:
        mailer.send.assert_called_once_with()
    if not enabled:
        mailer.send.assert_not_called()


def test_always_raises():
    try:
        raise RuntimeError("active")
    except RuntimeError:
        assert failed_state().message == "active"


def test_needs_postgres(database):
    if not database.is_postgres:
        pytest.skip("needs PostgreSQL")
    with database.listening() as events:
        assert events == []


def test_retries():
    def fail_once(attempts=[0]):
        if attempts[0] < 1:
            raise ValueError("once")

    assert retry(fail_once)


def test_cleans_up(account):
    try:
        assert account.open()
    finally:
        account.close()
`,
    },
  ],
};
