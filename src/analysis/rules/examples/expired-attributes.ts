import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      code: `import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker


@pytest.fixture
def session_factory(engine):
    return async_sessionmaker(engine)


def test_factory(session_factory):
    assert session_factory.kw["bind"]
`,
      fixed: `import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker


@pytest.fixture
def session_factory(engine):
    return async_sessionmaker(engine, expire_on_commit=False)


def test_factory(session_factory):
    assert session_factory.kw["bind"]
`,
    },
    {
      framework: 'pytest',
      code: `from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import sessionmaker

from app.db import engine

factory = sessionmaker(engine, class_=AsyncSession)


def test_factory():
    assert factory.kw["bind"] is engine
`,
      fixed: `from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import sessionmaker

from app.db import engine

factory = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


def test_factory():
    assert factory.kw["bind"] is engine
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `from sqlalchemy.ext.asyncio import async_sessionmaker


async def test_opens(engine):
    factory = async_sessionmaker(engine)
    async with factory() as session:
        assert session.bind is engine
`,
    },
    {
      framework: 'pytest',
      code: `from sqlalchemy.ext.asyncio import async_sessionmaker

from app.db import engine

factory = async_sessionmaker(engine, expire_on_commit=False)


def test_factory():
    assert factory.kw["bind"] is engine
`,
    },
    {
      framework: 'pytest',
      code: `from sqlalchemy.orm import sessionmaker

from app.db import engine

factory = sessionmaker(engine)


def test_factory():
    assert factory.kw["bind"] is engine
`,
    },
    {
      framework: 'pytest',
      code: `from sqlalchemy.ext.asyncio import async_sessionmaker

from app.db import options

factory = async_sessionmaker(**options)


def test_factory():
    assert factory.kw
`,
    },
  ],
};
