import type { RuleMeta } from '../../rule.ts';

export const deprecatedPytestExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==8.3.5\npytest-asyncio==1.3.0\n' },
      code: `import pytest


@pytest.mark.asyncio(scope="session")
async def test_ping():
    assert await ping() == "pong"
`,
      fixed: `import pytest


@pytest.mark.asyncio(loop_scope="session")
async def test_ping():
    assert await ping() == "pong"
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.yield_fixture(scope="module")
def db():
    yield connect()


def test_db(db):
    assert db.ping() == "pong"
`,
      fixed: `import pytest


@pytest.fixture(scope="module")
def db():
    yield connect()


def test_db(db):
    assert db.ping() == "pong"
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.1.1\n' },
      code: `import pytest


@pytest.mark.parametrize("given, wanted", zip([1, 2], [2, 3]))
@pytest.mark.parametrize("sign", (each for each in "+-"))
def test_next(given, wanted, sign):
    assert following(given, sign) == wanted
`,
      fixed: `import pytest


@pytest.mark.parametrize("given, wanted", list(zip([1, 2], [2, 3])))
@pytest.mark.parametrize("sign", list(each for each in "+-"))
def test_next(given, wanted, sign):
    assert following(given, sign) == wanted
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.1.1\n' },
      code: `import pytest


class TestShop:
    @pytest.fixture(scope="class")
    def shop(self):
        return open_shop()

    def test_open(self, shop):
        assert shop.is_open
`,
      fixed: `import pytest


class TestShop:
    @pytest.fixture(scope="class")
    @classmethod
    def shop(cls):
        return open_shop()

    def test_open(self, shop):
        assert shop.is_open
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.1.1\npytest-asyncio==1.4.0\n' },
      code: `import pytest


@pytest.fixture
def shop(request):
    yield open_shop()
    request.getfixturevalue("cleaner").clean()


@pytest.fixture
def event_loop_policy():
    return make_policy()


def test_open(shop):
    assert shop.is_open
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==8.3.5\npytest-asyncio==0.23.8\n' },
      code: `import pytest


@pytest.mark.asyncio(scope="session")
@pytest.mark.parametrize("given", map(int, ["1", "2"]))
async def test_ping(given):
    assert await ping(given) == "pong"
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.1.1\n' },
      code: `import pytest

NAMES = {"a": 1, "b": 2}


@pytest.mark.parametrize("name, value", NAMES.items())
@pytest.mark.parametrize("size", range(3))
@pytest.mark.parametrize("row", [row for row in zip("ab", "cd")])
def test_names(name, value, size, row):
    assert find(name, size, row) == value
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.1.1\n' },
      code: `import pytest


class TestShop:
    @pytest.fixture(scope="class")
    @classmethod
    def shop(cls, request):
        cleaner = request.getfixturevalue("cleaner")
        yield open_shop()
        cleaner.clean()

    def test_open(self, shop):
        assert shop.is_open
`,
    },
  ],
};
