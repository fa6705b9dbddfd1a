import random

import pytest

from ledger import store
from ledger.pickup import draw, issue
from ledger.statement import Statement


def test_numbers_start_at_one(books):
    assert store.add(books, "Ada", 1200) == 1


def test_invoice_is_found_by_its_number(books):
    number = store.add(books, "Grace", 900)
    assert store.find(books, number) == ("Grace", 900, 0)


def test_cancelled_invoice_stays_in_the_books(books):
    number = store.add(books, "Linus", 500)
    store.cancel(books, number)
    assert store.find(books, number) == ("Linus", 500, 1)


def test_customers_are_listed_once():
    books = store.connect()
    for name in ("Linus", "Ada", "Linus"):
        store.add(books, name, 100)
    assert store.customers(books) == ["Ada", "Linus"]
    books.close()


def test_due_is_the_sum_of_all_open_fees():
    statement = Statement()
    statement.charge("delivery", 0.1)
    statement.charge("wrapping", 0.7)
    statement.charge("insurance", 0.2)
    assert statement.due() == 1.0


def test_settled_fees_are_not_due():
    statement = Statement()
    statement.charge("delivery", 0.1)
    statement.charge("wrapping", 0.7)
    statement.charge("insurance", 0.2)
    statement.settle("insurance")
    assert statement.due() == pytest.approx(0.8)


def test_everybody_gets_a_code_of_their_own():
    codes = issue(8)
    assert len(set(codes)) == 8


def test_same_seed_draws_the_same_winners():
    entries = [f"invoice {number}" for number in range(50)]
    first = draw(entries, 3, random.Random(2026))
    assert draw(entries, 3, random.Random(2026)) == first
