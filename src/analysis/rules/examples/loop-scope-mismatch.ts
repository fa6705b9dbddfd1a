import type { RuleMeta } from '../../rule.ts';

const strict = { 'requirements.txt': 'pytest==9.0.2\npytest-asyncio==1.3.0\n' };
const conftest = `import pytest_asyncio


@pytest_asyncio.fixture(scope="session")
async def engine():
    engine = await connect()
    yield engine
    await engine.close()
`;

export const loopScopeMismatchExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: strict,
      code: `import pytest
import pytest_asyncio


@pytest_asyncio.fixture(scope="module")
async def pool():
    pool = await open_pool()
    yield pool
    await pool.close()


@pytest.mark.asyncio
async def test_first(pool):
    assert await pool.fetch("select 1") == 1


@pytest.mark.asyncio
async def test_second(pool):
    assert await pool.fetch("select 2") == 2
`,
      fixed: `import pytest
import pytest_asyncio


@pytest_asyncio.fixture(scope="module")
async def pool():
    pool = await open_pool()
    yield pool
    await pool.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_first(pool):
    assert await pool.fetch("select 1") == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_second(pool):
    assert await pool.fetch("select 2") == 2
`,
    },
    {
      framework: 'pytest',
      files: { ...strict, 'pytest.ini': '[pytest]\nasyncio_mode = auto\n', 'conftest.py': conftest },
      code: `async def test_reads(engine):
    assert await engine.fetch("select 1") == 1
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      files: {
        ...strict,
        'pytest.ini':
          '[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = session\nasyncio_default_test_loop_scope = session\n',
        'conftest.py': conftest,
      },
      code: `async def test_reads(engine):
    assert await engine.fetch("select 1") == 1
`,
    },
    {
      framework: 'pytest',
      files: { ...strict, 'conftest.py': conftest },
      code: `import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_reads(engine):
    assert await engine.fetch("select 1") == 1
`,
    },
    {
      framework: 'pytest',
      files: strict,
      code: `import pytest
import pytest_asyncio


@pytest_asyncio.fixture(scope="module", loop_scope="function")
async def pool():
    return await open_pool()


@pytest_asyncio.fixture
async def client(pool):
    return await pool.client()


@pytest.mark.asyncio
async def test_reads(client):
    assert await client.fetch("select 1") == 1
`,
    },
  ],
};
