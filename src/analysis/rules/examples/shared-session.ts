import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncSession


@pytest.mark.asyncio
async def test_concurrent_swaps(session: AsyncSession):
    results = await asyncio.gather(swap(session, 1), swap(session, 2))
    assert all(results)
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession


@pytest_asyncio.fixture
async def db(engine):
    async with AsyncSession(engine) as session:
        yield session


async def test_many(db):
    results = await asyncio.gather(*[create(db, number) for number in range(5)])
    assert len(results) == 5
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import asyncio


async def test_concurrent_swaps(session_factory):
    async def swap_in_own_session(number):
        async with session_factory() as session:
            return await swap(session, number)

    results = await asyncio.gather(swap_in_own_session(1), swap_in_own_session(2))
    assert all(results)
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio
from unittest.mock import AsyncMock


async def test_two_calls():
    session = AsyncMock()
    results = await asyncio.gather(swap(session, 1), swap(session, 2))
    assert all(results)
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio
from sqlalchemy.ext.asyncio import AsyncSession


async def test_one_task(session: AsyncSession):
    first, _ = await asyncio.gather(swap(session, 1), asyncio.sleep(0))
    assert first
`,
    },
  ],
};
