import { insert } from '../edits/statements.ts';
import { makeAsync } from '../edits/typescript.ts';
import type { Argument, Assertion, CallFact } from '../facts.ts';
import { defineRule, type Edit, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/throw-not-callable.ts';
import { isProvokedError } from './support/assertions/expects.ts';
import { partsOf } from './support/assertions/parts.ts';
import { takesDone } from './support/promises/done.ts';
import { functionsNamed } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';
import { isMocked } from './support/ui/always-present.ts';
import { variableNamed } from './support/values.ts';

/**
 * A throw assertion that cannot see the throw: it gets the result of the call, or a promise.
 * Measured with expect 30, Playwright 1.65, Vitest 4.1 and 5.1: `expect(async () => { throw e }).not.toThrow()` passes everywhere.
 * Of a value that is no function, Vitest passes `toThrow(Error)`, `toThrow(TypeError)` and `not.toThrow(RangeError)`, because
 * it calls the value and catches the TypeError of that; all other forms fail, so the test then tells of the wrong thing.
 */
export const throwNotCallable = defineRule({
  id: 'throw-not-callable',
  title: 'Throw assertion on something that is not called',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript'],
  pattern: 'structure/tests-that-can-fail',
  why: '`toThrow` has to make the call itself. Given the result of the call it comes too late: the error ends the test before `expect` is reached. Given an async function it sees a promise, never the error, so `not.toThrow()` always passes.',
  examples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    for (const assertion of file.assertions) {
      if (!isThrowCheck(assertion) || isProvokedError(file, assertion.function)) continue;
      const { subject } = partsOf(file, assertion);
      const found =
        subject && (asyncSubject(context, assertion, subject) ?? calledSubject(context, assertion, subject));
      if (found) yield { at: assertion.span, ...found };
    }
  },
});

type Found = Pick<Report, 'message' | 'severity' | 'fix'>;

function isThrowCheck({ matcher, style, asynchronous }: Assertion): boolean {
  if (asynchronous) return false;
  if (/^toThrow(?:Error(?:Matching(?:Inline)?Snapshot)?)?$/.test(matcher)) return true;
  return /^(?:chai|node:assert|assert)$/.test(style) && /^(?:throws?|Throw|doesNotThrow)$/.test(matcher);
}

/** An async function, or a function that returns what an async one gives. */
function asyncSubject(context: RuleContext, assertion: Assertion, subject: Argument): Found | undefined {
  if (!isAsyncFunction(context, subject)) return undefined;
  const message = assertion.negated
    ? 'The function gives a promise and never throws by itself, so this passes whatever happens in it. Await the promise: `resolves`, or just await the call.'
    : 'The function gives a promise and never throws by itself, so the error is not seen here. Await it: `rejects`.';
  return { message, fix: awaitOutcome(context, assertion, subject) };
}

function isAsyncFunction({ file, helpers }: RuleContext, subject: Argument): boolean {
  if (subject.kind === 'name') {
    const named = functionsNamed(file, String(subject.value)).filter(
      ({ role, className }) => role === 'function' && className === undefined,
    );
    return named.length === 1 && named[0]?.async === true && !named[0].generator;
  }
  const fn = subject.kind === 'function' && subject.ref !== undefined ? file.functions[subject.ref] : undefined;
  if (!fn || fn.generator) return false;
  if (fn.async) return true;
  if (!fn.expressionBody) return false;
  const call = file.calls.find(({ span }) => span.start === fn.body.start && span.end === fn.body.end);
  return call !== undefined && !isMocked(file, call) && helpers.isAsync(call) === 'yes';
}

/** The result of a call, or a value: the call, if there was one, is over. */
function calledSubject(context: RuleContext, assertion: Assertion, subject: Argument): Found | undefined {
  const { file, helpers, source } = context;
  if (subject.kind === 'name') return keptResult(context, assertion, subject);
  const call = subject.kind === 'call' && subject.ref !== undefined ? file.calls[subject.ref] : undefined;
  if (!call) return undefined;
  const name = source.slice(call.calleeSpan).replace(/\s+/g, ' ');
  const what = call.callee.startsWith('new ') ? `new ${name}` : name;
  if (subject.awaited || (!isMocked(file, call) && helpers.isAsync(call) === 'yes'))
    return {
      message: subject.awaited
        ? `\`${what}(…)\` is awaited before expect is called: its error ends the test, and what it gives is not called. Use \`rejects\` on the promise.`
        : `\`${what}(…)\` gives a promise, which toThrow cannot call. Use \`rejects\` and await the assertion.`,
      fix: awaitOutcome(context, assertion, subject),
    };
  const given = givenBy(context, call);
  if (given === 'function') return undefined;
  const isSure = given === 'value';
  return {
    ...(!isSure && { severity: 'info' as const }),
    message: isSure
      ? `\`${what}(…)\` runs before expect is called: its error ends the test, and its result is no function. Hand over the call: \`() => ${what}(…)\`.`
      : `\`${what}(…)\` runs before expect is called, so an error of its own is not caught. Unless it makes the function to be called, hand over the call: \`() => ${what}(…)\`.`,
    fix: {
      title: 'Wrap the call in a function',
      safety: 'suggested',
      edits: [insert(subject.span.start, '() => ')],
    },
  };
}

/** `const result = parse(text); expect(result).toThrow()`. */
function keptResult(context: RuleContext, assertion: Assertion, subject: Argument): Found | undefined {
  const variable = variableNamed(context.file, String(subject.value), assertion.function);
  const initial = variable?.constant && variable.level === 'function' ? variable.initial : undefined;
  const call = initial?.kind === 'call' && initial.ref !== undefined ? context.file.calls[initial.ref] : undefined;
  const isValue = call && !initial?.awaited && givenBy(context, call) === 'value';
  if (!isValue) return undefined;
  return {
    message: `\`${variable?.name ?? ''}\` is the result of a call that is over: its error ends the test before expect is called. Make the call inside: \`expect(() => …)\`.`,
  };
}

const functionMakers =
  /(?:^|\.)(?:bind|fn|spyOn|promisify|partial|curry|throttle|debounce|memoize|callsFake|stub|spy)$|\.mock[A-Z]\w*$|^new (?:Function|Proxy)$/;
const valueMakers =
  /^(?:JSON\.(?:parse|stringify)|parseInt|parseFloat|Number|String|Boolean|BigInt|Object\.(?:keys|values|entries|assign|freeze)|structuredClone|decodeURI(?:Component)?|fetch)$/;

function givenBy({ file, helpers }: RuleContext, call: CallFact): ReturnType<RuleContext['helpers']['gives']> {
  if (functionMakers.test(call.callee)) return 'function';
  if (call.callee.startsWith('new ') || valueMakers.test(call.callee)) return 'value';
  return isMocked(file, call) ? 'unknown' : helpers.gives(call);
}

/** `await expect(…).rejects.toThrow()`, `await assert.rejects(…)`. */
function awaitOutcome(context: RuleContext, assertion: Assertion, subject: Argument): FixDraft | undefined {
  const { file, source } = context;
  const fn = file.functions[assertion.function];
  if (!fn || fn.generator || assertion.handling !== 'dropped') return undefined;
  if (!fn.async && ((fn.role !== 'test' && fn.role !== 'hook') || takesDone(file, fn))) return undefined;
  const change =
    assertion.style === 'node:assert' ? inNode(context, assertion, subject) : inExpect(context, assertion, subject);
  if (!change) return undefined;
  const isAwaited = subject.awaited === true ? /^await\s+/.exec(source.slice(subject.span))?.[0].length : 0;
  if (isAwaited === undefined) return undefined;
  const taken: Edit[] =
    isAwaited > 0 ? [{ start: subject.span.start, end: subject.span.start + isAwaited, text: '' }] : [];
  return {
    title: 'Await the outcome of the promise',
    safety: 'suggested',
    edits: [...makeAsync(fn), insert(assertion.span.start, 'await '), ...taken, ...change],
  };
}

function inExpect({ file }: RuleContext, assertion: Assertion, subject: Argument): Edit[] | undefined {
  const { opening } = partsOf(file, assertion);
  if (!assertion.matcher.startsWith('toThrow') || !opening) return undefined;
  if (!assertion.negated) return [insert(opening.span.end, '.rejects')];
  // Playwright's `resolves.not.toThrow()` passes for a promise that rejects (measured with 1.65).
  if (file.framework === 'playwright') return undefined;
  const after = insert(opening.span.end, '.resolves');
  // Jest calls a function behind `resolves`, Vitest wants the promise.
  const callsIt = file.framework === 'vitest' && subject.kind !== 'call';
  if (!callsIt) return [after];
  return subject.kind === 'name'
    ? [insert(subject.span.end, '()'), after]
    : [insert(subject.span.start, '('), insert(subject.span.end, ')()'), after];
}

function inNode({ source }: RuleContext, assertion: Assertion, subject: Argument): Edit[] | undefined {
  const method = assertion.matcher === 'throws' ? 'rejects' : 'doesNotReject';
  const head = /^[\w.]+\.(throws|doesNotThrow)\(/.exec(source.slice(assertion.span));
  if (!head?.[1] || subject.kind === 'call') return undefined;
  const start = assertion.span.start + head[0].length - 1 - head[1].length;
  return [{ start, end: start + head[1].length, text: method }];
}
