import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy.exc import IntegrityError


def test_email_is_unique(session):
    session.add(User(email="ada@shop.test"))
    with pytest.raises(IntegrityError):
        session.commit()
    assert session.query(User).count() == 1
`,
      fixed: `import pytest
from sqlalchemy.exc import IntegrityError


def test_email_is_unique(session):
    session.add(User(email="ada@shop.test"))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    assert session.query(User).count() == 1
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
import sqlalchemy.exc


async def test_email_is_unique(session):
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        session.add(User(email="ada@shop.test"))
        await session.flush()
    found = await session.execute(select(User))
    assert len(found.all()) == 1
`,
      fixed: `import pytest
import sqlalchemy.exc


async def test_email_is_unique(session):
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        session.add(User(email="ada@shop.test"))
        await session.flush()
    await session.rollback()
    found = await session.execute(select(User))
    assert len(found.all()) == 1
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy.exc import IntegrityError


def test_email_is_unique(session):
    session.add(User(email="ada@shop.test"))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    assert session.query(User).count() == 1
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy.exc import IntegrityError


def test_email_is_unique(session):
    with pytest.raises(IntegrityError):
        with session.begin_nested():
            session.add(User(email="ada@shop.test"))
            session.flush()
    assert session.query(User).count() == 1
`,
    },
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy.exc import IntegrityError


def test_email_is_unique(session):
    session.add(User(email="ada@shop.test"))
    with pytest.raises(IntegrityError, match="UNIQUE"):
        session.flush()
`,
    },
  ],
};
