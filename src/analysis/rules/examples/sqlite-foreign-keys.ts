import type { RuleMeta } from '../../rule.ts';

const conftest = `import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///:memory:")


@pytest.fixture
def session():
    with Session(engine) as session:
        yield session
`;

const listening = `import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///:memory:")


@event.listens_for(engine, "connect")
def enforce(connection, record):
    connection.execute("PRAGMA foreign_keys=ON")


@pytest.fixture
def session():
    with Session(engine) as session:
        yield session
`;

const code = `def test_deleting_a_person_cascades(session, person):
    session.delete(person)
    session.flush()
    assert session.query(Assignment).count() == 0
`;

export const examples: RuleMeta['examples'] = {
  bad: [
    { framework: 'pytest', files: { 'conftest.py': conftest, 'tests/conftest.py': conftest }, code },
    { framework: 'pytest', code: `${conftest}\n\n${code}` },
  ],
  good: [
    { framework: 'pytest', files: { 'conftest.py': listening, 'tests/conftest.py': listening }, code },
    {
      framework: 'pytest',
      code: `${conftest.replace('sqlite:///:memory:', 'postgresql://localhost/test')}\n\n${code}`,
    },
    {
      framework: 'pytest',
      code: `${conftest}\n\ndef test_deletes(session, person):\n    session.delete(person)\n    session.flush()\n    assert session.query(Person).count() == 0\n`,
    },
  ],
};
