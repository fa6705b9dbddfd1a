import { insert } from '../edits/statements.ts';
import { makeAsync } from '../edits/typescript.ts';
import type { Assertion, CallFact, FunctionFact, Span, TestFile } from '../facts.ts';
import { isInParameter, isWithin } from '../nesting.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { floatingPromiseExamples } from './examples/floating-promise.ts';
import { droppedTasks } from './support/asyncio/dropped-tasks.ts';
import {
  awaitFix,
  endsByCallback,
  isInZone,
  isLast,
  isMeantToFloat,
  isSettledByHand,
  mayHang,
} from './support/promises/awaiting.ts';
import { knownPromise } from './support/promises/known-promises.ts';
import { functionsNamed, inTest, testAround } from './support/scope.ts';
import { isClockHeld } from './support/time/clocks.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A promise that a test starts and nobody waits for.
 * Measured with an assertion that fails in `.then`: Mocha 12 and Jest 30 pass the test (Jest's process may crash over it, or
 * not, by what else runs), Vitest 4 passes the test and reports an unhandled error when the file still runs by then, node:test
 * fails the file but not the test. Python: tasks that nothing keeps; a coroutine that is dropped is missing-await's. `resolves`, `rejects` and web-first matchers are unawaited-assertion's.
 */
export const floatingPromise = defineRule({
  id: 'floating-promise',
  title: 'Promise that nobody awaits',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'async/test-setup',
  why: 'A promise that is started and dropped runs beside the test. Its assertions and its failure come when the test has passed already, and land in another test or nowhere; what the test looks at next may not have happened yet.',
  examples: floatingPromiseExamples,
  *check(context) {
    const { file, source } = context;
    if (file.language === 'python') {
      yield* droppedTasks(context);
      return;
    }
    if (isTypeTest(file.path)) return;
    const waits = file.assertions.flatMap((assertion) =>
      assertion.style === 'query' && assertion.asynchronous ? (lostWait(context, assertion) ?? []) : [],
    );
    const asserting = new Set(file.assertions.map(({ call }) => call));
    const started = file.calls.filter(
      (call) =>
        call.handling === 'dropped' &&
        /^(?:test|hook)$/.test(file.functions[call.function]?.role ?? '') &&
        !isMeantToFloat(source, call.statement) &&
        // The `assert` of fast-check counts as an assertion and gives a promise.
        (!asserting.has(call.id) || call.origin?.module === 'fast-check'),
    );
    const known = started.flatMap((call) => lostKnown(context, call) ?? []);
    yield* onePerTest([...waits, ...known]);
    for (const call of started) {
      const fn = file.functions[call.function];
      const report =
        fn && (lostChain(context, call, fn) ?? lostLoop(context, call, fn) ?? lostHelper(context, call, fn));
      if (report) yield report;
    }
  },
});

/** A call that gives a promise for sure, in a function that drops it. */
interface Lost {
  readonly function: number;
  readonly report: Report;
}

/** Who forgets one `await` in a test forgets them all: one finding, and one fix for as many as can be mended alike. */
function* onePerTest(lost: readonly Lost[]): Generator<Report> {
  const groups = new Map<string, Report[]>();
  for (const { function: id, report } of lost) {
    const key = `${id} ${report.fix?.safety}`;
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  for (const [first, ...more] of groups.values()) {
    if (!first || more.length === 0) {
      if (first) yield first;
      continue;
    }
    const edits = [first, ...more].flatMap(({ fix }) => fix?.edits ?? []);
    const distinct = edits.filter(
      (edit, at) => edits.findIndex(({ start, text }) => start === edit.start && text === edit.text) === at,
    );
    yield {
      ...first,
      message: `${first.message} The same goes for ${more.length} more in this test.`,
      fix: first.fix && { ...first.fix, title: `Await all ${more.length + 1} of them`, edits: distinct },
    };
  }
}

/** `findBy…`, `waitFor`: dropped, or kept in a variable that nothing reads. */
function lostWait(context: RuleContext, assertion: Assertion): Lost | undefined {
  const { file, source } = context;
  const isDropped = assertion.handling === 'dropped';
  if (isDropped ? isMeantToFloat(source, assertion.statement) : !isUnread(file, assertion)) return undefined;
  const fn = file.functions[assertion.function];
  const report: Report = {
    at: assertion.span,
    message: `\`${assertion.matcher}\` is not awaited: the test goes on, and ends, before what it waits for is there. Add await.`,
    fix: isDropped
      ? awaitFix(context, fn, assertion.span.start, 'Await it', mayHang(context, assertion) ? 'suggested' : 'safe')
      : undefined,
  };
  return { function: assertion.function, report };
}

function isUnread(file: TestFile, assertion: Assertion): boolean {
  if (assertion.handling !== 'assigned') return false;
  const variable = file.variables.find(({ initializer }) => initializer && contains(initializer, assertion.span));
  return variable?.level === 'function' && variable.accesses.length === 0;
}

/** `load().then((x) => { expect(x)… });` and `(async () => { expect(await load())… })();` */
function lostChain(context: RuleContext, call: CallFact, fn: FunctionFact): Report | undefined {
  const { file, source } = context;
  const isChain = /\.(?:then|catch|finally)$/.test(call.callee);
  if ((!isChain && call.callee !== '?') || call.callee.startsWith('cy.')) return undefined;
  if (endsByCallback(file, fn) || isInZone(file, fn) || isSettledByHand(file, fn, call.span)) return undefined;
  const own = file.functions.filter(({ parent, span }) => parent === fn.id && contains(call.span, span));
  const isIife = own.some((inner) => inner.async && contains(call.calleeSpan, inner.span));
  if (!isChain && !isIife) return undefined;
  const checks = file.assertions.some(
    // `.then(() => assert.fail())` guards against what must not come, and may wait for it for ever.
    ({ function: id, matcher }) => matcher !== 'fail' && own.some((inner) => isWithin(file, id, inner.id)),
  );
  if (!checks) return undefined;
  const behind = (use: { readonly function: number; readonly span: Span }) =>
    use.function === fn.id && use.span.start > call.span.end;
  const later =
    /\bawait\b/.test(source.text.slice(call.span.end, fn.body.end)) ||
    file.exits.some((exit) => exit.kind === 'return' && exit.value !== undefined && behind(exit));
  const last = isLast(source, call.statement, fn);
  const consequence = later ? whileTestRuns(file, call) : { message: beforeTheyRun };
  if (!consequence) return undefined;
  const safety = last && !mayHang(context, call) ? 'safe' : 'suggested';
  return { at: call.span, ...consequence, fix: awaitFix(context, fn, call.span.start, 'Await the promise', safety) };
}

const beforeTheyRun =
  'The test is over before the assertions in this promise run: it passes whatever they find. Await it.';

/** Something is awaited behind it, so the callback may run in time; what its failure does then depends on the runner. */
function whileTestRuns(
  { framework }: TestFile,
  { callee }: CallFact,
): Pick<Report, 'message' | 'severity'> | undefined {
  // node:test fails the running test. `page.evaluate(…).catch((error) => expect(error)…)` guards what is left running.
  if (framework === 'node:test' || (/\.catch$/.test(callee) && !/\.then\(\)/.test(callee))) return undefined;
  if (framework === 'mocha') {
    const message = 'When an assertion in this promise fails, Mocha passes the test and says nothing. Await it.';
    return { message, severity: 'warning' };
  }
  const message =
    'A failing assertion in this promise comes as an unhandled error, at any time, not as the failure of this test. Await it.';
  return { message, severity: 'info' };
}

/** `items.forEach(async (item) => { expect(await load(item))… });` */
function lostLoop(context: RuleContext, call: CallFact, fn: FunctionFact): Report | undefined {
  const { file, source } = context;
  const [callback] = call.arguments;
  const body = callback?.kind === 'function' && callback.ref !== undefined ? file.functions[callback.ref] : undefined;
  if (!body?.async || !/\.forEach$/.test(call.callee) || endsByCallback(file, fn)) return undefined;
  const waits = /\bawait\b/.test(source.slice(body.body));
  const checks = file.assertions.some((assertion) => isWithin(file, assertion.function, body.id));
  if (!waits || !checks) return undefined;
  return {
    at: call.calleeSpan,
    message:
      '`forEach` does not wait for an async callback: the test is over before its assertions run. Use `for … of` with await, or `await Promise.all(….map(…))`.',
    fix: awaitAll(context, call, fn),
  };
}

function awaitAll({ file, source }: RuleContext, call: CallFact, fn: FunctionFact): FixDraft | undefined {
  const name = { start: call.calleeSpan.end - 'forEach'.length, end: call.calleeSpan.end };
  if (fn.generator || fn.expressionBody || source.slice(name) !== 'forEach') return undefined;
  if (!fn.async && endsByCallback(file, fn)) return undefined;
  return {
    title: 'Await all of them',
    safety: 'suggested',
    edits: [
      ...makeAsync(fn),
      insert(call.span.start, 'await Promise.all('),
      { ...name, text: 'map' },
      insert(call.span.end, ')'),
    ],
  };
}

function lostKnown(context: RuleContext, call: CallFact): Lost | undefined {
  const known = knownPromise(context, call);
  if (!known) return undefined;
  const fn = context.file.functions[call.function];
  const safety = mayHang(context, call) ? 'suggested' : 'safe';
  const report: Report = {
    at: call.span,
    message: `\`${lastNames(call)}\` is not awaited: the test goes on before ${known.before}. Add await.`,
    fix: awaitFix(context, fn, call.span.start, 'Await the call', safety),
  };
  return { function: call.function, report };
}

function lastNames({ callee }: CallFact): string {
  return callee.replace(/\(\)/g, '').split('.').slice(-2).join('.');
}

/**
 * An async function of the workspace, where the very next thing is an assertion: a test that awaits something later may well be
 * watching the promise on purpose.
 */
function lostHelper(context: RuleContext, call: CallFact, fn: FunctionFact): Report | undefined {
  const { file, source, helpers } = context;
  const test = fn.role === 'test' ? testAround(file, fn.id) : undefined;
  if (!test || knownPromise(context, call) || isHidden(file, call) || helpers.isAsync(call) !== 'yes') return undefined;
  const next = file.assertions.find(
    (assertion) => assertion.span.start >= call.span.end && inTest(file, test, assertion.function),
  );
  if (!next || next.asynchronous || /\bawait\b/.test(source.text.slice(call.span.end, next.statement.end)))
    return undefined;
  if (
    isDoneAtOnce(context, call) ||
    isClockHeld(context, test, next.span.start, 'timers') ||
    isDrivenOn(file, call, next)
  )
    return undefined;
  return {
    at: call.span,
    // What the function does before its first await is done by then, so the test may be right.
    severity: 'warning',
    message: `\`${call.callee}\` is async and not awaited: the assertion sees only what it does before its first await, and its failure is lost. Await it, or write void to say that this is meant.`,
    fix: awaitFix(context, fn, call.span.start, 'Await the call', 'suggested'),
  };
}

/** The function, of this file, is called async and awaits nothing: all of it has run when it returns. */
function isDoneAtOnce({ file, source }: RuleContext, { callee }: CallFact): boolean {
  const named = functionsNamed(file, callee);
  return named.length > 0 && named.every(({ body }) => !/\bawait\b/.test(source.slice(body)));
}

/** A fixture or argument of that name hides the function. */
function isHidden(file: TestFile, { callee, function: from }: CallFact): boolean {
  return isInParameter(file, /^\w*/.exec(callee)?.[0] ?? '', from);
}

/** Another step of the test stands in between (`stdin.emit('p')`): the call is left running on purpose. */
function isDrivenOn(file: TestFile, call: CallFact, next: Assertion): boolean {
  return file.calls.some(
    (other) =>
      other.function === call.function &&
      other.statement.start >= call.statement.end &&
      other.statement.end <= next.statement.start,
  );
}
