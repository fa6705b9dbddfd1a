import type { RuleMeta } from '../../rule.ts';

export const wideMutableFixtureExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture(scope="module")
def cart():
    return ["book"]


def test_adds(cart):
    cart.append("pen")
    assert len(cart) == 2


def test_starts_with_a_book(cart):
    assert cart == ["book"]
`,
      fixed: `import pytest


@pytest.fixture(scope="function")
def cart():
    return ["book"]


def test_adds(cart):
    cart.append("pen")
    assert len(cart) == 2


def test_starts_with_a_book(cart):
    assert cart == ["book"]
`,
    },
    {
      framework: 'pytest',
      files: {
        'tests/conftest.py': `import pytest


@pytest.fixture(scope="session")
def settings():
    settings = {"mode": "test"}
    yield settings
`,
      },
      code: `def test_loud(settings):
    settings["mode"] = "loud"
    assert run(settings) == "LOUD"


def test_quiet(settings):
    assert run(settings) == "quiet"
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def cart():
    return ["book"]


@pytest.fixture(scope="module")
def prices():
    return {"book": 3}


def test_adds(cart, prices):
    cart.append("pen")
    prices = dict(prices, pen=1)
    assert total(cart, prices) == 4


def test_book(cart, prices):
    assert total(cart, prices) == 3
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture(scope="module")
def prices():
    return {"book": 3}


def test_pen(prices):
    prices["pen"] = 1
    assert total(["pen"], prices) == 1
    prices.pop("pen")


def test_book(prices):
    assert total(["book"], prices) == 3
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture(scope="session")
def client():
    return Client()


def test_header(client):
    client.headers["x"] = "1"
    assert client.get("/").ok


def test_plain(client):
    assert client.get("/plain").ok
`,
    },
  ],
};
