import type { Argument, CallFact, Framework, Span, Suite, Test, TestFile } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import { numberOf } from '../assertions/numbers.ts';
import { memberOf } from '../assertions/parts.ts';
import { registrationOf } from '../registering.ts';

/** Milliseconds a test may take by default: Vitest 4 and Jest 30 (5 s), Mocha 12 (2 s), Playwright 1.65 (30 s). Their documentation. */
export const defaultLimits: Partial<Readonly<Record<Framework, number>>> = {
  vitest: 5000,
  jest: 5000,
  mocha: 2000,
  playwright: 30_000,
};

/** A time limit that a file sets. */
export interface TimeLimit {
  readonly at: Span;
  /** Milliseconds; Infinity when it is switched off; undefined when it cannot be seen. */
  readonly ms: number | undefined;
  /** The function whose tests it holds for: a test's, a suite's, 0 for the whole file. */
  readonly for: number;
  /** `test.slow()`: three times the usual limit. */
  readonly slow?: true;
}

/** The limits that tests, suites and the file itself ask for, in the order of the source. */
export function timeLimits(file: TestFile): TimeLimit[] {
  const registered = [...file.tests, ...file.suites].flatMap((one) => ofRegistration(file, one));
  const called = file.calls.flatMap((call) => ofCall(file, call));
  return [...registered, ...called].sort((a, b) => a.at.start - b.at.start);
}

/** The innermost limit that holds for a test. */
export function limitFor(file: TestFile, test: Test, limits: readonly TimeLimit[]): TimeLimit | undefined {
  return limits
    .filter((limit) => isWithin(file, test.function, limit.for))
    .sort((a, b) => size(file, a.for) - size(file, b.for))[0];
}

function size(file: TestFile, fn: number): number {
  const span = file.functions[fn]?.span;
  return fn === 0 || !span ? Number.POSITIVE_INFINITY : span.end - span.start;
}

function ofRegistration(file: TestFile, registered: Test | Suite): TimeLimit[] {
  const registration = registrationOf(file, registered);
  const given = [memberOf(registration?.options, 'timeout'), registration?.limit].find((each) => each !== undefined);
  // Playwright's third argument is the callback; Mocha has no limit there.
  if (!given || file.framework === 'playwright' || file.framework === 'mocha') return [];
  return [{ at: given.span, ms: asLimit(file, given, 0), for: registered.function }];
}

function ofCall(file: TestFile, call: CallFact): TimeLimit[] {
  const { callee, arguments: given, function: from, span } = call;
  const [first] = given;
  const holdsFor = ownerOf(file, from);
  const limit = (value: Argument | undefined): TimeLimit[] =>
    value && holdsFor !== undefined ? [{ at: span, ms: asLimit(file, value, from), for: holdsFor }] : [];
  switch (file.framework) {
    case 'jest':
      return /^jest\.(?:.*\.)?setTimeout$/.test(callee) ? limit(first) : [];
    case 'vitest':
      return callee === 'vi.setConfig' ? limit(memberOf(first, 'testTimeout')) : [];
    case 'mocha':
      return callee === 'this.timeout' ? limit(first) : ofChain(file, call);
    case 'playwright':
      if (/^(?:test|it)\.setTimeout$/.test(callee)) return limit(first);
      if (/(?:^|\.)describe\.configure$/.test(callee)) return limit(memberOf(first, 'timeout'));
      // `test.slow(true, 'All of these start a browser')` says why.
      if (/^(?:test|it)\.slow$/.test(callee) && holdsFor !== undefined && given.length === 0)
        return [{ at: span, ms: undefined, for: holdsFor, slow: true }];
      return [];
    default:
      return [];
  }
}

/** Mocha's `it('x', fn).timeout(5000)`. */
function ofChain(file: TestFile, { callee, arguments: given, span, function: from }: CallFact): TimeLimit[] {
  const [first] = given;
  if (!first || !/^(?:it|test|specify|describe|context|suite)(?:\.\w+)*\(\)(?:\.\w+\(\))*\.timeout$/.test(callee))
    return [];
  const owner = [...file.tests, ...file.suites].find((one) => one.span.start === span.start);
  return owner ? [{ at: span, ms: asLimit(file, first, from), for: owner.function }] : [];
}

/** The test, suite or file that a call written in function `from` speaks for; undefined in hooks and helpers. */
function ownerOf(file: TestFile, from: number): number | undefined {
  const role = file.functions[from]?.role;
  return from === 0 || role === 'test' || role === 'suite' ? from : undefined;
}

/**
 * 0 switches the limit off in Vitest, Mocha and Playwright; in Jest it means the default (measured with Jest 30), where nothing
 * does but a large number.
 */
function asLimit(file: TestFile, value: Argument, from: number): number | undefined {
  const ms = numberOf(file, value, from);
  if (ms !== 0) return ms;
  return file.framework === 'jest' ? undefined : Number.POSITIVE_INFINITY;
}
