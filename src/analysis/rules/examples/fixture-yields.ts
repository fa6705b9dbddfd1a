import type { RuleMeta } from '../../rule.ts';

export const fixtureYieldsExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def accounts():
    yield open_account("first")
    yield open_account("second")


def test_accounts(accounts):
    assert accounts.balance == 0
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def server(request):
    if not has_docker():
        return None
    server = start()
    yield server
    server.stop()


def test_server(server):
    assert server.ping() == "pong"
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def connection():
    connection = connect()
    return connection
    connection.close()


def test_connection(connection):
    assert connection.ping() == "pong"
`,
      fixed: `import pytest


@pytest.fixture
def connection():
    connection = connect()
    yield connection
    connection.close()


def test_connection(connection):
    assert connection.ping() == "pong"
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def server(request):
    if not has_docker():
        yield None
        return
    server = start()
    try:
        yield server
    finally:
        server.stop()


def test_server(server):
    assert server is None or server.ping() == "pong"
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture(params=["memory", "disk"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "disk":
        with DiskStore(tmp_path) as store:
            yield store
    else:
        raise ValueError(request.param)


def test_store(store):
    assert store.size() == 0
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def session():
    for session in get_session():
        yield session


@pytest.fixture
def numbers():
    def count():
        yield 1
        yield 2
        return

    return list(count())


def test_session(session, numbers):
    assert session.count() == len(numbers)
`,
    },
  ],
};
