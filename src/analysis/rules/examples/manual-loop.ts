import type { RuleMeta } from '../../rule.ts';

export const manualLoopExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import asyncio


def test_load():
    rows = asyncio.get_event_loop().run_until_complete(load())
    assert rows == ["ada"]
`,
      fixed: `import asyncio


def test_load():
    rows = asyncio.run(load())
    assert rows == ["ada"]
`,
    },
    {
      framework: 'unittest',
      code: `import asyncio
import unittest


class LoadTest(unittest.TestCase):
    def test_load(self):
        loop = asyncio.get_event_loop()
        rows = loop.run_until_complete(load())
        self.assertEqual(rows, ["ada"])
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_load():
    rows = asyncio.run(load())
    assert rows == ["ada"]
`,
      fixed: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_load():
    rows = await load()
    assert rows == ["ada"]
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import asyncio


def test_load():
    assert asyncio.run(load()) == ["ada"]


def test_load_on_a_loop_of_its_own():
    loop = asyncio.new_event_loop()
    try:
        assert loop.run_until_complete(load()) == ["ada"]
    finally:
        loop.close()
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio

import pytest


@pytest.fixture(autouse=True)
def loop_of_the_test():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    loop.close()


def test_load():
    assert asyncio.get_event_loop().run_until_complete(load()) == ["ada"]
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_refuses_a_running_loop():
    with pytest.raises(RuntimeError):
        asyncio.run(load())


@pytest.mark.asyncio
async def test_runs_in_a_thread():
    assert await asyncio.to_thread(lambda: asyncio.run(load())) == ["ada"]
`,
    },
  ],
};
