import type { RuleMeta } from '../../rule.ts';

export const calledNotAwaitedExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock

import pytest


@pytest.mark.asyncio
async def test_fetches():
    fetch = AsyncMock(return_value=3)
    await refresh(fetch)
    fetch.assert_called_once_with("/items")
`,
      fixed: `from unittest.mock import AsyncMock

import pytest


@pytest.mark.asyncio
async def test_fetches():
    fetch = AsyncMock(return_value=3)
    await refresh(fetch)
    fetch.assert_awaited_once_with("/items")
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock, patch

import pytest


@pytest.fixture
def queue():
    queue = AsyncMock()
    yield queue


@pytest.mark.asyncio
@patch("shop.mail.send", new_callable=AsyncMock)
async def test_orders(send, queue):
    await order("tea", queue)
    send.assert_called_once()
    queue.put.assert_called_with("tea")
`,
      fixed: `from unittest.mock import AsyncMock, patch

import pytest


@pytest.fixture
def queue():
    queue = AsyncMock()
    yield queue


@pytest.mark.asyncio
@patch("shop.mail.send", new_callable=AsyncMock)
async def test_orders(send, queue):
    await order("tea", queue)
    send.assert_awaited_once()
    queue.put.assert_awaited_with("tea")
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock

import pytest


@pytest.mark.asyncio
async def test_fetches():
    fetch = AsyncMock(return_value=3)
    found = await count(fetch)
    assert found == 3
    fetch.assert_called_once_with("/items")
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock, MagicMock

import pytest


@pytest.mark.asyncio
async def test_fetches():
    fetch = AsyncMock(return_value=3)
    log = MagicMock()
    await count(fetch, log)
    fetch.assert_awaited_once_with("/items")
    log.info.assert_called_once_with("3 items")


@pytest.mark.asyncio
async def test_leaves_alone():
    fetch = AsyncMock()
    await count_nothing(fetch)
    fetch.assert_not_called()
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock

import pytest

from shop.db import Session


@pytest.mark.asyncio
async def test_adds():
    session = AsyncMock(spec=Session)
    await save("tea", session)
    session.add.assert_called_once_with("tea")
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock, Mock

import pytest


@pytest.mark.asyncio
async def test_adds():
    session = AsyncMock()
    session.add = Mock()
    await save("tea", session)
    session.add.assert_called_once_with("tea")
`,
    },
  ],
};
