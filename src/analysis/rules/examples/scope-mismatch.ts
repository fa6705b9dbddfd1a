import type { RuleMeta } from '../../rule.ts';

export const scopeMismatchExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture(scope="session")
def settings(monkeypatch):
    monkeypatch.setenv("MODE", "test")
    return load_settings()


def test_mode(settings):
    assert settings.mode == "test"
`,
      fixed: `import pytest


@pytest.fixture(scope="function")
def settings(monkeypatch):
    monkeypatch.setenv("MODE", "test")
    return load_settings()


def test_mode(settings):
    assert settings.mode == "test"
`,
    },
    {
      framework: 'pytest',
      files: {
        'tests/conftest.py': `import pytest


@pytest.fixture
def db():
    return connect()
`,
      },
      code: `import pytest


@pytest.fixture(scope='module')
def orders(db):
    return db.orders()


def test_orders(orders):
    assert len(orders) == 3
`,
      fixed: `import pytest


@pytest.fixture(scope='function')
def orders(db):
    return db.orders()


def test_orders(orders):
    assert len(orders) == 3
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'pytest==9.0.2\npytest-asyncio==1.3.0\n' },
      code: `import pytest_asyncio


@pytest_asyncio.fixture(scope="session", loop_scope="function")
async def engine():
    yield await connect()


async def test_engine(engine):
    assert engine
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture(scope="session")
def folder(tmp_path_factory, request, pytestconfig):
    return tmp_path_factory.mktemp("data")


def test_folder(folder, tmp_path):
    assert folder != tmp_path
`,
    },
    {
      framework: 'pytest',
      files: {
        'tests/conftest.py': `import pytest


@pytest.fixture(scope="session")
def db():
    return connect()
`,
      },
      code: `import pytest


@pytest.fixture(scope="module")
def orders(db):
    return db.orders()


def test_orders(orders):
    assert len(orders) == 3
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


def chosen(fixture_name, config):
    return config.getoption("--keep", "function")


@pytest.fixture(scope=chosen)
def container():
    return start()


@pytest.fixture(scope="session")
def orders(container):
    return container.orders()


def test_orders(orders):
    assert len(orders) == 3
`,
    },
  ],
};
