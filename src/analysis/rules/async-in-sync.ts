import type { FunctionFact, Test } from '../facts.ts';
import type { FixtureSite } from '../fixtures.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { asyncInSyncExamples } from './examples/async-in-sync.ts';
import { versionIs } from './support/versions.ts';

/**
 * A sync test asks for an async fixture that nobody runs for it: it gets a coroutine or an async generator, which is truthy.
 * Not where pytest-asyncio takes the fixture over: it runs `@pytest_asyncio.fixture`, and in auto mode every async fixture, for sync
 * tests too. anyio runs them only for tests that have its backend: async tests with its mark, or a fixture that asks for it.
 * Measured on pytest 7.2 with pytest-asyncio 0.20.3 in both modes, and with anyio 3.6.
 * Source: pytest 8.4 and 9.0 change logs (#10839); anyio/pytest_plugin.py, pytest_fixture_setup.
 */
export const asyncInSync = defineRule({
  id: 'async-in-sync',
  title: 'Sync test that asks for an async fixture',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'async/test-setup',
  why: 'An async plugin runs async fixtures for async tests. A sync test gets the raw coroutine instead of the value: it is truthy, so a weak assertion passes. pytest warns since 8.4 and stops with an error from 9.0 on.',
  examples: asyncInSyncExamples,
  *check(context) {
    const { file, fixtures, project } = context;
    if (!isLeftAlone(context)) return;
    for (const test of file.tests) {
      const fn = file.functions[test.function];
      if (!fn || fn.async || hasBackend(context, test)) continue;
      const found = test.fixtures.map((name) => fixtures.find(name, fn)).find((site) => site && isPlainAsync(site));
      if (!found) continue;
      const { name } = found.fixture;
      const thing = found.file.functions[found.fixture.function]?.generator ? 'async generator' : 'coroutine';
      const isNew = versionIs(project, 'pytest', { atLeast: '9' });
      const consequence =
        isNew === 'yes'
          ? 'pytest 9 stops with an error'
          : isNew === 'no'
            ? `it gets a raw ${thing}, not the value`
            : `it gets a raw ${thing} up to pytest 8, and an error from pytest 9 on`;
      yield {
        at: test.nameSpan,
        test: test.id,
        message: `This test is not async, so nobody runs the async fixture "${name}" for it: ${consequence}. Make the test async, or the fixture sync.`,
        fix: madeAsync(context, fn),
      };
    }
  },
});

const anyioMark = /\bmark\.anyio\b/;

/** anyio is the async plugin of the file, and no other one runs fixtures for sync tests. */
function isLeftAlone({ file, source, project }: RuleContext): boolean {
  const { pytest } = project;
  if (pytest?.asyncioMode === 'auto') return false;
  const others =
    /^(?:pytest-aiohttp|pytest-trio|pytest-twisted|pytest-tornasync|pytest-asyncio-cooperative|alt-pytest-asyncio|aiohttp)$/;
  if (pytest?.distributions.some((name) => others.test(name))) return false;
  if (file.imports.some(({ module }) => /^(?:pytest_trio|pytest_aiohttp|alt_pytest_asyncio)\b/.test(module)))
    return false;
  // In strict mode the fault of a plain decorator is its own: async-fixture-decorator speaks of it.
  return anyioMark.test(source.text);
}

function isPlainAsync({ fixture }: FixtureSite): boolean {
  return fixture.async && fixture.decorator?.callee === 'pytest.fixture';
}

/** Something that the test uses asks for anyio's backend: then anyio runs its async fixtures. */
function hasBackend({ fixtures }: RuleContext, test: Test): boolean {
  const backend = 'anyio_backend';
  return (
    test.fixtures.some((name) => name.startsWith(backend)) ||
    fixtures.used(test).some(({ fixture }) => fixture.requests.some((name) => name.startsWith(backend)))
  );
}

function madeAsync({ file, source }: RuleContext, fn: FunctionFact): FixDraft | undefined {
  const isMarked =
    file.variables.some(
      ({ name, initializer }) => name === 'pytestmark' && initializer && anyioMark.test(source.slice(initializer)),
    ) || fn.decorators.some(({ callee }) => callee.startsWith('pytest.mark.anyio'));
  if (!isMarked) return undefined;
  return {
    title: 'Make the test async',
    safety: 'suggested',
    edits: [{ start: fn.asyncInsertAt, end: fn.asyncInsertAt, text: 'async ' }],
  };
}
