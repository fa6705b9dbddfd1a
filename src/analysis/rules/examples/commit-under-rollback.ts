import type { RuleMeta } from '../../rule.ts';

const conftest = `import pytest

from app.db import SessionLocal


@pytest.fixture
def db():
    session = SessionLocal()
    yield session
    session.rollback()
    session.close()
`;

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: { 'tests/conftest.py': conftest, 'conftest.py': conftest },
      code: `def test_saves(db):
    db.add(User(name="ada"))
    db.commit()
    assert db.query(User).count() == 1
`,
    },
    {
      framework: 'pytest',
      code: `import pytest_asyncio


@pytest_asyncio.fixture
async def session(session_factory):
    async with session_factory() as session:
        yield session
        await session.rollback()


async def test_saves(session):
    session.add(User(name="ada"))
    await session.commit()
    assert await count_users(session) == 1
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      files: { 'tests/conftest.py': conftest, 'conftest.py': conftest },
      code: `def test_saves(db):
    db.add(User(name="ada"))
    db.flush()
    assert db.query(User).count() == 1
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def tables(engine):
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


@pytest.fixture
def db(tables):
    session = SessionLocal()
    yield session
    session.rollback()


def test_saves(db):
    db.add(User(name="ada"))
    db.commit()
    assert db.query(User).count() == 1
`,
    },
    {
      framework: 'pytest',
      code: `import pytest


@pytest.fixture
def db(engine):
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    yield session
    transaction.rollback()


def test_saves(db):
    db.add(User(name="ada"))
    db.commit()
    assert db.query(User).count() == 1
`,
    },
  ],
};
