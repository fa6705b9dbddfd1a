import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import os

import pytest
from sqlalchemy import create_engine

from app.models import Base

TEST_DATABASE_URL = os.getenv("TEST_DATABASE_URL") or os.getenv("DATABASE_URL") or "sqlite:///:memory:"
engine = create_engine(TEST_DATABASE_URL)


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


def test_tables(tables):
    assert engine.connect()
`,
    },
    {
      framework: 'pytest',
      code: `import os

from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["DATABASE_URL"])


def test_engine():
    assert engine.url.database == "shop"
`,
    },
    {
      framework: 'unittest',
      code: `import unittest

import psycopg


class OrderTest(unittest.TestCase):
    def setUp(self):
        self.connection = psycopg.connect("postgresql://app:secret@db.shop.com/orders")

    def test_count(self):
        self.assertEqual(self.connection.execute("select 1").fetchone(), (1,))
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import os

from sqlalchemy import create_engine

engine = create_engine(os.getenv("TEST_DATABASE_URL", "sqlite:///:memory:"))


def test_engine():
    assert engine.url.database == ":memory:"
`,
    },
    {
      framework: 'pytest',
      code: `from sqlalchemy import create_engine

engine = create_engine("postgresql://test:test@localhost:5432/test")


def test_engine():
    assert engine.url.database == "test"
`,
    },
    {
      framework: 'pytest',
      code: `import os

from app.config import load


def test_reads_the_url(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.shop.com/orders")
    assert load().url == os.environ["DATABASE_URL"]
`,
    },
  ],
};
