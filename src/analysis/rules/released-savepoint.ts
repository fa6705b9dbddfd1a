import { defineRule, type RuleContext } from '../rule.ts';
import { blocksAroundYield, lastName, wipes, yieldingFixtures } from './support/database/isolation.ts';

/**
 * `async with session.begin_nested(): yield session`: the block releases its savepoint when the test ends, which keeps what was
 * written; it rolls back only when an exception passes through it, and a failing test throws none into its fixture.
 * Measured with SQLAlchemy 1.4.46, 2.0.40 and 2.0.52: the rows are there for the next test.
 */
export const releasedSavepoint = defineRule({
  id: 'released-savepoint',
  title: 'Savepoint taken for isolation, but kept',
  cause: 'database',
  topic: 'database',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'database/transaction-isolation',
  why: '`with session.begin_nested():` around the `yield` of a fixture looks like a rollback and is none: on its normal end the block releases the savepoint and the rows stay. The next test starts with the data of this one.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def db_session(session_factory):
    session = session_factory()
    with session.begin_nested():
        yield session


def test_count(db_session):
    assert db_session.query(User).count() == 0
`,
      },
      {
        framework: 'pytest',
        code: `import pytest_asyncio


@pytest_asyncio.fixture
async def isolated(session):
    async with session.begin_nested():
        yield session
    await session.close()


async def test_count(isolated):
    assert await count_users(isolated) == 0
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def db_session(session_factory):
    session = session_factory()
    savepoint = session.begin_nested()
    yield session
    savepoint.rollback()


def test_count(db_session):
    assert db_session.query(User).count() == 0
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def db_session(connection):
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    with session.begin_nested():
        yield session
    transaction.rollback()


def test_count(db_session):
    assert db_session.query(User).count() == 0
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


def test_unique_email(db_session):
    with pytest.raises(IntegrityError):
        with db_session.begin_nested():
            db_session.add(User(email="a@b.c"))
    assert db_session.query(User).count() == 1
`,
      },
    ],
  },
  *check({ file }: RuleContext) {
    for (const { fn, after } of yieldingFixtures(file)) {
      const block = blocksAroundYield(file, fn).find(({ names }) =>
        names.some((name) => lastName(name) === 'begin_nested'),
      );
      if (!block || after.some(({ callee }) => lastName(callee) === 'rollback' || wipes.test(callee))) continue;
      const savepoint = file.calls.find(
        ({ callee, span }) =>
          lastName(callee) === 'begin_nested' && span.start >= block.construct.start && span.end <= block.span.start,
      );
      yield {
        at: savepoint?.span ?? block.construct,
        message:
          'The block releases its savepoint when the test ends, so what the test wrote stays for the next one; it rolls back only on an exception, and a failing test raises none here. Roll an outer transaction back behind the yield.',
      };
    }
  },
});
