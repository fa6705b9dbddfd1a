import type { RuleMeta } from '../../rule.ts';

export const removedHttpxAppExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.0.2\nhttpx==0.28.1\npytest-asyncio==1.3.0\n' },
      code: `import pytest
from httpx import AsyncClient

from shop.main import app


@pytest.mark.asyncio
async def test_lists_orders():
    async with AsyncClient(app=app, base_url="http://test") as client:
        response = await client.get("/orders")
    assert response.status_code == 200
`,
      fixed: `import pytest
from httpx import AsyncClient, ASGITransport

from shop.main import app


@pytest.mark.asyncio
async def test_lists_orders():
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        response = await client.get("/orders")
    assert response.status_code == 200
`,
    },
    {
      framework: 'pytest',
      code: `import httpx
import pytest_asyncio

from shop.main import create_app


@pytest_asyncio.fixture
async def client():
    async with httpx.AsyncClient(
        app=create_app(testing=True),
        base_url="http://test",
    ) as client:
        yield client
`,
      fixed: `import httpx
import pytest_asyncio

from shop.main import create_app


@pytest_asyncio.fixture
async def client():
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_app(testing=True)),
        base_url="http://test",
    ) as client:
        yield client
`,
    },
    {
      framework: 'pytest',
      code: `import httpx2 as httpx

from shop.wsgi import app


def test_home():
    client = httpx.Client(app=app)
    assert client.get("http://test/").status_code == 200
`,
      fixed: `import httpx2 as httpx

from shop.wsgi import app


def test_home():
    client = httpx.Client(transport=httpx.WSGITransport(app=app))
    assert client.get("http://test/").status_code == 200
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from httpx import ASGITransport, AsyncClient

from shop.main import app


async def test_lists_orders():
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        assert (await client.get("/orders")).status_code == 200
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==7.2.1\nhttpx==0.23.3\n' },
      code: `from httpx import AsyncClient

from shop.main import app


async def test_lists_orders():
    async with AsyncClient(app=app, base_url="http://test") as client:
        assert (await client.get("/orders")).status_code == 200
`,
    },
    {
      framework: 'pytest',
      code: `from shop.testing import AsyncClient


async def test_lists_orders(app):
    async with AsyncClient(app=app) as client:
        assert (await client.get("/orders")).status_code == 200
`,
    },
  ],
};
