import type { FunctionFact, Suite, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { asyncDescribeExamples } from './examples/async-describe.ts';
import { moveToHook } from './support/promises/awaits-to-hook.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A describe callback that is async, or gives something back.
 * Measured: Jest 29 and 30 refuse the file, for a promise and for any other value; Mocha 12 does not wait, so tests behind an
 * `await` are never registered, and drops what the callback throws; Playwright 1.65 does not wait either, and stops or puts such
 * tests outside the suite. Vitest 4 and 5 and node:test (Node 20 and 24) await the callback: nothing is wrong there.
 */
export const asyncDescribe = defineRule({
  id: 'async-describe',
  title: 'Async describe callback',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'error',
  languages: ['typescript'],
  frameworks: ['jest', 'mocha', 'playwright'],
  pattern: 'structure/tests-that-can-fail',
  why: 'Suites are collected synchronously in Jest, Mocha and Playwright. Mocha never registers the tests behind an `await` and says nothing; Jest refuses the whole file; Playwright stops or loses the suite. Asynchronous preparation belongs into a hook. Vitest and node:test do await the callback, so nothing is reported there.',
  examples: asyncDescribeExamples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    for (const suite of file.suites) {
      const fn = suite.function === 0 ? undefined : file.functions[suite.function];
      const report = fn && (fn.async ? inAsync(context, suite, fn) : inReturning(context, suite, fn));
      if (report) yield report;
    }
  },
});

function inAsync(context: RuleContext, suite: Suite, fn: FunctionFact): Report {
  const { file } = context;
  const waits = holdsAwait(context, fn);
  const at = { start: suite.nameSpan.start, end: suite.nameSpan.end };
  if (!waits) {
    const fix = dropAsync(context, fn);
    switch (file.framework) {
      case 'jest':
        return {
          at,
          message: 'Jest refuses a file with an async describe callback: none of its tests run. Drop async.',
          fix,
        };
      case 'mocha':
        return {
          at,
          severity: 'warning',
          message:
            'Mocha does not wait for an async describe callback: what it throws is lost, and tests behind an await would be. Drop async.',
          fix,
        };
      default:
        return {
          at,
          severity: 'warning',
          message:
            'Playwright does not wait for an async describe callback: a test behind an await would be lost. Drop async.',
          fix,
        };
    }
  }
  return {
    at,
    message: `${lossBehindAwait(file)} Prepare in ${hookNamed(file)} instead.`,
    fix: moveToHook(context, suite, fn),
  };
}

function lossBehindAwait(file: TestFile): string {
  switch (file.framework) {
    case 'jest':
      return 'Jest refuses a describe callback that returns a promise: none of the tests of this file run.';
    case 'mocha':
      return 'Mocha does not wait for an async describe callback: tests behind its await are never registered, and nobody is told.';
    default:
      return 'Playwright does not wait for an async describe callback: tests behind its await are lost or stop the run.';
  }
}

function hookNamed({ framework }: TestFile): string {
  if (framework === 'mocha') return 'before';
  return framework === 'playwright' ? 'test.beforeAll' : 'beforeAll';
}

/** Jest refuses any value but undefined; the others only lose a promise. */
function inReturning({ file }: RuleContext, suite: Suite, fn: FunctionFact): Report | undefined {
  const exit = file.exits.find(
    ({ kind, function: id, value }) => kind === 'return' && id === fn.id && value !== undefined,
  );
  const value = exit?.value;
  if (!exit || !value) return undefined;
  const made = value.kind === 'call' && value.ref !== undefined ? file.calls[value.ref]?.callee : undefined;
  const isPromise = made !== undefined && /(?:^|\.)(?:then|catch|finally)$|^new Promise$|^Promise\.\w+$/.test(made);
  if (isPromise) {
    return { at: exit.span, message: `${lossBehindAwait(file)} Prepare in ${hookNamed(file)} instead.` };
  }
  const isValue = ['string', 'number', 'boolean', 'array', 'object', 'template', 'function'].includes(value.kind);
  if (file.framework !== 'jest' || !isValue) return undefined;
  return {
    at: exit.span,
    message: `Jest refuses a describe callback that returns a value: no test of "${suite.title}" runs. Drop the return.`,
  };
}

/** An `await` of its own, not of a function in it. */
function holdsAwait({ file, source }: RuleContext, fn: FunctionFact): boolean {
  const inner = file.functions.filter(({ parent }) => parent === fn.id).map(({ span }) => span);
  const text = source.slice(fn.body);
  return [...text.matchAll(/\bawait\b/g)].some(({ index }) => {
    const at = fn.body.start + index;
    return !inner.some((span) => span.start <= at && at < span.end);
  });
}

/** Without an `await` nothing in the callback is asynchronous, so nothing else changes. */
function dropAsync({ file, source }: RuleContext, fn: FunctionFact): FixDraft | undefined {
  const keyword = /^async[\t ]+/.exec(source.text.slice(fn.asyncInsertAt, fn.asyncInsertAt + 20))?.[0];
  const returns = file.exits.some(
    ({ kind, function: id, value }) => kind === 'return' && id === fn.id && value !== undefined,
  );
  if (keyword === undefined || fn.expressionBody || fn.generator || returns) return undefined;
  const edit = { start: fn.asyncInsertAt, end: fn.asyncInsertAt + keyword.length, text: '' };
  return { title: 'Drop `async`', safety: 'safe', edits: [edit] };
}
