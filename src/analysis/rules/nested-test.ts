import { insert } from '../edits/statements.ts';
import { makeAsync } from '../edits/typescript.ts';
import type { CallFact, FunctionFact, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { wholeName } from '../words.ts';
import { nestedTestExamples } from './examples/nested-test.ts';
import { isMeantToFail } from './support/assertions/meant-to-fail.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variableNamed } from './support/values.ts';

const modifiers = String.raw`(?:\.(?:only|skip|todo|concurrent|sequential|serial|parallel|fails|failing|fixme|each\(\)|for\(\)|skipIf\(\)|runIf\(\)))*`;
const testCall = new RegExp(`^(?:it|test|specify|fit|xit|xtest)${modifiers}$`);
const suiteCall = new RegExp(`^(?:(?:test\\.)?describe|fdescribe|xdescribe|context|suite)${modifiers}$`);
const runnerModules = /^(?:vitest|@jest\/globals|mocha|@playwright\/test|node:test|test)$/;
/** What calls its callback at once, in the flow of the test. */
const atOnce = /\.(?:forEach|map|flatMap|filter|some|every|reduce)$/;

/**
 * A test or suite that is registered while a test or a hook runs.
 * Measured: Vitest 4 and 5, Jest 29 and 30 and Playwright 1.65 refuse it and fail the outer test; Mocha 12 says nothing, never
 * runs the inner test, and runs an inner suite after all others, outside its own. node:test runs it; up to Node 23 a test that
 * does not await it ends first and cancels it, Node 24 waits.
 */
export const nestedTest = defineRule({
  id: 'nested-test',
  title: 'Test inside a test',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'error',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest', 'mocha', 'playwright', 'node:test'],
  pattern: 'structure/tests-that-can-fail',
  why: 'Tests are registered before the first of them runs. Mocha never runs a test that is registered inside another one, and the outer test passes; Vitest, Jest and Playwright fail the outer test. In node:test subtests are fine as long as they are awaited.',
  examples: nestedTestExamples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    for (const call of file.calls) {
      const what = testCall.test(call.callee) ? 'test' : suiteCall.test(call.callee) ? 'suite' : undefined;
      if (!what && !(file.framework === 'node:test' && isSubtest(file, call))) continue;
      const around = registers(call) && !isLocal(file, call) ? runningIn(file, call.function) : undefined;
      if (!around || isMeantToFail(file, around) || isAnotherRunner(context, call, around)) continue;
      const report = judge(context, call, around, what ?? 'test');
      if (report) yield report;
    }
  },
});

function judge(context: RuleContext, call: CallFact, around: FunctionFact, what: 'test' | 'suite'): Report | undefined {
  const { file } = context;
  const outer = around.role === 'hook' ? 'hook' : 'test';
  const at = call.calleeSpan;
  const wayOut = 'Move it out, beside the other tests.';
  switch (file.framework) {
    case 'mocha':
      return what === 'test'
        ? { at, message: `Mocha never runs a test that is registered inside a ${outer}, and says nothing. ${wayOut}` }
        : {
            at,
            message: `Mocha runs a suite that is registered inside a ${outer} after all others, outside its own suite. ${wayOut}`,
          };
    case 'node:test':
      return inNodeTest(context, call, around);
    default: {
      const runner = { vitest: 'Vitest', jest: 'Jest' }[String(file.framework)] ?? 'Playwright';
      const fails = outer === 'hook' ? 'fails every test that the hook runs for' : 'fails the outer test';
      return {
        at,
        message: `${runner} refuses a ${what} inside a ${outer} and ${fails}: the inner one never runs. ${wayOut}`,
      };
    }
  }
}

/** Subtests are legal there, but somebody must wait for them. */
function inNodeTest(context: RuleContext, call: CallFact, around: FunctionFact): Report | undefined {
  const { file } = context;
  if (around.role !== 'test' || call.handling !== 'dropped' || call.function !== around.id) return undefined;
  // `t.plan(2)` waits for them in newer versions, and a later await may be theirs.
  const waits = file.calls.some(
    (other) =>
      other.function === around.id &&
      (/\.plan$/.test(other.callee) || (other.handling === 'awaited' && other.span.start > call.span.end)),
  );
  const runs = call.arguments.find(({ kind }) => kind === 'function');
  const body = runs?.ref === undefined ? undefined : file.functions[runs.ref];
  if (waits || !body) return undefined;
  return {
    at: call.calleeSpan,
    severity: 'warning',
    message: 'Nobody waits for this subtest: up to Node 23 the outer test ends first and cancels it. Await it.',
    fix: awaitIt(context, call, around),
  };
}

function awaitIt({ file }: RuleContext, call: CallFact, around: FunctionFact): FixDraft | undefined {
  const test = file.tests.find((candidate) => candidate.function === around.id);
  if (around.generator || (!around.async && around.parameters.length > 1) || !test) return undefined;
  const edits = [...makeAsync(around), insert(call.span.start, 'await ')];
  return { title: 'Await the subtest', safety: 'safe', edits };
}

/** `t.test(…)`, with `t` the context of the test around. */
function isSubtest(file: TestFile, call: CallFact): boolean {
  const name = /^(\w+)\.(?:test|it)$/.exec(call.callee)?.[1];
  if (name === undefined) return false;
  for (const fn of functionsAround(file, call.function)) {
    if (fn.role === 'test') return fn.parameters[0]?.name === name;
  }
  return false;
}

/** A title and a body, as a registration has them. */
function registers({ arguments: [title, ...rest] }: CallFact): boolean {
  const named = title?.kind === 'string' || title?.kind === 'template';
  return named && rest.some(({ kind }) => kind === 'function');
}

/** `it` is something of the file's own here: a parameter, a variable, a function. */
function isLocal(file: TestFile, { callee, function: from, origin }: CallFact): boolean {
  if (origin) return false;
  const root = /^\w+/.exec(callee)?.[0] ?? '';
  if (variableNamed(file, root, from)) return true;
  const named = new RegExp(wholeName(root));
  for (const fn of functionsAround(file, from)) {
    const isContext = callee.includes('.') && fn.role === 'test' && fn.parameters[0]?.name === root;
    if (!isContext && fn.parameters.some(({ name }) => named.test(name))) return true;
  }
  return file.functions.some(({ name, className }) => name === root && className === undefined);
}

/** It comes from elsewhere than the runner and is not what registered the test around it: a runner under test. */
function isAnotherRunner({ file, source }: RuleContext, call: CallFact, around: FunctionFact): boolean {
  const { origin } = call;
  if (!origin || runnerModules.test(origin.module)) return false;
  const root = /^\w+/.exec(source.slice(call.calleeSpan))?.[0];
  const outer = file.tests.find((test) => test.function === around.id);
  const isTopLevel = file.imports.some((entry) => entry.local === root && entry.function === 0);
  return !isTopLevel || !outer || /^\w+/.exec(source.slice(outer.span))?.[0] !== root;
}

/** The test or hook in whose own flow function `id` runs; undefined in callbacks that somebody else may call. */
function runningIn(file: TestFile, id: number): FunctionFact | undefined {
  for (const fn of functionsAround(file, id)) {
    if (fn.role === 'test' || fn.role === 'hook') return fn;
    const user = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
    if (fn.role !== 'function' || !user || !atOnce.test(user.callee)) return undefined;
  }
  return undefined;
}
