import { importFrom } from '../edits/python.ts';
import type { FunctionFact, Suite, Test, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { unrunAsyncTestExamples } from './examples/unrun-async-test.ts';
import { ownDecorators } from './support/assertions/known-decorators.ts';
import { hasAsyncMark, markAsyncio } from './support/asyncio/marks.ts';
import { closureOf } from './support/pytest/closure.ts';
import { isSwitchedOff, suitesAround } from './support/scope.ts';
import { versionIs } from './support/versions.ts';

/** Plugins and frameworks that bring a way of their own to run coroutine tests. */
const otherRunner =
  /^(?:anyio|trio|tornado|twisted|aiohttp|asynctest|aiounittest|curio|pytest_twisted|pytest_trio|pytest_aiohttp)\b/;

/**
 * A coroutine test that nobody awaits. Measured: pytest 7.2 and 8.3 skip it with a warning, 8.4 and later fail it; a coroutine
 * method of a plain unittest.TestCase passes whatever it says (a DeprecationWarning since Python 3.11).
 */
export const unrunAsyncTest = defineRule({
  id: 'unrun-async-test',
  title: 'Async test that nobody runs',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'async/test-setup',
  why: 'pytest by itself cannot run a coroutine. In its strict mode pytest-asyncio takes only tests with its mark; the others are skipped with a warning (pytest before 8.4), and in a plain unittest.TestCase they even pass.',
  examples: unrunAsyncTestExamples,
  *check(context) {
    const { file } = context;
    const unmarked: Test[] = [];
    for (const test of file.tests) {
      const fn = file.functions[test.function];
      if (!fn?.async || fn.generator || !ownDecorators(fn) || isSwitchedOff(file, test)) continue;
      const bases = basesAround(file, test);
      if (bases.some((base) => base === 'unittest.TestCase' || base === 'unittest.case.TestCase')) {
        if (bases.length === 1) yield inTestCase(context, test);
      } else if (bases.length === 0 && file.framework === 'pytest' && isUnmarked(context, test)) unmarked.push(test);
    }
    for (const test of unmarked) yield unrun(context, test, unmarked.length);
  },
});

/** Base classes of the classes around that are none of this file; those of `object` and of marks left out. */
function basesAround(file: TestFile, test: Test): string[] {
  const found = new Set<string>();
  const climb = (name: string, seen: Set<string>) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const base of file.classes?.find((each) => each.name === name)?.bases ?? []) {
      if (file.classes?.some((each) => each.name === base)) climb(base, seen);
      else if (base !== 'object') found.add(base);
    }
  };
  for (const { className } of suitesAround(file, test)) if (className !== undefined) climb(className, new Set());
  return [...found];
}

function inTestCase(context: RuleContext, test: Test): Report {
  return {
    at: test.nameSpan,
    test: test.id,
    message:
      'A plain unittest.TestCase never awaits a coroutine: this test passes whatever it says. Derive the class from unittest.IsolatedAsyncioTestCase.',
    fix: isolate(context, test),
  };
}

function isolate({ file, source }: RuleContext, test: Test): FixDraft | undefined {
  const suite = suitesAround(file, test).find(({ bases }) => bases.length > 0);
  const written = suite && baseOf(suite, source.text);
  if (!written) return undefined;
  const { text, start } = written;
  if (text === 'unittest.TestCase')
    return draft([{ start, end: start + text.length, text: 'unittest.IsolatedAsyncioTestCase' }]);
  if (text !== 'TestCase') return undefined;
  const { local, edits } = importFrom(file, source, 'unittest', 'IsolatedAsyncioTestCase');
  return draft([...edits, { start, end: start + text.length, text: local }]);
}

function draft(edits: FixDraft['edits']): FixDraft {
  return { title: 'Derive the class from IsolatedAsyncioTestCase', safety: 'suggested', edits };
}

/** The one base class as it is written. */
function baseOf({ nameSpan }: Suite, text: string): { readonly text: string; readonly start: number } | undefined {
  const found = /^(\s*\(\s*)([\w.]+)\s*,?\s*\)/.exec(text.slice(nameSpan.end, nameSpan.end + 200));
  const [, open = '', base] = found ?? [];
  return base === undefined ? undefined : { text: base, start: nameSpan.end + open.length };
}

function isUnmarked(context: RuleContext, test: Test): boolean {
  const { file, project, fixtures } = context;
  const { pytest } = project;
  if (!pytest || pytest.asyncioMode === 'auto' || pytest.runsAsyncOtherwise || hasAsyncMark(file, test)) return false;
  if (pytest.addopts.some((word) => /^-p/.test(word) && !/no:/.test(word))) return false;
  if (pytest.addopts.some((word) => /asyncio|anyio|trio/.test(word))) return false;
  // Before 0.19 the default was a legacy mode, which needed the mark just so.
  if (!pytest.usesPytestAsyncio && !knowsNoPlugin(context)) return false;
  if (file.imports.some(({ module }) => otherRunner.test(module) && !/^(?:anyio|trio|aiohttp)(?:\.|$)/.test(module)))
    return false;
  if (isDecoratedClass(file, test)) return false;
  // anyio's plugin runs whatever uses its backend, pytest-aiohttp what uses its loop.
  const closure = closureOf(context, test);
  const names = closure ?? new Set(test.fixtures);
  return (
    !['anyio_backend', 'loop', 'aiohttp_client', 'nursery', 'tornado'].some((name) => names.has(name)) &&
    fixtures.autouse(test).every(({ fixture }) => fixture.name !== 'anyio_backend')
  );
}

/** The requirements say which plugins there are, and none of them runs coroutines; other tests of the file do not either. */
function knowsNoPlugin({ file, project }: RuleContext): boolean {
  const { distributions = [] } = project.pytest ?? {};
  return (
    distributions.includes('pytest') &&
    !distributions.some((name) =>
      /async|anyio|trio|tornado|twisted|curio|aiohttp|sanic|quart|django|homeassistant|playwright/.test(name),
    ) &&
    !file.tests.some((test) => hasAsyncMark(file, test))
  );
}

function isDecoratedClass(file: TestFile, test: Test): boolean {
  return suitesAround(file, test).some((suite) => {
    const body: FunctionFact | undefined = file.functions[suite.function];
    return body?.decorators.some(({ callee }) => !/^pytest\.mark\./.test(callee)) === true;
  });
}

function unrun(context: RuleContext, test: Test, count: number): Report {
  const { project, file } = context;
  const failing = versionIs(project, 'pytest', { atLeast: '8.4' });
  const consequence =
    failing === 'yes'
      ? 'pytest fails it without running it'
      : failing === 'no'
        ? 'pytest skips it with a warning, and nothing of it runs'
        : 'pytest before 8.4 skips it with a warning, later versions fail it, and none runs it';
  const uses = project.pytest?.usesPytestAsyncio === true;
  const wayOut = uses
    ? 'Mark it with @pytest.mark.asyncio, or set asyncio_mode = auto.'
    : 'Install a plugin such as pytest-asyncio and mark the test.';
  const why = uses
    ? "In pytest-asyncio's strict mode nobody runs an async test without its mark"
    : 'No plugin runs this async test';
  const fn = file.functions[test.function];
  return {
    at: test.nameSpan,
    test: test.id,
    message: `${why}: ${consequence}. ${wayOut}${count > 1 ? ` ${count} tests of this file lack it.` : ''}`,
    fix:
      uses && fn
        ? {
            title: 'Mark the test with pytest.mark.asyncio',
            // What is skipped today may well fail once it runs.
            safety: failing === 'yes' ? 'safe' : 'suggested',
            edits: markAsyncio(context, fn),
          }
        : undefined,
  };
}
