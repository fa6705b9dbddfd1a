import type { CallFact, FunctionFact, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { doneMisuseExamples } from './examples/done-misuse.ts';
import { isMeantToFail } from './support/assertions/meant-to-fail.ts';
import { type CallbackStyle, callbackStyle, isWrapped } from './support/promises/callback-style.ts';
import { asPromise, withoutDone } from './support/promises/done-fix.ts';
import { climb } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A test that says with a callback that it is over, and says it wrongly.
 * Measured. `async` and `done`: Jest 29 and 30 and node:test fail the test, Mocha 12 lets it pass. `done()` twice in a row: all
 * three fail the test. Vitest 4 and 5 pass a context in its place: calling it throws, in a callback after the test has passed.
 * `done()` at the end of a body whose assertions stand in callbacks that run later: Jest and Mocha pass whatever they find.
 * `.catch(() => done())`, `.finally(done)`: Mocha passes over a rejection.
 */
export const doneMisuse = defineRule({
  id: 'done-misuse',
  title: 'Test callback used wrongly',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest', 'mocha', 'node:test'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A test in callback style is over when it calls `done`, and not before. Called too early, on the failing path too, or in an async function, it ends the test whatever the assertions find. Vitest has no such callback at all. A test that awaits promises has none of these traps.',
  examples: doneMisuseExamples,
  *check(context) {
    const { file, project } = context;
    if (isTypeTest(file.path)) return;
    for (const fn of file.functions) {
      if ((fn.role !== 'test' && fn.role !== 'hook') || isMeantToFail(file, fn)) continue;
      if (file.framework === 'vitest') {
        const report = (project.runner.major ?? 4) >= 1 ? inVitest(context, fn) : undefined;
        if (report) yield report;
        continue;
      }
      const style = callbackStyle(file, fn);
      const report = style && judge(context, style);
      if (report) yield report;
    }
  },
});

const runnerNames: Readonly<Record<string, string>> = { jest: 'Jest', mocha: 'Mocha', 'node:test': 'node:test' };

function judge(context: RuleContext, style: CallbackStyle): Report | undefined {
  const { file } = context;
  if (style.calls.length + style.handedTo.length === 0) return undefined;
  return (
    withAsync(context, style) ??
    twice(file, style) ??
    tooEarly(context, style) ??
    onFailure(file, style) ??
    onOneWayOnly(file, style)
  );
}

/** Vitest passes the test's context: it throws when it is called. */
function inVitest(context: RuleContext, fn: FunctionFact): Report | undefined {
  const { file } = context;
  const [first] = fn.parameters;
  const test = file.tests.find((candidate) => candidate.function === fn.id);
  if (!first || test?.parametrized || isWrapped(file, fn) || !/^[\w$]+$/.test(first.name)) return undefined;
  const { name } = first;
  const inside = file.calls.filter((call) => isWithin(file, call.function, fn.id));
  const called = inside.some(({ callee }) => callee === name);
  const handed =
    name === 'done' &&
    inside.some(({ arguments: args }) => args.some(({ kind, value }) => kind === 'name' && value === name));
  // Only a hook or a test that the runner calls itself; `beforeEach` of Vitest gives the context, too.
  if (!called && !handed) return undefined;
  const takers = inside.filter(
    ({ callee, arguments: args }) => callee.startsWith(`${name}.`) || args.some(({ value }) => value === name),
  );
  const style = { fn, name, calls: inside.filter(({ callee }) => callee === name), handedTo: takers };
  return {
    at: first.span,
    message: `Vitest has no \`${name}\` callback: this is the test's context, and calling it throws, in a callback after the test has passed already. Await a promise instead.`,
    fix: withoutDone(context, style) ?? asPromise(context, style),
  };
}

function withAsync(context: RuleContext, style: CallbackStyle): Report | undefined {
  const { fn, name } = style;
  if (!fn.async) return returnsPromise(context, style);
  const parameter = fn.parameters.find((each) => each.name === name);
  const consequence =
    context.file.framework === 'mocha'
      ? `Mocha fails an async function that takes \`${name}\`, or, when that is called before the first await, passes whatever comes then`
      : `${context.file.framework === 'jest' ? 'Jest' : 'node:test'} fails a function that is async and takes \`${name}\`, whatever it checks`;
  return {
    at: parameter?.span ?? fn.span,
    message: `${consequence}. Drop \`${name}\` and await what the test waits for.`,
    fix: withoutDone(context, style),
  };
}

/** Jest since 27, node:test and Mocha refuse a function that takes the callback and gives a promise. */
function returnsPromise({ file, project }: RuleContext, { fn, name }: CallbackStyle): Report | undefined {
  if (file.framework === 'jest' && (project.runner.major ?? 27) < 27) return undefined;
  const returned = file.calls.find(
    (call) =>
      call.function === fn.id &&
      call.handling === 'returned' &&
      /\.(?:then|catch|finally)$|^Promise\.\w+$|^new Promise$/.test(call.callee),
  );
  if (!returned || isBehindExit(file, returned)) return undefined;
  return {
    at: returned.calleeSpan,
    message: `The test takes \`${name}\` and returns a promise, which ${runnerNames[file.framework] ?? 'the runner'} refuses: it fails whatever it checks. Drop \`${name}\`, and keep the promise.`,
  };
}

/** In a branch: on another way than the one that ends with the callback. */
function isBehindExit(file: TestFile, call: CallFact): boolean {
  return [...climb(file, call.block)].some(({ kind, function: id }) => id === call.function && kind !== 'function');
}

/** Two calls in one row of statements: the second comes when the test is over. */
function twice(file: TestFile, { calls, name }: CallbackStyle): Report | undefined {
  for (const call of calls) {
    const earlier = calls.find(
      (other) => other !== call && other.block === call.block && other.statement.end <= call.statement.start,
    );
    if (!earlier || leavesBetween(file, earlier, call)) continue;
    return {
      at: call.span,
      message: `\`${name}\` is called a second time: the runner fails the test, or a later one, for it. Call it once.`,
    };
  }
  return undefined;
}

function leavesBetween(file: TestFile, first: CallFact, second: CallFact): boolean {
  return file.exits.some(
    ({ function: id, block, span }) =>
      id === first.function &&
      block === first.block &&
      span.start >= first.statement.start &&
      span.end <= second.span.start,
  );
}

/** `done()` stands in the test's own flow, and assertions in callbacks of promises and timers, which run later. */
function tooEarly({ file }: RuleContext, { fn, calls, handedTo, name }: CallbackStyle): Report | undefined {
  const own = calls.find((call) => call.function === fn.id && call.block === fn.block && call.handling === 'dropped');
  if (!own || handedTo.length > 0 || calls.some((call) => call.function !== fn.id)) return undefined;
  const late = file.functions.find(
    (inner) =>
      inner.argumentOf !== undefined &&
      isWithin(file, inner.id, fn.id) &&
      runsLater(file, inner) &&
      file.assertions.some((assertion) => isWithin(file, assertion.function, inner.id)),
  );
  if (!late) return undefined;
  return {
    at: own.span,
    message: `\`${name}\` ends the test before the assertions in the callback above it run: it passes whatever they find. Call it in that callback, or await the promise.`,
  };
}

/** `p.then(…)` whose promise nobody keeps, `setTimeout(…)` under the real clock. */
function runsLater(file: TestFile, fn: FunctionFact): boolean {
  const user = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
  if (user?.handling !== 'dropped') return false;
  const isTimer = /^(?:setTimeout|setImmediate|process\.nextTick)$/.test(user.callee) && file.timers.length === 0;
  return isTimer || /\.(?:then|finally)$/.test(user.callee);
}

/** `.then(() => { expect(…)… }).catch(() => done())`, `.finally(done)`: a failing assertion ends the test as a passing one does. */
function onFailure(file: TestFile, { fn, calls, handedTo, name }: CallbackStyle): Report | undefined {
  const ends = file.calls.filter(
    (call) =>
      isWithin(file, call.function, fn.id) &&
      /\.(?:catch|finally)$/.test(call.callee) &&
      /\.then\(\)/.test(call.callee),
  );
  for (const end of ends) {
    const isFinally = end.callee.endsWith('.finally');
    const inChain = file.assertions.some(
      (assertion) => contains(end.span, assertion.span) && !isInLast(file, end, assertion.function),
    );
    if (!inChain) continue;
    const called = calls.find(
      (call) => call.arguments.length === 0 && isInLast(file, end, call.function) && isPlain(file, call),
    );
    // `.catch(done)` hands the error over, which is right.
    const handed = isFinally ? handedTo.find((call) => call.id === end.id) : undefined;
    const at = called ?? handed;
    if (!at) continue;
    // The handler checks the error that it expects.
    if (!isFinally && file.assertions.some((assertion) => isInLast(file, end, assertion.function))) continue;
    return {
      at: called ? called.span : end.span,
      message: isFinally
        ? `\`finally\` calls \`${name}\` when an assertion above it has failed, too: the test passes. Return the promise instead.`
        : `This handler gets the assertions that fail above it and ends the test as if they held. Pass the error on (\`.catch(${name})\`), or return the promise.`,
    };
  }
  return undefined;
}

/** Its one call stands behind an `if` without `else`, in the test's own flow. */
function onOneWayOnly(file: TestFile, { fn, calls, handedTo, name }: CallbackStyle): Report | undefined {
  const [only, ...more] = calls;
  if (!only || more.length > 0 || handedTo.length > 0 || only.function !== fn.id) return undefined;
  const branch = [...climb(file, only.block)].find(({ kind, function: id }) => kind === 'branch' && id === fn.id);
  if (!branch || branch.exhaustive) return undefined;
  return {
    at: only.span,
    severity: 'warning',
    message: `\`${name}\` is called on one way only: otherwise the test ends by its time limit, which says nothing about why. Assert the condition, and call it always.`,
  };
}

/** Is function `id` in an argument of the call itself, not in an earlier link of its chain? */
function isInLast(file: TestFile, call: CallFact, id: number): boolean {
  return call.arguments.some(({ kind, ref }) => kind === 'function' && ref !== undefined && isWithin(file, id, ref));
}

function isPlain(file: TestFile, call: CallFact): boolean {
  return [...climb(file, call.block)].every(({ kind }) => kind === 'function');
}
