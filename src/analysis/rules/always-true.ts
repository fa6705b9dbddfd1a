import type { Argument, Assertion, CallFact, Test, TestFile } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/always-true.ts';
import { pythonExamples } from './examples/always-true-python.ts';
import { alwaysHolds, isSame } from './support/assertions/always-holds.ts';
import { alwaysTrueInPython } from './support/assertions/always-true-python.ts';
import { callAsserts } from './support/assertions/asserting.ts';
import { claimOf, holds, isEquality, isFresh, plainName, primitiveOf } from './support/assertions/claims.ts';
import { isProvokedError } from './support/assertions/expects.ts';
import { partsOf } from './support/assertions/parts.ts';
import { showsRefusal } from './support/assertions/refusals.ts';
import { functionsNamed, inTest, isSwitchedOff, modifierNames, testAround } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';
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
      const found = isBare ? constantReport(context, assertion, test) : alwaysHolds(context, assertion);
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
  const text = source.slice(test.span);
  // What the compiler has to refuse is the check.
  const isExplained = saysNoError(test, text) || /@ts-expect-error/.test(text) || hasMessage(file, assertion);
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
