import type { RuleMeta } from '../../rule.ts';

export const syntaxErrorExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.0.2\npytest-asyncio==1.3.0\n' },
      code: `import pytest


@pytest.fixture
def person_factory(db):
    created = []

    yield created.append
    for person in created:
        await db.delete(person)


@pytest.mark.asyncio
async def test_person(person_factory, db):
    person_factory("ada")
    assert await db.count() == 1
`,
      fixed: `import pytest
import pytest_asyncio


@pytest_asyncio.fixture
async def person_factory(db):
    created = []

    yield created.append
    for person in created:
        await db.delete(person)


@pytest.mark.asyncio
async def test_person(person_factory, db):
    person_factory("ada")
    assert await db.count() == 1
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.0.2\npytest-asyncio==1.3.0\n' },
      code: `import pytest

from app import load


def test_load():
    rows = await load()
    async with load() as more:
        assert rows == await more.all()
`,
      fixed: `import pytest

from app import load


@pytest.mark.asyncio
async def test_load():
    rows = await load()
    async with load() as more:
        assert rows == await more.all()
`,
    },
    {
      framework: 'pytest',
      code: `def test_login(client):
    response = client.post("/login", json={"user": "ada"}, json={"user": "bob"})
    assert response.status_code == 200


def test_logout():
    # Not written yet


def test_profile():
    assert profile("ada") == "Ada"
`,
    },
    {
      framework: 'unittest',
      code: `import unittest


class CartTest(unittest.TestCase):
    def make(size=1, price):
        return [price] * size

    def test_total(self):
        self.assertEqual(sum(self.make(2, 3)), 6)
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest-asyncio==1.3.0\n' },
      code: `import pytest


@pytest.mark.asyncio
async def test_rows(source):
    rows = [row async for row in source]
    doubled = [await double(row) for row in rows]
    assert [[cell async for cell in row] for row in doubled] == [[2]]
`,
    },
    {
      framework: 'pytest',
      code: `def lazily(source):
    return (await row for row in source)


def test_counter():
    count = 0

    def step():
        nonlocal count
        count += 1

    for _ in range(3):
        step()
    else:
        step()
    assert count == 4
`,
    },
    {
      framework: 'pytest',
      code: `"""Orders."""

# The order of these two matters.
from __future__ import annotations

import pytest


def test_order(*args, first, second=None, **rest):
    *head, tail = [1, 2, 3]
    assert dict(first=1, *[], **{"second": 2}) and tail


def test_todo():
    ...
`,
    },
  ],
};
