import type { RuleMeta } from '../../rule.ts';

export const silentFixtureExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def auth_headers(client):
    response = client.post("/login", json={"name": "ada", "password": "secret"})
    if response.status_code == 200:
        return {"Authorization": f"Bearer {response.json()['token']}"}
    return {}


def test_orders(client, auth_headers):
    assert client.get("/orders", headers=auth_headers).json() == []
`,
      fixed: `import pytest


@pytest.fixture
def auth_headers(client):
    response = client.post("/login", json={"name": "ada", "password": "secret"})
    if response.status_code == 200:
        return {"Authorization": f"Bearer {response.json()['token']}"}
    pytest.fail("the set-up of auth_headers failed")


def test_orders(client, auth_headers):
    assert client.get("/orders", headers=auth_headers).json() == []
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture(scope="module")
def catalog():
    try:
        return load_catalog()
    except Exception:
        return None


def test_catalog(catalog):
    assert names(catalog) == ["book"]
`,
      fixed: `import pytest


@pytest.fixture(scope="module")
def catalog():
    try:
        return load_catalog()
    except Exception:
        raise


def test_catalog(catalog):
    assert names(catalog) == ["book"]
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def token(client):
    response = client.post("/token")
    if response.status_code != 200:
        return None
    return response.json()["token"]


def test_token(token):
    assert read(token) == {"sub": "ada"}
`,
      fixed: `import pytest


@pytest.fixture
def token(client):
    response = client.post("/token")
    if response.status_code != 200:
        pytest.fail("the set-up of token failed")
    return response.json()["token"]


def test_token(token):
    assert read(token) == {"sub": "ada"}
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def auth_headers(client):
    response = client.post("/login", json={"name": "ada", "password": "secret"})
    assert response.status_code == 200, response.text
    return {"Authorization": f"Bearer {response.json()['token']}"}


def test_orders(client, auth_headers):
    assert client.get("/orders", headers=auth_headers).json() == []
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def numpy():
    try:
        import numpy
    except ImportError:
        return None
    return numpy


@pytest.fixture
def store(request):
    if request.config.getoption("--store"):
        return Store()
    return None


def test_store(store, numpy):
    assert size(store, numpy) == 0
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def catalog():
    try:
        return load_catalog()
    except OSError:
        return None


def test_catalog(catalog):
    if catalog is None:
        pytest.skip("no catalog here")
    assert names(catalog) == ["book"]
`,
    },
  ],
};
