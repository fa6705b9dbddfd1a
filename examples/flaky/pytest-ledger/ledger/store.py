"""Invoices in SQLite."""

import sqlite3

SCHEMA = """
create table invoice (
  number integer primary key autoincrement,
  customer text not null,
  cents integer not null,
  cancelled integer not null default 0
);
"""


def connect(path: str = ":memory:") -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    return connection


def add(connection: sqlite3.Connection, customer: str, cents: int) -> int:
    with connection:
        row = connection.execute("insert into invoice (customer, cents) values (?, ?)", (customer, cents))
    return row.lastrowid


def cancel(connection: sqlite3.Connection, number: int) -> None:
    with connection:
        connection.execute("update invoice set cancelled = 1 where number = ?", (number,))


def find(connection: sqlite3.Connection, number: int) -> tuple[str, int, int]:
    query = "select customer, cents, cancelled from invoice where number = ?"
    return connection.execute(query, (number,)).fetchone()


def customers(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("select distinct customer from invoice order by customer")]
