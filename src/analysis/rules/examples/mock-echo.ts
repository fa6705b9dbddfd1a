import type { RuleMeta } from '../../rule.ts';

export const mockEchoExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock


def test_loads():
    store = Mock()
    store.load.return_value = 5
    assert store.load("tea") == 5
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import AsyncMock

import pytest


@pytest.mark.asyncio
async def test_loads():
    load = AsyncMock(return_value={"tea": 2})
    stock = await load("tea")
    assert stock == {"tea": 2}
    load.assert_awaited_once_with("tea")
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock

from shop import stock_of


def test_loads():
    store = Mock()
    store.load.return_value = 5
    assert stock_of("tea", store) == 5
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock

from shop import cached


def test_calls_once():
    load = Mock(return_value=5)
    loaded = cached(load)
    assert loaded() == 5
    assert loaded() == 5
    load.assert_called_once_with()
`,
    },
    {
      framework: 'pytest',
      code: `from unittest.mock import Mock

from shop import order


def test_orders():
    store = Mock()
    store.load.return_value = 5
    order("tea", store)
    assert store.load("tea") == 5
    store.save.assert_called_once_with("tea")
`,
    },
  ],
};
