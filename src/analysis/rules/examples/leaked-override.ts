import type { RuleMeta } from '../../rule.ts';

/** Examples of leaked-override: who removes the override, and whose application it is. */
export const leakedOverrideExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `from app.auth import get_user
from app.main import app


def test_profile(client):
    app.dependency_overrides[get_user] = lambda: {"name": "ada"}
    assert client.get("/me").json() == {"name": "ada"}


def test_needs_login(client):
    assert client.get("/me").status_code == 401
`,
      fixed: `from app.auth import get_user
from app.main import app


def test_profile(client, monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: {"name": "ada"})
    assert client.get("/me").json() == {"name": "ada"}


def test_needs_login(client):
    assert client.get("/me").status_code == 401
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from fastapi.testclient import TestClient

from app.db import get_db
from app.main import app


@pytest.fixture(scope="module")
def client(db):
    app.dependency_overrides[get_db] = lambda: db
    with TestClient(app) as client:
        yield client


def test_lists(client):
    assert client.get("/items").json() == []
`,
      fixed: `import pytest
from fastapi.testclient import TestClient

from app.db import get_db
from app.main import app


@pytest.fixture(scope="module")
def client(db):
    app.dependency_overrides[get_db] = lambda: db
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.pop(get_db, None)


def test_lists(client):
    assert client.get("/items").json() == []
`,
    },
    {
      framework: 'pytest',
      code: `from fastapi.testclient import TestClient

from app.db import get_db
from app.main import app

app.dependency_overrides[get_db] = lambda: None
client = TestClient(app)


def test_lists():
    assert client.get("/items").json() == []
`,
    },
    {
      framework: 'pytest',
      code: `from app.auth import get_user
from app.main import app


async def test_profile(client):
    app.dependency_overrides[get_user] = lambda: {"name": "ada"}
    response = await client.get("/me")
    assert response.status_code == 200
    app.dependency_overrides.clear()
`,
      fixed: `from app.auth import get_user
from app.main import app


async def test_profile(client, monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: {"name": "ada"})
    response = await client.get("/me")
    assert response.status_code == 200
`,
    },
    {
      framework: 'unittest',
      code: `import unittest

from app.auth import get_user
from app.main import app


class ProfileTest(unittest.TestCase):
    def setUp(self):
        app.dependency_overrides[get_user] = lambda: {"name": "ada"}

    def test_profile(self):
        self.assertEqual(ask("/me"), {"name": "ada"})
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest
from fastapi.testclient import TestClient

from app.db import get_db
from app.main import app


@pytest.fixture
def client(db):
    app.dependency_overrides[get_db] = lambda: db
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()


def test_lists(client):
    assert client.get("/items").json() == []
`,
    },
    {
      framework: 'pytest',
      code: `from app.auth import get_user
from app.main import app


def test_profile(client):
    app.dependency_overrides[get_user] = lambda: {"name": "ada"}
    assert client.get("/me").json() == {"name": "ada"}
`,
      files: {
        'conftest.py': `import pytest

from app.main import app


@pytest.fixture(autouse=True)
def no_overrides():
    yield
    app.dependency_overrides.clear()
`,
      },
    },
    {
      framework: 'pytest',
      code: `from app.auth import get_user


def test_profile(app, client):
    app.dependency_overrides[get_user] = lambda: {"name": "ada"}
    assert client.get("/me").json() == {"name": "ada"}


def test_stranger(app, client):
    assert client.get("/me").status_code == 401
`,
      files: {
        'conftest.py': `import pytest

from app.main import create_app


@pytest.fixture
def app():
    return create_app()
`,
      },
    },
    {
      framework: 'pytest',
      code: `from app.auth import get_user
from app.main import app


def test_profile(client):
    app.dependency_overrides[get_user] = lambda: {"name": "ada"}
    try:
        assert client.get("/me").json() == {"name": "ada"}
    finally:
        app.dependency_overrides.pop(get_user, None)
`,
    },
    {
      framework: 'unittest',
      code: `import unittest

from app.auth import get_user
from app.main import app


class ProfileTest(unittest.TestCase):
    def setUp(self):
        app.dependency_overrides[get_user] = lambda: {"name": "ada"}
        self.addCleanup(app.dependency_overrides.clear)

    def test_profile(self):
        self.assertEqual(ask("/me"), {"name": "ada"})
`,
    },
    {
      framework: 'pytest',
      path: 'tests/conftest.py',
      code: `import pytest
from fastapi.testclient import TestClient

from app.db import get_db
from app.main import app


@pytest.fixture(scope="session")
def client():
    app.dependency_overrides[get_db] = lambda: None
    return TestClient(app)
`,
    },
  ],
};
