import type { RuleMeta } from '../../rule.ts';

export const asyncMockChainExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock

import pytest


@pytest.mark.asyncio
async def test_finds_nobody():
    db = AsyncMock()
    db.execute.return_value.scalar_one_or_none.return_value = None
    assert await find_person(db, "ada") is None
`,
      fixed: `from unittest.mock import AsyncMock, MagicMock

import pytest


@pytest.mark.asyncio
async def test_finds_nobody():
    db = AsyncMock()
    db.execute.return_value = MagicMock()
    db.execute.return_value.scalar_one_or_none.return_value = None
    assert await find_person(db, "ada") is None
`,
    },
    {
      framework: 'pytest',
      code: `from unittest import mock

import pytest
from sqlalchemy.ext.asyncio import AsyncSession


@pytest.fixture
def db():
    return mock.AsyncMock(spec=AsyncSession)


@pytest.mark.asyncio
async def test_lists(db):
    db.execute.return_value.scalars.return_value.all.return_value = ["ada"]
    assert await list_people(db) == ["ada"]
`,
      fixed: `from unittest import mock

import pytest
from sqlalchemy.ext.asyncio import AsyncSession


@pytest.fixture
def db():
    return mock.AsyncMock(spec=AsyncSession)


@pytest.mark.asyncio
async def test_lists(db):
    db.execute.return_value = mock.MagicMock()
    db.execute.return_value.scalars.return_value.all.return_value = ["ada"]
    assert await list_people(db) == ["ada"]
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock

import pytest


@pytest.mark.asyncio
async def test_finds_nobody():
    result = AsyncMock()
    result.scalar_one_or_none.return_value = None
    db = AsyncMock()
    db.execute.return_value = result
    assert await find_person(db, "ada") is None
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock, MagicMock

import pytest


@pytest.mark.asyncio
async def test_finds_nobody():
    result = MagicMock()
    result.scalar_one_or_none.return_value = None
    db = AsyncMock()
    db.execute.return_value = result
    assert await find_person(db, "ada") is None


@pytest.mark.asyncio
async def test_lists():
    db = AsyncMock()
    db.execute.return_value = MagicMock()
    db.execute.return_value.scalars.return_value.all.return_value = ["ada"]
    assert await list_people(db) == ["ada"]
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock

import pytest


@pytest.mark.asyncio
async def test_counts():
    db = AsyncMock()
    db.scalar.return_value = 3
    db.scalars.return_value = iter(["ada"])
    client = AsyncMock()
    client.get.return_value.json.return_value = {"name": "ada"}
    assert await count(db, client) == 3
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import MagicMock


def test_finds_nobody():
    db = MagicMock()
    db.execute.return_value.scalar_one_or_none.return_value = None
    assert find_person(db, "ada") is None
`,
    },
  ],
};
