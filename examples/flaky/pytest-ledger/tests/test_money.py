import pytest

from ledger import money, rates


def test_amounts_are_in_euros():
    assert money.show(1200) == "12.00 EUR"


def test_cents_follow_a_point():
    assert money.show_local(123456) == "1234.56"


@pytest.mark.parametrize(("locale", "shown"), [("de_DE.UTF-8", "0,05"), ("en_GB.UTF-8", "0.05")])
def test_cents_follow_the_customers_separator(monkeypatch, locale, shown):
    monkeypatch.setenv("LC_ALL", locale)
    assert money.show_local(5) == shown


@pytest.mark.parametrize(("cents", "euros"), [(149, 1), (250, 3), (151, 2)])
def test_halves_are_rounded_up(cents, euros):
    assert money.to_whole_euros(cents) == euros


def test_refresh_counts_the_rates():
    assert rates.refresh({"GBP": 0.86, "SEK": 11.2}) == 2


def test_converts_to_pounds():
    assert rates.convert(1000, "GBP") == 860
