import type { Fixture, TestFile } from '../facts.ts';
import type { ProjectFacts } from '../project.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { asyncFixture } from './support/asyncio/marks.ts';
import { versionIs } from './support/versions.ts';

/**
 * An `async def` fixture under plain `@pytest.fixture` while pytest-asyncio is in strict mode, its default: nobody awaits it.
 * Source: pytest-asyncio's concepts page (modes) and pytest 9.0 release notes; run on pytest 7.2, 8.3 and 9.1.
 */
export const asyncFixtureDecorator = defineRule({
  id: 'async-fixture-decorator',
  title: 'Async fixture that nobody awaits',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'async/test-setup',
  why: 'In strict mode (the default) pytest-asyncio leaves fixtures under plain `@pytest.fixture` alone. Up to pytest 8 the test receives a raw coroutine or async generator, which is truthy and may pass; pytest 9 stops with an error.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest==9.0.2\npytest-asyncio==1.3.0\n' },
        code: `import pytest


@pytest.fixture
async def client():
    yield await connect()


@pytest.mark.asyncio
async def test_ping(client):
    assert await client.ping() == "pong"
`,
        fixed: `import pytest
import pytest_asyncio


@pytest_asyncio.fixture
async def client():
    yield await connect()


@pytest.mark.asyncio
async def test_ping(client):
    assert await client.ping() == "pong"
`,
      },
      {
        framework: 'pytest',
        files: {
          'pytest.ini': '[pytest]\nasyncio_mode = strict\n',
          'requirements.txt': 'pytest==8.3.5\npytest-asyncio\n',
        },
        code: `import pytest

@pytest.fixture(scope="module", name="engine")
async def make_engine():
    return await create_engine()

@pytest.mark.asyncio
async def test_engine(engine):
    assert engine
`,
        fixed: `import pytest
import pytest_asyncio

@pytest_asyncio.fixture(scope="module", name="engine")
async def make_engine():
    return await create_engine()

@pytest.mark.asyncio
async def test_engine(engine):
    assert engine
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        files: { 'pytest.ini': '[pytest]\nasyncio_mode = auto\n', 'requirements.txt': 'pytest-asyncio==1.3.0\n' },
        code: `import pytest

@pytest.fixture
async def client():
    return await connect()

async def test_ping(client):
    assert await client.ping()
`,
      },
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest-asyncio==1.3.0\nanyio\n' },
        code: `import pytest

pytestmark = pytest.mark.anyio

@pytest.fixture
async def client():
    return await connect()

async def test_ping(client):
    assert await client.ping()
`,
      },
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest-asyncio==1.3.0\n' },
        code: `import pytest
import pytest_asyncio

@pytest_asyncio.fixture
async def client():
    return await connect()

@pytest.fixture
def make_client():
    async def make():
        return await connect()
    return make

@pytest.mark.asyncio
async def test_ping(client, make_client):
    assert await client.ping() and await make_client()
`,
      },
      {
        framework: 'pytest',
        code: `import pytest

@pytest.fixture
async def client():
    return await connect()

async def test_ping(client):
    assert await client.ping()
`,
      },
    ],
  },
  *check({ file, source, project }) {
    if (!runsOnPytestAsyncio(file, source, project)) return;
    for (const fixture of file.fixtures) {
      if (!fixture.async || fixture.decorator?.callee !== 'pytest.fixture') continue;
      yield {
        at: fixture.nameSpan,
        message: messageFor(fixture, file, project),
        fix: fixOf({ file, source }, fixture),
      };
    }
  },
});

/** In strict mode, and no other async plugin speaks for this file. */
function runsOnPytestAsyncio(file: TestFile, source: Source, project: ProjectFacts): boolean {
  const { pytest } = project;
  if (pytest?.asyncioMode === 'auto' || pytest?.runsAsyncOtherwise) return false;
  // Before 0.19 the default was a legacy mode that took plain fixtures over.
  if (pytest?.asyncioMode === undefined && versionIs(project, 'pytest-asyncio', { below: '0.19' }) === 'yes')
    return false;
  if (/\bmark\.(?:anyio|trio)\b|\banyio_backend\b|\bpytest_trio\b/.test(source.text)) return false;
  return pytest?.usesPytestAsyncio === true || importsPytestAsyncio(file) || /\bmark\.asyncio\b/.test(source.text);
}

function importsPytestAsyncio(file: TestFile): boolean {
  return file.imports.some((entry) => entry.module === 'pytest_asyncio');
}

function messageFor(fixture: Fixture, file: TestFile, project: ProjectFacts): string {
  const thing = file.functions[fixture.function]?.generator ? 'async generator' : 'coroutine';
  const isError = versionIs(project, 'pytest', { atLeast: '9' });
  const consequence =
    isError === 'unknown'
      ? `pytest 9 stops with an error, and earlier versions hand the test a raw ${thing}`
      : isError === 'yes'
        ? 'pytest 9 stops with an error'
        : `the test receives a raw ${thing}, not its value`;
  return `In pytest-asyncio's strict mode nobody awaits the async fixture "${fixture.name}": ${consequence}. Decorate it with @pytest_asyncio.fixture, or set asyncio_mode = auto.`;
}

function fixOf(context: Pick<RuleContext, 'file' | 'source'>, fixture: Fixture): FixDraft | undefined {
  const edits = asyncFixture(context, fixture);
  return edits && { title: 'Decorate the async fixture with pytest_asyncio.fixture', safety: 'safe', edits };
}
