import type { Argument, Assertion, CallFact, Test, TestFile } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/always-true.ts';
import { pythonExamples } from './examples/always-true-python.ts';
import { alwaysTrueInPython } from './support/assertions/always-true-python.ts';
import { callAsserts } from './support/assertions/asserting.ts';
import {
  type Claim,
  claimOf,
  holds,
  isEquality,
  isFresh,
  plainName,
  primitiveOf,
} from './support/assertions/claims.ts';
import { isProvokedError } from './support/assertions/expects.ts';
import { partsOf } from './support/assertions/parts.ts';
import { showsRefusal } from './support/assertions/refusals.ts';
import { functionsNamed, inTest, isSwitchedOff, modifierNames, testAround } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';
import { type Present, presentBy } from './support/ui/always-present.ts';
import { variableNamed } from './support/values.ts';

/** An assertion that no behaviour of the code could ever break. */
export const alwaysTrue = defineRule({
  id: 'always-true',
  title: 'Assertion that cannot fail',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A constant, a value compared with itself, a length that is at least 0, a locator that is truthy: such a check passes whatever the code does. It looks like a test and protects nothing.',
  examples: {
    bad: [...examples.bad, ...pythonExamples.bad],
    good: [...examples.good, ...pythonExamples.good],
  },
  *check(context) {
    const { file } = context;
    if (file.language === 'python') return yield* alwaysTrueInPython(context);
    if (isTypeTest(file.path)) return;
    const constants = new Map<Test, Report>();
    for (const assertion of file.assertions) {
      const test = testAround(file, assertion.function);
      if (!test || isSwitchedOff(file, test) || expectsFailure(context, test)) continue;
      if (assertion.asynchronous || isOwnAssert(file, assertion)) continue;
      if (isProvokedError(file, assertion.function) || showsRefusal(file, assertion)) continue;
      const isBare = isConstant(context, assertion);
      // One for the test: its other constants are of the same kind.
      if (isBare && constants.has(test)) continue;
      const found = isBare ? constantReport(context, assertion, test) : verdict(context, assertion);
      if (!found || triesMatchers(context, test)) continue;
      const report = { at: assertion.span, ...found };
      if (isBare) constants.set(test, report);
      else yield report;
    }
    yield* together(file, [...constants.values()]);
  },
});

/** One for the file where no test of it checks anything else. */
function together(file: TestFile, reports: readonly Report[]): readonly Report[] {
  const [first] = reports;
  const isAll = reports.length === file.tests.length && reports.every(({ severity }) => severity === undefined);
  if (!first || reports.length < 2 || !isAll) return reports;
  const message = `The ${reports.length} tests of this file compare nothing but constants: they pass whatever the code does. Assert on what the code returns or changes.`;
  return [{ ...first, message }];
}

type Verdict = Pick<Report, 'message' | 'severity'>;

/** Three constants or self-comparisons and more in a test try out the matchers, as the tests of an assertion library do. */
function triesMatchers(context: RuleContext, test: Test): boolean {
  const { file } = context;
  if (file.calls.some(({ callee }) => /^expect\.(?:addEqualityTesters|addSnapshotSerializer)$/.test(callee)))
    return true;
  const tried = file.assertions.filter((assertion) => {
    if (!inTest(file, test, assertion.function)) return false;
    const { subject, values } = partsOf(file, assertion);
    return isConstant(context, assertion) || isSame(subject, values[0]);
  });
  return tried.length > 2;
}

/** A function of the file that is called `assert` and compares what it likes. */
function isOwnAssert(file: TestFile, { style }: Assertion): boolean {
  return (style === 'assert' || style === 'chai') && functionsNamed(file, 'assert').length > 0;
}

function expectsFailure({ file }: RuleContext, test: Test): boolean {
  return modifierNames(file, test).some((name) => /^fail(?:s|ing)?$/.test(name));
}

/** Everything that is compared is written down in the assertion itself, or in a constant of the test. */
function isConstant(context: RuleContext, assertion: Assertion): boolean {
  const { file, source } = context;
  const { subject, values } = partsOf(file, assertion);
  if (!subject || subject.awaited) return false;
  const claim = claimOf(assertion, values, source);
  const value = literal(context, subject, assertion.function);
  if (claim) return value ? holds(claim, value.value) : isFresh(subject) && holds(claim, {});
  const name = plainName(assertion);
  if (!isEquality(name)) return false;
  const [other] = values;
  if (other && name === 'toBe' && isFresh(subject) && isFresh(other)) return assertion.negated;
  if (other && isData(subject) && isData(other))
    return name !== 'toBe' && !assertion.negated && source.slice(subject.span) === source.slice(other.span);
  const expected = literal(context, values[0], assertion.function);
  return value !== undefined && expected !== undefined && Object.is(value.value, expected.value) !== assertion.negated;
}

/** An array or object of nothing but written-down values. */
function isData({ kind, elements, properties }: Argument): boolean {
  if (kind !== 'array' && kind !== 'object') return false;
  const parts = elements ?? properties?.map(({ value }) => value);
  return (
    parts?.every((part) => isData(part) || ['string', 'number', 'boolean', 'null', 'regex'].includes(part.kind)) ===
    true
  );
}

function literal({ file, source }: RuleContext, argument: Argument | undefined, from: number) {
  if (argument?.kind !== 'name') return primitiveOf(argument, source);
  const variable = variableNamed(file, String(argument.value), from);
  if (!variable?.constant || variable.level !== 'function') return undefined;
  return primitiveOf(variable.initial, source);
}

/** Alone in its test it makes the test empty; beside others, or in a callback, it is noise or a sign that the place was reached. */
function constantReport(context: RuleContext, assertion: Assertion, test: Test): Verdict | undefined {
  const { file, source } = context;
  const mine = file.assertions.filter((other) => inTest(file, test, other.function));
  const isCounted = mine.some(({ matcher }) => /^(?:plan|assertions|hasAssertions)$/.test(matcher));
  const isMark = assertion.function !== test.function || file.blocks[assertion.block]?.kind !== 'function';
  // Each one counts: the test fails when the place is not reached.
  if (isCounted) return undefined;
  const checks =
    mine.some((other) => other.style === 'query' || !isConstant(context, other)) ||
    file.calls.some(
      (call) => inTest(file, test, call.function) && !isInAssertion(mine, call) && callAsserts(context, call),
    );
  if (checks || isMark)
    return {
      severity: 'info',
      message: `This compares constants and cannot fail. As a sign that the place is reached, ${file.framework === 'node:test' ? 't.plan(n)' : 'expect.assertions(n)'} would hold.`,
    };
  const isExplained = saysNoError(test, source.slice(test.span)) || hasMessage(file, assertion);
  return {
    ...(isExplained && { severity: 'info' as const }),
    message:
      'The only check of the test compares constants: it passes whatever the code does. Assert on what the code returns or changes.',
  };
}

/** `assert.ok(true, 'server started')`: it says what it stands for. */
function hasMessage(file: TestFile, assertion: Assertion): boolean {
  const { opening, matcher } = partsOf(file, assertion);
  const message = opening && opening.id === matcher?.id ? opening.arguments.at(-1) : opening?.arguments[1];
  return message?.kind === 'string' && opening !== undefined && opening.arguments.length > 1;
}

function isInAssertion(assertions: readonly Assertion[], call: CallFact): boolean {
  return assertions.some(({ span }) => span.start <= call.span.start && call.span.end <= span.end);
}

function saysNoError(test: Test, text: string): boolean {
  const comments = text.match(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g)?.join('\n') ?? '';
  return /\b(?:not|n['’]t|never|without|no) (?:\w+ )?(?:throw|crash|error|fail|reject|exception|warn|emit|hang)|\bif we (?:get|reach)|\brenders?\b|\bsmoke\b/i.test(
    `${test.title}\n${comments}`,
  );
}

/** What is wrong when the value comes from the code and the check still cannot fail. */
function verdict(context: RuleContext, assertion: Assertion): Verdict | undefined {
  const { subject, values } = partsOf(context.file, assertion);
  if (!subject) return undefined;
  const claim = claimOf(assertion, values, context.source);
  return (
    sameOnBothSides(context, assertion, subject, values, claim) ??
    freshIdentity(assertion, values) ??
    atLeastNothing(context, assertion, subject, values, claim) ??
    (claim && alwaysPresent(context, assertion, subject, claim)) ??
    (claim && decided(context, assertion, subject, claim))
  );
}

/** `expect(x).toBe(x)`, `assert(a === a)`; only plain names: a getter or a call may give something new each time. */
function sameOnBothSides(
  { source }: RuleContext,
  assertion: Assertion,
  subject: Argument,
  [expected]: readonly Argument[],
  claim: Claim | undefined,
): Verdict | undefined {
  const [left, right] = subject.operands ?? [];
  const inside =
    (claim === 'truthy' || claim === 'true') && /^(?:===?|[<>]=)$/.test(subject.operator ?? '') && isSame(left, right);
  const outside = isEquality(plainName(assertion)) && !assertion.negated && isSame(subject, expected);
  if (!inside && !outside) return undefined;
  const name = source.slice(inside && left ? left.span : subject.span);
  return {
    message: `\`${name}\` is compared with itself, which always holds. Compare it with the value that is expected.`,
  };
}

function isSame(left: Argument | undefined, right: Argument | undefined): boolean {
  if (left?.kind !== 'name' || right?.kind !== 'name' || left.value !== right.value) return false;
  // What a promise or a thenable comes to may be something else.
  if (left.awaited !== right.awaited) return false;
  return !/\.|^(?:NaN|Infinity)$/.test(String(left.value));
}

/** Identity with something made on the spot. */
function freshIdentity(assertion: Assertion, [expected]: readonly Argument[]): Verdict | undefined {
  if (!expected || !isFresh(expected)) return undefined;
  const identity =
    assertion.matcher === 'toBe' || (assertion.style === 'node:assert' && plainName(assertion) === 'strictEqual');
  if (!identity) return undefined;
  const what = expected.kind === 'regex' ? 'pattern' : expected.kind;
  if (assertion.negated)
    return {
      message: `Nothing else is ever this very ${what}, which is made here, so the check always passes. Compare by value: not.toEqual, or what must not be there.`,
    };
  return {
    message: `Nothing is ever this very ${what}, which is made here, so the check can never hold. Compare by value: toEqual.`,
  };
}

/** A length, a size, the number of elements on a page: also kept in a variable, or called a count. */
function isCount({ file, source }: RuleContext, argument: Argument, from: number): boolean {
  if (/(?:\.|\?\.)(?:length|size|callCount)$/.test(source.slice(argument.span))) return true;
  if (argument.kind === 'call') return argument.awaited === true && /\.count$/.test(calleeOf(file, argument));
  if (argument.kind !== 'name' || String(argument.value).includes('.')) return false;
  if (/(?:^c|C)ount$/.test(String(argument.value))) return true;
  const initial = variableNamed(file, String(argument.value), from)?.initial;
  return initial !== undefined && (/\.count$/.test(calleeOf(file, initial)) || /\.length$/.test(String(initial.value)));
}

function calleeOf(file: TestFile, { ref, kind }: Argument): string {
  return kind === 'call' && ref !== undefined ? (file.calls[ref]?.callee ?? '') : '';
}

/** `expect(list.length).toBeGreaterThanOrEqual(0)`, `assert(count >= 0)`. */
function atLeastNothing(
  context: RuleContext,
  assertion: Assertion,
  subject: Argument,
  [bound]: readonly Argument[],
  claim: Claim | undefined,
): Verdict | undefined {
  const message = 'A count is never below 0, so this always holds. Expect the number, or that it is above 0.';
  const from = assertion.function;
  const limit = bound?.kind === 'number' ? Number(bound.value) : undefined;
  if (limit !== undefined && isCount(context, subject, from)) {
    const { matcher, negated } = assertion;
    const atLeast = !negated && /^(?:toBeGreaterThanOrEqual|least|gte|isAtLeast)$/.test(matcher);
    const above = !negated && /^(?:toBeGreaterThan|above|gt|greaterThan|isAbove)$/.test(matcher);
    const notBelow = negated && /^(?:toBeLessThan|below|lt|lessThan)$/.test(matcher);
    if (((atLeast || notBelow) && limit <= 0) || (above && limit < 0)) return { message };
  }
  const [left, right] = subject.operands ?? [];
  if ((claim !== 'truthy' && claim !== 'true') || right?.kind !== 'number' || !left) return undefined;
  const value = Number(right.value);
  const holdsAlways = (subject.operator === '>=' && value <= 0) || (subject.operator === '>' && value < 0);
  return holdsAlways && isCount(context, left, from) ? { message } : undefined;
}

const presence: Readonly<Record<Present, string>> = {
  locator:
    'A locator is an object whatever the page shows, so this always holds. Use a web-first matcher: await expect(locator).toBeVisible() or toBeAttached().',
  promise: 'This is a promise, which is truthy whatever it comes to. Await it before you check it.',
  list: 'A list is there when it is empty, too: the check passes either way. Expect its length, or a member.',
  nullable:
    'What is not found is null here, and null is defined: the check passes either way. Use not.toBeNull() or toBeInTheDocument().',
};

/** A locator or a promise is an object whatever the page shows; `querySelector` gives null, which is defined. */
function alwaysPresent(
  context: RuleContext,
  assertion: Assertion,
  subject: Argument,
  claim: Claim,
): Verdict | undefined {
  if (claim !== 'truthy' && claim !== 'defined' && claim !== 'not-null' && claim !== 'present') return undefined;
  const present = presentBy(context, subject, assertion.function);
  if (present === undefined || (present === 'nullable' && claim !== 'defined')) return undefined;
  return { message: presence[present] };
}

/** `x || true`, `a || !a`, a comparison that is `defined`, a `typeof` that is truthy, as in `assert(typeof x, 'number')`. */
function decided({ source }: RuleContext, assertion: Assertion, subject: Argument, claim: Claim): Verdict | undefined {
  const { operator = '', operands = [] } = subject;
  const [left, right] = operands;
  const isPositive = claim === 'truthy' || claim === 'true';
  if (operator === '||' && isPositive && left && right) {
    const rest = primitiveOf(right, source);
    const opposite = right.operator === '!' && right.operands?.[0];
    if ((rest && holds(claim, rest.value)) || (opposite && source.slice(opposite.span) === source.slice(left.span)))
      return { message: 'One side of `||` always holds, so the check cannot fail. Expect one thing.' };
  }
  const isBoolean = /^(?:[!=]==?|[<>]=?|!|in|instanceof)$/.test(operator);
  const isThere = claim === 'defined' || claim === 'not-null' || claim === 'present';
  if (!(isBoolean && isThere) && !(operator === 'typeof' && (isThere || claim === 'truthy'))) return undefined;
  const expected = operator === 'typeof' ? `'…'` : 'true';
  const wayOut = assertion.matcher.startsWith('to') ? `toBe(${expected})` : `assert.equal(…, ${expected})`;
  return { message: `\`${operator}\` always gives a value, so this holds whatever it is. Compare it: ${wayOut}.` };
}
