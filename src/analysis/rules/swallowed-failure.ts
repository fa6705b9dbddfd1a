import { reindent } from '../edits/statements.ts';
import type { Assertion, Block, CallFact, Test, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { examples } from './examples/swallowed-failure.ts';
import { pythonExamples } from './examples/swallowed-failure-python.ts';
import { expectThrow } from './support/assertions/expect-throw.ts';
import { partsOf } from './support/assertions/parts.ts';
import { swallowedFailuresInPython } from './support/assertions/swallowed-python.ts';
import {
  type Swallowing,
  siblingOf,
  swallowingsIn,
  withoutComments,
  wouldCollide,
} from './support/assertions/swallowing.ts';
import { climb, isSwitchedOff } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/** An assertion, or a failure of the test's own, that a `catch` around it takes away: it can never fail the test. */
export const swallowedFailure = defineRule({
  id: 'swallowed-failure',
  title: 'Failure that a handler swallows',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A failed assertion is an exception. A `catch`, or an `except Exception`, around it that does nothing with the error turns the failure into a pass, and so does a `.catch(() => {})` behind it.',
  examples: {
    bad: [...examples.bad, ...pythonExamples.bad],
    good: [...examples.good, ...pythonExamples.good],
  },
  *check(context) {
    const { file } = context;
    if (file.language === 'python') return yield* swallowedFailuresInPython(context);
    if (isTypeTest(file.path)) return;
    const swallowings = swallowingsIn(context);
    const chains = file.calls.filter(({ callee }) => callee.endsWith('.catch'));
    for (const test of file.tests) {
      if (test.function === 0 || isSwitchedOff(file, test)) continue;
      for (const swallowing of swallowings) {
        if (isOwnFlow(file, test, swallowing.attempt.function)) yield* inStatement(context, test, swallowing);
      }
      for (const call of chains) {
        if (isOwnFlow(file, test, call.function)) yield* inChain(context, test, call);
      }
    }
  },
});

/**
 * The test's own code, also in a step or in a loop's callback. What is handed to another function runs under observation:
 * `trace(async () => { … })` records the failure.
 */
function isOwnFlow(file: TestFile, test: Test, id: number): boolean {
  for (let fn = file.functions[id]; fn && fn.id !== 0; fn = file.functions[fn.parent]) {
    if (fn.id === test.function) return true;
    const given = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
    if (!given || !/(?:^|\.)(?:step|act|forEach|map|then|finally)$/.test(given.callee)) return false;
  }
  return false;
}

function* inStatement(context: RuleContext, test: Test, swallowing: Swallowing): Generator<Report> {
  const { file, source } = context;
  const { attempt, handler } = swallowing;
  // Around it goes a loop: it tries again until it holds.
  if ([...climb(file, attempt.parent)].some(({ kind }) => kind === 'loop')) return;
  const at = { start: handler.span.start, end: handler.span.start + 'catch'.length };
  if (failsWhenNothingThrown(context, attempt)) {
    yield {
      at,
      test: test.id,
      message:
        'The failure for the case that nothing is thrown is thrown inside the `try`: this `catch` swallows it, and the test passes either way. Expect the error with toThrow or rejects.',
      fix: expectThrow(context, attempt, handler),
    };
    return;
  }
  const asserted = file.assertions.filter((assertion) => isSwallowed(context, assertion, attempt));
  if (asserted.length === 0) return;
  yield {
    at,
    test: test.id,
    message: `This \`catch\` swallows what ${asserted.length === 1 ? 'the assertion' : `the ${asserted.length} assertions`} in its \`try\` throw${asserted.length === 1 ? 's' : ''}: the test passes when ${asserted.length === 1 ? 'it fails' : 'they fail'}. Remove the catch, or throw the error on.`,
    fix: withoutCatch({ file, source }, swallowing),
  };
}

/** Stands in the `try` itself: not in a callback, whose failures go elsewhere, nor in a `try` of its own. */
function isSwallowed({ file }: RuleContext, assertion: Assertion, attempt: Block): boolean {
  const { block, style, matcher, handling } = assertion;
  // A query that looks whether something is there is no claim that it is; nor is a guard that counts.
  if (style === 'query' || /^(?:assertions|hasAssertions|plan)$/.test(matcher) || handling === 'assigned') return false;
  // `expect('a').toBe('b')` fails on purpose.
  if (/^(?:string|number|boolean)$/.test(partsOf(file, assertion).subject?.kind ?? '')) return false;
  for (const around of climb(file, block)) {
    if (around.id === attempt.id) return true;
    if (around.kind === 'function' || around.kind === 'try' || around.kind === 'catch' || around.kind === 'finally')
      return false;
  }
  return false;
}

/** `try { act(); throw new Error('should have thrown'); } catch {}`. */
function failsWhenNothingThrown({ file }: RuleContext, attempt: Block): boolean {
  const fails = file.calls.filter(
    ({ block, callee }) =>
      block === attempt.id && /^(?:fail|(?:expect|assert|t)\.fail|expect\.unreachable)$/.test(callee),
  );
  const throws = file.exits.filter(({ block, kind }) => block === attempt.id && kind === 'throw');
  const acts = file.calls.some(
    ({ block, span }) =>
      block === attempt.id && [...fails, ...throws].some(({ statement }) => span.end <= statement.start),
  );
  return acts && fails.length + throws.length === 1;
}

function withoutCatch(
  { file, source }: Pick<RuleContext, 'file' | 'source'>,
  { attempt, handler }: Swallowing,
): FixDraft | undefined {
  const inner = source.slice(attempt.span).replace(/^\{[\t ]*\r?\n?|[\t ]*\}$/g, '');
  const text = source.slice(attempt.construct);
  const kept = source.slice(attempt.span);
  const hasComment = (code: string) => withoutComments(code) !== code.trim();
  // Between `try`, its block and the handler a comment could stand, too.
  const around =
    text.slice(0, attempt.span.start - attempt.construct.start) +
    text.slice(attempt.span.end - attempt.construct.start, handler.span.start - attempt.construct.start);
  if (siblingOf(file, attempt, 'finally') || hasComment(source.slice(handler.span)) || hasComment(around))
    return undefined;
  if (!/^\{[\t ]*\r?\n/.test(kept) || kept.includes('`') || wouldCollide(file, attempt)) return undefined;
  const start = source.lineStart(attempt.construct.start);
  if (source.text.slice(start, attempt.construct.start).trim() !== '') return undefined;
  return {
    title: 'Remove the catch',
    safety: 'suggested',
    edits: [{ start, end: attempt.construct.end, text: reindent(source, inner, -1).replace(/\r?\n[\t ]*$/, '') }],
  };
}

/** `expect(load()).resolves.toBe(1).catch(() => {})`, `load().then(() => expect(…)).catch(() => {})`. */
function* inChain({ file, source }: RuleContext, test: Test, call: CallFact): Generator<Report> {
  const [handler] = call.arguments;
  const fn = handler?.kind === 'function' ? file.functions[handler.ref ?? 0] : undefined;
  if (!fn || fn.id === 0 || !isSilent(source.slice(fn.span))) return;
  const receiver = { start: call.calleeSpan.start, end: call.calleeSpan.end };
  const asserted = file.assertions.filter(
    (assertion) =>
      contains(receiver, assertion.span) &&
      assertion.style !== 'query' &&
      isInChain(file.functions[assertion.function]?.argumentOf, assertion),
  );
  if (asserted.length === 0) return;
  const dot = source.slice(receiver).search(/\s*\??\.\s*catch$/);
  const removed = { start: receiver.start + dot, end: call.span.end };
  const losesComment = withoutComments(source.slice(removed)) !== source.slice(removed).trim();
  yield {
    at: { start: call.calleeSpan.end - 'catch'.length, end: call.span.end },
    test: test.id,
    message:
      'This `.catch()` swallows what the assertion before it throws: the test passes when it fails. Remove it, and await the promise.',
    fix: losesComment
      ? undefined
      : { title: 'Remove the catch', safety: 'suggested', edits: [{ ...removed, text: '' }] },
  };

  /** The assertion is the promise itself, or stands in a `.then()` of the chain. */
  function isInChain(given: number | undefined, { function: owner }: Assertion): boolean {
    if (owner === call.function) return true;
    const link = given === undefined ? undefined : file.calls[given];
    return link !== undefined && /\.(?:then|finally)$/.test(link.callee) && contains(receiver, link.span);
  }
}

/** `() => {}`, `() => undefined`, `(e) => { console.log(e); }`. */
function isSilent(fn: string): boolean {
  return /^(?:async\s*)?(?:\(?[\w\s:]*\)?\s*=>|function\s*\([\w\s:]*\))\s*(?:\{\s*(?:console\.\w+\((?:[^()]|\([^()]*\))*\);?\s*)*(?:return;?\s*)?\}|undefined|null|void 0|console\.\w+\([^()]*\)|\(\{\}\))$/.test(
    withoutComments(fn),
  );
}
