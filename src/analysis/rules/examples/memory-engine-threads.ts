import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine

from app.main import app

engine = create_engine("sqlite://")


@pytest.fixture
def client():
    Base.metadata.create_all(engine)
    return TestClient(app)


def test_list(client):
    assert client.get("/items").json() == []
`,
      fixed: `import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from app.main import app

engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)


@pytest.fixture
def client():
    Base.metadata.create_all(engine)
    return TestClient(app)


def test_list(client):
    assert client.get("/items").json() == []
`,
    },
    {
      framework: 'pytest',
      code: `import threading

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

URL = "sqlite:///:memory:"
engine = create_engine(URL, connect_args={"check_same_thread": False})


def test_two_writers():
    thread = threading.Thread(target=write, args=(engine,))
    thread.start()
    thread.join()
    assert count(engine) == 1
`,
      fixed: `import threading

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool, StaticPool

URL = "sqlite:///:memory:"
engine = create_engine(URL, connect_args={"check_same_thread": False}, poolclass=StaticPool)


def test_two_writers():
    thread = threading.Thread(target=write, args=(engine,))
    thread.start()
    thread.join()
    assert count(engine) == 1
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)


def test_list(app):
    assert TestClient(app).get("/items").json() == []
`,
    },
    {
      framework: 'pytest',
      code: `from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///:memory:")


def test_list(app):
    assert TestClient(app).get("/items").json() == []
`,
    },
    {
      framework: 'pytest',
      code: `from sqlalchemy import create_engine

engine = create_engine("sqlite://")


def test_connects():
    assert engine.connect()
`,
    },
  ],
};
