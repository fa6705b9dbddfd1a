import type { RuleMeta } from '../../rule.ts';

const strict = { 'requirements.txt': 'pytest==9.0.2\npytest-asyncio==1.3.0\n' };

export const unrunAsyncTestExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: strict,
      code: `import pytest

from app import load


async def test_load():
    assert await load() == ["ada"]


@pytest.mark.parametrize("name", ["ada", "bob"])
async def test_load_one(name):
    assert await load(name) == [name]
`,
      fixed: `import pytest

from app import load


@pytest.mark.asyncio
async def test_load():
    assert await load() == ["ada"]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["ada", "bob"])
async def test_load_one(name):
    assert await load(name) == [name]
`,
    },
    {
      framework: 'unittest',
      code: `import unittest

from app import load


class LoadTest(unittest.TestCase):
    async def test_load(self):
        self.assertEqual(await load(), ["ada"])
`,
      fixed: `import unittest

from app import load


class LoadTest(unittest.IsolatedAsyncioTestCase):
    async def test_load(self):
        self.assertEqual(await load(), ["ada"])
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==8.3.5\npytest-mock\n' },
      code: `from app import load


async def test_load():
    assert await load() == ["ada"]
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      files: strict,
      code: `import pytest

from app import load

pytestmark = pytest.mark.asyncio


async def test_load():
    assert await load() == ["ada"]
`,
    },
    {
      framework: 'pytest',
      files: { ...strict, 'pytest.ini': '[pytest]\nasyncio_mode = auto\n' },
      code: `from app import load


async def test_load():
    assert await load() == ["ada"]
`,
    },
    {
      framework: 'pytest',
      files: {
        ...strict,
        'conftest.py':
          'import inspect\nimport pytest\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n        if inspect.iscoroutinefunction(item.obj):\n            item.add_marker(pytest.mark.asyncio)\n',
      },
      code: `from app import load


async def test_load():
    assert await load() == ["ada"]
`,
    },
    {
      framework: 'unittest',
      code: `from unittest import IsolatedAsyncioTestCase

from app import load


class LoadTest(IsolatedAsyncioTestCase):
    async def test_load(self):
        self.assertEqual(await load(), ["ada"])
`,
    },
    {
      framework: 'pytest',
      files: strict,
      code: `import pytest

from app import load


@pytest.mark.anyio
async def test_load():
    assert await load() == ["ada"]


async def test_backend(anyio_backend):
    assert await load() == ["ada"]
`,
    },
  ],
};
