import type { RuleMeta } from '../../rule.ts';

const conftest = `import pytest
from fastapi.testclient import TestClient

from app import app


@pytest.fixture
def client():
    with TestClient(app) as test_client:
        yield test_client
`;

export const testclientInAsyncExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest
from fastapi.testclient import TestClient

from app import app, connect


@pytest.mark.asyncio
async def test_order():
    db = await connect()
    client = TestClient(app)
    response = client.post("/orders", json={"item": 1})
    assert response.status_code == 201
    assert await db.count("orders") == 1
`,
    },
    {
      framework: 'pytest',
      files: { 'conftest.py': conftest },
      code: `import pytest


@pytest.mark.asyncio
async def test_order(client, db):
    response = client.post("/orders", json={"item": 1})
    assert response.status_code == 201
    assert await db.count("orders") == 1
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      files: { 'conftest.py': conftest },
      code: `def test_order(client):
    response = client.post("/orders", json={"item": 1})
    assert response.status_code == 201
`,
    },
    {
      framework: 'pytest',
      code: `import httpx
import pytest

from app import app


@pytest.fixture
def client():
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


@pytest.mark.asyncio
async def test_order(client):
    response = await client.post("/orders", json={"item": 1})
    assert response.status_code == 201
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio

import pytest
from starlette.testclient import TestClient

from app import app


@pytest.mark.asyncio
async def test_order_in_a_thread():
    response = await asyncio.to_thread(lambda: TestClient(app).get("/orders"))
    assert response.status_code == 200
`,
    },
  ],
};
