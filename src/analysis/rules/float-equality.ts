import { insert } from '../edits/statements.ts';
import type { Argument, Assertion, CallFact } from '../facts.ts';
import { defineRule, type Edit, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/float-equality.ts';
import { claimOf, isEquality, plainName } from './support/assertions/claims.ts';
import { floatEqualityInPython } from './support/assertions/float-python.ts';
import { partsOf } from './support/assertions/parts.ts';
import { testAround } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variableNamed } from './support/values.ts';

/**
 * Exact equality of a number that inexact arithmetic gives. Silent where nothing shows arithmetic: most decimals in
 * expectations are settings, parsed text and answers of mocks, which come back bit for bit.
 */
export const floatEquality = defineRule({
  id: 'float-equality',
  title: 'Exact equality of computed decimals',
  cause: 'floating-point',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/floating-point',
  why: '0.1 + 0.2 is not 0.3. A sum of decimals changes in its last digits with the order of the terms, a refactoring or another maths library, so exact equality fails without any fault, or pins a rounding error as if it were wanted.',
  examples,
  *check(context) {
    const { file } = context;
    if (file.language === 'python') {
      yield* floatEqualityInPython(context);
      return;
    }
    if (isTypeTest(file.path)) return;
    const groups = new Map<string, Found[]>();
    for (const assertion of file.assertions) {
      const found = examine(context, assertion);
      if (!found) continue;
      const { message, severity } = found.doubt;
      const key = `${testAround(file, assertion.function)?.id} ${severity} ${message}`;
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    for (const group of groups.values()) yield* reportOn(context, group);
  },
});

interface Found {
  readonly assertion: Assertion;
  readonly pair: Pair;
  readonly doubt: Doubt;
  readonly edits: readonly Edit[] | undefined;
}

function examine(context: RuleContext, assertion: Assertion): Found | undefined {
  if (assertion.negated || assertion.asynchronous) return undefined;
  const { subject, values } = partsOf(context.file, assertion);
  const pair = subject && comparedBy(context, assertion, subject, values);
  const doubt = pair && doubtAbout(context, pair, assertion.function);
  return pair && doubt && { assertion, pair, doubt, edits: closeTo(context, assertion, values[0]) };
}

/** One report for the comparisons of a test that share a cause: a corner, a vector, a row of sums. */
function* reportOn({ source }: RuleContext, group: readonly Found[]): Iterable<Report> {
  const [first] = group;
  if (!first) return;
  const { assertion, pair, doubt } = first;
  const count = group.length > 1 ? ` The same holds of ${group.length - 1} more in this test.` : '';
  const edits = group.flatMap((found) => found.edits ?? []);
  yield {
    at: assertion.span,
    ...doubt,
    message: `${doubt.message}${count} Compare with a tolerance: ${wayOut(assertion, source.slice(pair.expected.span))}.`,
    ...(edits.length > 0 && { fix: { title: 'Compare with a tolerance', safety: 'safe' as const, edits } }),
  };
}

interface Pair {
  readonly computed: Argument;
  readonly expected: Argument;
}

/** The two sides of `expect(a).toBe(b)`, `assert.equal(a, b)` and `assert(a === b)`. */
function comparedBy(
  { source }: RuleContext,
  assertion: Assertion,
  subject: Argument,
  values: readonly Argument[],
): Pair | undefined {
  const [expected] = values;
  if (isEquality(plainName(assertion)) && expected && expected.kind !== 'boolean')
    return { computed: subject, expected };
  const claim = claimOf(assertion, values, source);
  if ((claim !== 'truthy' && claim !== 'true') || !/^===?$/.test(subject.operator ?? '')) return undefined;
  const [left, right] = subject.operands ?? [];
  if (!left || !right) return undefined;
  return left.kind === 'number' ? { computed: right, expected: left } : { computed: left, expected: right };
}

type Doubt = Pick<Report, 'message' | 'severity'>;

function doubtAbout(context: RuleContext, { computed, expected }: Pair, from: number): Doubt | undefined {
  const { source } = context;
  if (computed.kind === 'number') return undefined;
  if (isInexactSum(source, computed) && !isExact(expected))
    return { message: 'The sum is rounded at each step, and exact equality holds only for one order of the steps.' };
  if (expected.kind !== 'number' || !isInexact(expected, source)) return undefined;
  const digits = source
    .slice(expected.span)
    .replace(/^-?0*\.?0*|e.*$/gi, '')
    .replace('.', '').length;
  const call = callBehind(context, computed, from);
  if (digits >= 16 && !isHandedOn(context, computed, from))
    return { message: 'The expected value holds the rounding error of one way to compute it.' };
  if (!call || handsOn.test(lastName(call))) return undefined;
  const numbers = call.arguments.flatMap(numbersIn);
  // The number that went in comes out again, perhaps without its sign.
  if (numbers.some(({ value }) => Math.abs(Number(value)) === Math.abs(Number(expected.value)))) return undefined;
  const inexact = numbers.filter((number) => isInexact(number, source));
  // Integers: a mean or a ratio of them is rounded once, which gives the nearest double however it is computed.
  const isArithmetic = computes.test(lastName(call));
  if (inexact.length === 0 || (!isArithmetic && numbers.length < 2)) return undefined;
  return {
    ...(!isArithmetic && { severity: 'info' as const }),
    message: `\`${lastName(call)}\` computes with decimals, which are rounded at each step, and exact equality holds only for one way to do it.`,
  };
}

/** What is compared, or what it is a member of, was parsed or read and not computed. */
function isHandedOn(context: RuleContext, computed: Argument, from: number): boolean {
  const root = computed.kind === 'name' ? String(computed.value).split('.')[0] : undefined;
  const call = callBehind(context, root === undefined ? computed : { ...computed, value: root }, from);
  return call !== undefined && handsOn.test(lastName(call));
}

/** Names of functions that calculate. */
const computes =
  /^(?:add|sum|total|subtract|minus|plus|multiply|times|divide|average|avg|mean|median|variance|std(?:dev)?|ratio|rate|percent|scale|lerp|interpolate|distance|dot|magnitude|normali[sz]e|discount|tax|interest|convert|calc|compute|weighted|score|area|volume|length|norm|sqrt|sin|cos|tan|exp|log|pow)(?:$|[A-Z_\d])|(?:Sum|Total|Average|Mean|Ratio|Percent(?:age)?|Price|Tax|Discount|Score|Distance)$/;

/** Names of functions that give back what they got, choose from it, or round it. */
const handsOn =
  /^(?:parse|to(?:Fixed|Number|Precision|JSON)|Number|parseFloat|parseInt|round|floor|ceil|fix|trunc(?:ate)?|clamp|min|max|get|read|load|find|first|last|at|pick|identity|format|decode|deserialize|evaluate|resolve|fetch)(?:$|[A-Z_\d])|[rR]ound|[pP]arse|[cC]lamp|^(?:Math\.)?abs$/;

/** `a + 0.1`, `0.1 + 0.2`, `price * 1.19`: an operation with a decimal that has no exact form. */
function isInexactSum(source: RuleContext['source'], { operator, operands }: Argument): boolean {
  if (operator === undefined || !/^[-+*/]$/.test(operator) || !operands) return false;
  return (
    operands.some((operand) => isInexact(operand, source) || isInexactSum(source, operand)) && !operands.some(isText)
  );
}

function isText({ kind, operands }: Argument): boolean {
  return kind === 'string' || kind === 'template' || operands?.some(isText) === true;
}

/** A number literal that doubles hold only nearly: 0.1, but not 0.5 or 3. */
function isInexact(argument: Argument, source: RuleContext['source']): boolean {
  if (argument.kind !== 'number' || Number.isInteger(argument.value)) return false;
  const written = source.slice(argument.span).replaceAll('_', '');
  if (!/^-?\d*\.\d+$/.test(written)) return false;
  // A binary fraction of n digits behind the point is a multiple of 1 / 2 ** n.
  const decimals = written.length - written.indexOf('.') - 1;
  return decimals > 20 || !Number.isInteger(Number(argument.value) * 2 ** decimals);
}

function isExact(argument: Argument): boolean {
  return argument.kind !== 'number' && argument.kind !== 'name' && argument.kind !== 'other';
}

/** The call whose result is compared, written here or kept in a constant. */
function callBehind({ file }: RuleContext, argument: Argument, from: number): CallFact | undefined {
  if (argument.kind === 'call') return argument.ref === undefined ? undefined : file.calls[argument.ref];
  if (argument.kind !== 'name' || String(argument.value).includes('.')) return undefined;
  const variable = variableNamed(file, String(argument.value), from);
  const initial = variable?.constant ? variable.initial : undefined;
  return initial?.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
}

function lastName({ callee }: CallFact): string {
  return callee.split('.').at(-1)?.replace('()', '') ?? '';
}

/** The numbers written in an argument, in arrays and objects too. */
function numbersIn(argument: Argument): readonly Argument[] {
  if (argument.kind === 'number') return [argument];
  const parts = [...(argument.elements ?? []), ...(argument.properties ?? []).map(({ value }) => value)];
  return parts.flatMap(numbersIn);
}

function wayOut({ matcher, style }: Assertion, expected: string): string {
  if (matcher.startsWith('to')) return `toBeCloseTo(${expected}, 10)`;
  return style === 'chai' ? `closeTo(${expected}, 1e-10)` : `assert.ok(Math.abs(actual - ${expected}) < 1e-10)`;
}

/** Ten digits keep what the test means: a value that was equal stays so, and one that is wrong is further off. */
function closeTo({ source }: RuleContext, assertion: Assertion, expected: Argument | undefined): Edit[] | undefined {
  if (expected?.kind !== 'number' || assertion.expected?.start !== expected.span.start) return undefined;
  if (!/^(?:toBe|toEqual|toStrictEqual)$/.test(assertion.matcher)) return undefined;
  const before = source.text.slice(assertion.span.start, expected.span.start);
  const at = /\.(\w+)\s*\(\s*$/.exec(before);
  const behind = source.text.slice(expected.span.end, assertion.span.end);
  if (at?.[1] !== assertion.matcher || !/^,?\s*\)$/.test(behind)) return undefined;
  const start = assertion.span.start + at.index + 1;
  return [{ start, end: start + assertion.matcher.length, text: 'toBeCloseTo' }, insert(expected.span.end, ', 10')];
}
