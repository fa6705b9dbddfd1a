import type { Decorator, TestFile } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type Severity } from '../rule.ts';
import type { Source } from '../source.ts';
import { isCollected } from './support/pytest/fixtures.ts';
import { versionIs } from './support/versions.ts';

/**
 * A mark on a fixture: it never had any effect.
 * Source: pytest's deprecations page (7.4 warns, 9.0 stops with an error); run on pytest 7.2.
 */
export const markOnFixture = defineRule({
  id: 'mark-on-fixture',
  title: 'Mark on a fixture',
  cause: 'environment',
  topic: 'fixtures',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'fixtures/scoping',
  why: 'Marks speak of tests. On a fixture they do nothing: `usefixtures` requests nothing, `skip` skips nothing, `asyncio` starts no loop. pytest warns since 7.4 and refuses to collect the file since 9.0.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest==9.0.2\npytest-asyncio==1.3.0\n' },
        code: `import pytest
import pytest_asyncio


@pytest.mark.asyncio
@pytest_asyncio.fixture
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
        code: `import pytest


@pytest.fixture
@pytest.mark.slow  # takes a minute
def index():
    return build_index()


def test_index(index):
    assert index.size == 3
`,
        fixed: `import pytest


@pytest.fixture
# takes a minute
def index():
    return build_index()


def test_index(index):
    assert index.size == 3
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.usefixtures("database")
@pytest.fixture
def user():
    return create_user()


def test_user(user):
    assert user.id == 1
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


@pytest.fixture
def index():
    return build_index()


@pytest.mark.slow
def test_index(index):
    assert index.size == 3
`,
      },
      {
        framework: 'pytest',
        code: `import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(params=[pytest.param(1, marks=pytest.mark.slow), 2])
def size(request):
    return request.param


def test_size(size):
    assert size > 0
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


@pytest.mark.usefixtures("database")
class TestUser:
    @pytest.fixture
    def user(self):
        return create_user()

    def test_user(self, user):
        assert user.id == 1
`,
      },
    ],
  },
  *check({ file, source, project }) {
    const isNew = versionIs(project, 'pytest', { atLeast: '9' });
    const severity: Severity = isNew === 'yes' ? 'error' : 'warning';
    for (const fixture of file.fixtures) {
      if (!isCollected(file, fixture)) continue;
      for (const decorator of file.functions[fixture.function]?.decorators ?? []) {
        const mark = /^pytest\.mark\.(\w+)/.exec(decorator.callee)?.[1];
        if (mark === undefined) continue;
        const end = isNew === 'yes' ? 'pytest 9 stops with an error' : 'an error from pytest 9 on';
        yield {
          at: decorator.span,
          severity,
          message: `A mark has no effect on a fixture (${end}): ${meaning(mark)}.`,
          fix: removal(file, source, decorator, mark),
        };
      }
    }
  },
});

function meaning(mark: string): string {
  switch (mark) {
    case 'usefixtures':
      return 'nothing is requested here. Name the fixtures as parameters';
    case 'skip':
    case 'skipif':
    case 'xfail':
      return `"${mark}" must stand on the tests, or the fixture calls pytest.${mark === 'xfail' ? 'xfail' : 'skip'}()`;
    case 'parametrize':
      return 'the values reach nobody. Give the fixture params=[...]';
    case 'asyncio':
    case 'anyio':
    case 'trio':
      return 'the plugin runs async fixtures by their own decorator or mode. Remove the mark';
    default:
      return `remove it, or mark the tests with "${mark}"`;
  }
}

/** A mark that wants something is not removed silently: its author expects what never happened. */
function removal(file: TestFile, source: Source, decorator: Decorator, mark: string): FixDraft | undefined {
  if (/^(?:usefixtures|parametrize|skip|skipif|xfail)$/.test(mark)) return undefined;
  const { span, call } = decorator;
  // The span of a decorator may reach over the comment behind it.
  const name = /^@\s*[\w.]+/.exec(source.slice(span))?.[0] ?? '';
  const written = (call === undefined ? undefined : file.calls[call]?.span.end) ?? span.start + name.length;
  const end = source.nextLine(written - 1);
  const rest = source.text.slice(written, end);
  const start = source.lineStart(span.start);
  if (source.text.slice(start, span.start).trim() !== '') return undefined;
  const comment = /^\s*(?=#)/.exec(rest)?.[0];
  if (comment === undefined && rest.trim() !== '') return undefined;
  const edit: Edit =
    comment === undefined ? { start, end, text: '' } : { start: span.start, end: written + comment.length, text: '' };
  return { title: 'Remove the mark, which does nothing', safety: 'safe', edits: [edit] };
}
