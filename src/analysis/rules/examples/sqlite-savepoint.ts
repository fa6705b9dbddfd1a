import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///test.db")


@pytest.fixture
def session():
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    yield session
    session.close()
    transaction.rollback()
    connection.close()


def test_register(session):
    assert register(session, "ada").id
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

DATABASE = "sqlite:///:memory:"
engine = create_engine(DATABASE)


@pytest.fixture
def session():
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection)
    session.begin_nested()

    @event.listens_for(session, "after_transaction_end")
    def restart(session, transaction):
        session.begin_nested()

    yield session
    transaction.rollback()


def test_register(session):
    assert register(session, "ada").id
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///test.db")


@event.listens_for(engine, "connect")
def no_driver_transactions(connection, record):
    connection.isolation_level = None


@event.listens_for(engine, "begin")
def begin(connection):
    connection.exec_driver_sql("BEGIN")


@pytest.fixture
def session():
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    yield session
    transaction.rollback()


def test_register(session):
    assert register(session, "ada").id
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("postgresql://localhost/test")


@pytest.fixture
def session():
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    yield session
    transaction.rollback()


def test_register(session):
    assert register(session, "ada").id
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    yield session
    transaction.rollback()


def test_register(session):
    assert register(session, "ada").id
`,
    },
  ],
};
