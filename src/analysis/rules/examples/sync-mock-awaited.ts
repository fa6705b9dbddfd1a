import type { RuleMeta } from '../../rule.ts';

export const syncMockAwaitedExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `from unittest.mock import MagicMock

import pytest


@pytest.mark.asyncio
async def test_fetches():
    client = MagicMock()
    await client.connect()
    assert await count(client) == 3
`,
      fixed: `from unittest.mock import MagicMock, AsyncMock

import pytest


@pytest.mark.asyncio
async def test_fetches():
    client = AsyncMock()
    await client.connect()
    assert await count(client) == 3
`,
    },
    {
      framework: 'unittest',
      code: `import unittest
from unittest import mock


class QueueTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.handler = mock.Mock()

    async def test_handles(self):
        await self.handler("tea")
        self.handler.assert_called_once_with("tea")
`,
      fixed: `import unittest
from unittest import mock


class QueueTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.handler = mock.AsyncMock()

    async def test_handles(self):
        await self.handler("tea")
        self.handler.assert_called_once_with("tea")
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock, MagicMock

import pytest

from shop.orders import order


@pytest.fixture
def page():
    mock_page = MagicMock()
    mock_page.goto = AsyncMock()
    yield mock_page


def make_client():
    made = MagicMock(get=AsyncMock())
    made.post = AsyncMock()
    return made


@pytest.mark.asyncio
async def test_opens(page):
    client = make_client()
    await page.goto("/")
    await client.get("/")
    await client.post("/")


@pytest.mark.asyncio
async def test_orders():
    shop = MagicMock()
    await order(shop)
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock, MagicMock

import pytest


@pytest.mark.asyncio
async def test_fetches():
    client = MagicMock()
    client.connect = AsyncMock()
    await client.connect()
    async with client.session() as session:
        await session.get("/")
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio
from unittest.mock import MagicMock

import pytest

from shop import connect


@pytest.mark.asyncio
async def test_awaits_what_it_is_given():
    done = asyncio.get_running_loop().create_future()
    done.set_result(3)
    client = MagicMock()
    client.fetch.return_value = done
    assert await client.fetch() == 3
    assert await MagicMock(spec=connect)() is not None
    opened = MagicMock(side_effect=connect)
    await opened()
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock

import pytest


@pytest.mark.asyncio
async def test_refuses():
    handler = Mock()
    with pytest.raises(TypeError):
        await handler()
`,
    },
  ],
};
