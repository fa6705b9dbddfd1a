import type { Fixture, FunctionFact, Span, TestFile } from '../facts.ts';
import type { PytestFacts } from '../project.ts';
import { defineRule, type FixDraft, type RuleContext, type Severity } from '../rule.ts';
import type { Source } from '../source.ts';
import { useRunningLoop } from './support/asyncio/running-loop.ts';
import { versionIs } from './support/versions.ts';

/**
 * pytest-asyncio's old `event_loop` fixture, overridden or asked for. Removed in 1.0: an override is dead code that nobody hears of,
 * and a request gets a loop that no test runs in, or no fixture at all.
 * Source: pytest-asyncio change log 1.0.0 (#1106) and 0.22; run on 0.20, 0.25 and 1.4.
 */
export const eventLoopOverride = defineRule({
  id: 'event-loop-override',
  title: 'Event loop fixture that pytest-asyncio no longer uses',
  cause: 'environment',
  topic: 'async',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'async/test-setup',
  why: 'pytest-asyncio 1.0 removed the `event_loop` fixture. An override that is still there is ignored without a word, so the tests run in another loop than its author thinks; `loop_scope` is the way to widen a loop.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest-asyncio==1.3.0\n' },
        code: `import asyncio

import pytest


@pytest.fixture
def event_loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.mark.asyncio
async def test_ping():
    assert await ping() == "pong"
`,
        fixed: `import asyncio

import pytest


@pytest.mark.asyncio
async def test_ping():
    assert await ping() == "pong"
`,
      },
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest-asyncio==0.23.8\n' },
        code: `import pytest

@pytest.mark.asyncio
async def test_ping(event_loop):
    assert await event_loop.run_in_executor(None, ping) == "pong"
`,
        fixed: `import asyncio

import pytest

@pytest.mark.asyncio
async def test_ping():
    assert await asyncio.get_running_loop().run_in_executor(None, ping) == "pong"
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest-asyncio==1.3.0\n' },
        code: `import asyncio

import pytest

@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()

@pytest.mark.asyncio(loop_scope="module")
async def test_ping():
    assert asyncio.get_running_loop().is_running()
`,
      },
      {
        framework: 'pytest',
        files: { 'requirements.txt': 'pytest-asyncio==1.3.0\n' },
        code: `import pytest

@pytest.mark.parametrize("event_loop", ["uvloop", "asyncio"])
def test_settings(event_loop):
    assert load(event_loop).loop == event_loop
`,
      },
      {
        framework: 'pytest',
        files: {
          'requirements.txt': 'pytest-asyncio==1.3.0\n',
          'tests/conftest.py':
            'import asyncio\nimport pytest\n\n@pytest.fixture\ndef event_loop():\n    loop = asyncio.new_event_loop()\n    yield loop\n    loop.close()\n',
        },
        code: `def test_runs_on_a_loop_of_its_own(event_loop):
    assert event_loop.run_until_complete(ping()) == "pong"
`,
      },
      {
        framework: 'pytest',
        code: `import pytest

@pytest.fixture
def event_loop():
    return GameLoop()

def test_ticks(event_loop):
    assert event_loop.tick() == 1
`,
      },
    ],
  },
  *check(context) {
    const { file, source, project, helpers } = context;
    if (!usesPytestAsyncio(file, source, project.pytest)) return;
    const isGone = versionIs(project, 'pytest-asyncio', { atLeast: '1' });
    const severity: Severity = isGone === 'yes' ? 'error' : 'warning';
    for (const fixture of file.fixtures) {
      if (fixture.name !== 'event_loop' || isUsedByItself(file)) continue;
      const fix = removal(context, fixture, isGone);
      // Tests of other files may ask for the fixture of a conftest.py by its name; then it is not dead.
      if (isShared(file) && severity === 'error') {
        const message =
          'pytest-asyncio 1.0 removed the event_loop fixture: async tests run in another loop, and only what asks for event_loop by name gets this one. Delete it, and set loop_scope on the marks and fixtures where a wider loop was meant.';
        yield { at: fixture.nameSpan, severity: 'warning', message, fix };
      } else yield { at: fixture.nameSpan, severity, message: overrideMessage(isGone, fixture), fix };
    }
    // Since 1.0 a fixture of that name is the project's own, and synchronous code may run its coroutines on it.
    const isOwn = severity === 'error' && helpers.fixtureAsserts('event_loop') !== 'unknown';
    for (const { fn, at } of requestsOfLoop(file, source, isOwn))
      yield { at, severity, message: requestMessage(isGone), fix: useRunningLoop(context, fn) };
  },
});

function usesPytestAsyncio(file: TestFile, source: Source, pytest: PytestFacts | undefined): boolean {
  return (
    pytest?.usesPytestAsyncio === true ||
    file.imports.some((entry) => entry.module === 'pytest_asyncio') ||
    /\bmark\.asyncio\b/.test(source.text)
  );
}

function isShared(file: TestFile): boolean {
  return /(?:^|\/)conftest\.py$/.test(file.path);
}

type IsGone = ReturnType<typeof versionIs>;

function overrideMessage(isGone: IsGone, { scope }: Fixture): string {
  const wayOut =
    scope === 'function' || scope === 'dynamic'
      ? 'Delete it; where a wider loop was meant, set loop_scope on the marks and fixtures.'
      : `Delete it, and set asyncio_default_fixture_loop_scope and asyncio_default_test_loop_scope to ${scope}, or loop_scope="${scope}" on the marks and fixtures.`;
  if (isGone === 'unknown') {
    return `pytest-asyncio 1.0 and later ignore this event_loop override without a word, and 0.22 and later warn about it. ${wayOut}`;
  }
  return isGone === 'yes'
    ? `pytest-asyncio 1.0 removed the event_loop fixture, so this override is dead code and the tests run in another loop. ${wayOut}`
    : `Overriding event_loop is deprecated, and pytest-asyncio 1.0 ignores it without a word. ${wayOut}`;
}

function requestMessage(isGone: IsGone): string {
  const wayOut = 'Call asyncio.get_running_loop() in the async code instead.';
  return isGone === 'yes'
    ? `pytest-asyncio 1.0 has no event_loop fixture: this fails, or gets a loop that no test runs in. ${wayOut}`
    : `Asks for the event_loop fixture, which pytest-asyncio 1.0 removed. ${wayOut}`;
}

/** Synchronous tests or fixtures of this file ask for the loop by name: with or without pytest-asyncio, it is alive. */
function isUsedByItself(file: TestFile): boolean {
  const asks = (names: readonly string[]) => names.includes('event_loop');
  const isSync = (id: number) => file.functions[id]?.async === false;
  return (
    file.tests.some((test) => asks(test.fixtures) && isSync(test.function)) ||
    file.fixtures.some((other) => other.name !== 'event_loop' && asks(other.requests) && isSync(other.function))
  );
}

/** The parameters named `event_loop` of tests and fixtures, but not those that parametrize fills. */
function* requestsOfLoop(
  file: TestFile,
  source: Source,
  isOwn: boolean,
): Iterable<{ readonly fn: FunctionFact; readonly at: Span }> {
  const askers = [
    ...file.tests.filter((test) => test.fixtures.includes('event_loop')),
    ...file.fixtures.filter((fixture) => fixture.requests.includes('event_loop') && fixture.name !== 'event_loop'),
  ];
  for (const asker of askers) {
    const fn = file.functions[asker.function];
    if (isOwn && fn?.async === false) continue;
    const parameter = fn?.parameters.find((candidate) => candidate.name === 'event_loop');
    const filled = fn?.decorators.some(
      (decorator) => decorator.callee.endsWith('parametrize') && source.slice(decorator.span).includes('event_loop'),
    );
    if (fn && parameter && !filled) yield { fn, at: parameter.span };
  }
}

/** Deletes the fixture with the blank lines that set it apart. */
function removal(
  { file, source, project: { pytest } }: RuleContext,
  fixture: Fixture,
  isGone: IsGone,
): FixDraft | undefined {
  // Before 1.0 a wide override makes the wide loop: without it the configuration must.
  const { scope } = fixture;
  const isWide = scope !== 'function' && isGone !== 'yes';
  if (isWide && (pytest?.asyncioFixtureLoopScope !== scope || pytest.asyncioTestLoopScope !== scope)) return undefined;
  const requested =
    file.tests.some((test) => test.fixtures.includes('event_loop')) ||
    file.fixtures.some((other) => other !== fixture && other.requests.includes('event_loop'));
  if (requested || fixture.suite !== undefined) return undefined;
  const safe = isGone === 'yes' && fixture.scope === 'function' && !isShared(file);
  return {
    title: 'Delete the event_loop override',
    safety: safe ? 'safe' : 'suggested',
    edits: [{ ...withBlankLines(source, fixture.span), text: '' }],
  };
}

function withBlankLines(source: Source, span: Span): Span {
  const isBlank = (from: number) => source.text.slice(from, source.nextLine(from)).trim() === '';
  let start = source.lineStart(span.start);
  let end = source.nextLine(span.end - 1);
  while (end < source.text.length && isBlank(end)) end = source.nextLine(end);
  if (end >= source.text.length) {
    while (start > 0 && isBlank(source.lineStart(start - 1))) start = source.lineStart(start - 1);
  }
  return { start, end };
}
