import type { RuleMeta } from '../../rule.ts';

export const asyncInSyncExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.0.2\nanyio==4.9.0\n' },
      code: `import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client():
    yield await connect()


def test_client(client):
    assert client


async def test_ping(client):
    assert await client.ping() == "pong"
`,
      fixed: `import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client():
    yield await connect()


async def test_client(client):
    assert client


async def test_ping(client):
    assert await client.ping() == "pong"
`,
    },
    {
      framework: 'pytest',
      files: {
        'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\nasync def client():\n    return await connect()\n',
      },
      code: `import pytest


def test_client(client):
    assert client.name


@pytest.mark.anyio
async def test_ping(client):
    assert await client.ping() == "pong"
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.0.2\npytest-asyncio==1.3.0\n' },
      code: `import pytest_asyncio


@pytest_asyncio.fixture
async def client():
    yield await connect()


def test_client(client):
    assert client.name == "shop"
`,
    },
    {
      framework: 'pytest',
      files: { 'pytest.ini': '[pytest]\nasyncio_mode = auto\n' },
      code: `import pytest


@pytest.fixture
async def client():
    yield await connect()


def test_client(client):
    assert client.name == "shop"
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
async def client(anyio_backend):
    yield await connect()


def test_client(client):
    assert client.name == "shop"


@pytest.mark.anyio
async def test_ping(client):
    assert await client.ping() == "pong"
`,
    },
  ],
};
