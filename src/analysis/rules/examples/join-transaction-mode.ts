import type { RuleMeta } from '../../rule.ts';

const files = { 'requirements.txt': 'pytest==9.0.2\nsqlalchemy==2.0.45\n' };

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files,
      code: `import pytest


@pytest.fixture
def session(engine):
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection)
    yield session
    session.close()
    transaction.rollback()
    connection.close()


def test_rejects(session):
    assert not register(session, email="taken@shop.test")
`,
      fixed: `import pytest


@pytest.fixture
def session(engine):
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    yield session
    session.close()
    transaction.rollback()
    connection.close()


def test_rejects(session):
    assert not register(session, email="taken@shop.test")
`,
    },
    {
      framework: 'pytest',
      code: `import pytest_asyncio


@pytest_asyncio.fixture
async def session(engine):
    connection = await engine.connect()
    transaction = await connection.begin()
    session = AsyncSession(bind=connection, expire_on_commit=False)
    yield session
    await transaction.rollback()
    await connection.close()


async def test_rejects(session):
    assert not await register(session, email="taken@shop.test")
`,
      fixed: `import pytest_asyncio


@pytest_asyncio.fixture
async def session(engine):
    connection = await engine.connect()
    transaction = await connection.begin()
    session = AsyncSession(bind=connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
    yield session
    await transaction.rollback()
    await connection.close()


async def test_rejects(session):
    assert not await register(session, email="taken@shop.test")
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      files,
      code: `import pytest


@pytest.fixture
def session(connection):
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    yield session
    transaction.rollback()


def test_rejects(session):
    assert not register(session, email="taken@shop.test")
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'sqlalchemy==1.4.46\n' },
      code: `import pytest


@pytest.fixture
def session(engine):
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection)
    yield session
    transaction.rollback()


def test_rejects(session):
    assert not register(session, email="taken@shop.test")
`,
    },
    {
      framework: 'pytest',
      files,
      code: `import pytest


@pytest.fixture
def session(engine):
    session = Session(bind=engine)
    yield session
    session.close()


def test_rejects(session):
    assert not register(session, email="taken@shop.test")
`,
    },
  ],
};
