import type { Argument, Assertion, CallFact, Span, TestFile } from '../../../facts.ts';

/** What an assertion is made of. */
export interface AssertionParts {
  /** What is checked: the argument of `expect`, the first argument of `assert.equal`. */
  readonly subject?: Argument;
  /** What it is compared with: the matcher's arguments, the rest of those of `assert.equal`. */
  readonly values: readonly Argument[];
  /** `expect(x)` of a chain; the whole call of `assert.equal(…)`. */
  readonly opening?: CallFact;
  /** The matcher's call; absent for `expect(x).to.be.true`. */
  readonly matcher?: CallFact;
}

const openings = new WeakMap<TestFile, Map<string, CallFact>>();

/** The shapes of what an assertion checks and compares with. */
export function partsOf(file: TestFile, assertion: Assertion): AssertionParts {
  if (assertion.condition) return partsOfCondition(assertion.condition);
  const matcher = assertion.call === undefined ? undefined : file.calls[assertion.call];
  const opening = assertion.actual && openingsOf(file).get(key(assertion.actual));
  const subject = opening?.arguments[0];
  const own = matcher && matcher.id === opening?.id;
  return {
    values: own ? matcher.arguments.slice(1) : (matcher?.arguments ?? []),
    ...(subject && { subject }),
    ...(opening && { opening }),
    ...(matcher && { matcher }),
  };
}

/** Python's `assert x == 1`; without `not`, as the facts of the assertion have it. */
function partsOfCondition({ operator, operands = [], ...condition }: Argument): AssertionParts {
  const [first, second] = operands;
  if (operator === 'not' && first) return partsOfCondition(first);
  const compares =
    second !== undefined && operands.length === 2 && /^(?:[=!<>]=?|<>|(?:not )?in|is(?: not)?)$/.test(operator ?? '');
  if (compares && first) return { subject: first, values: [second] };
  return { subject: { ...condition, ...(operator !== undefined && { operator, operands }) }, values: [] };
}

/** Calls by their first argument. */
function openingsOf(file: TestFile): Map<string, CallFact> {
  const known = openings.get(file);
  if (known) return known;
  const calls = new Map<string, CallFact>();
  for (const call of file.calls) {
    const [first] = call.arguments;
    if (first) calls.set(key(first.span), call);
  }
  openings.set(file, calls);
  return calls;
}

function key({ start, end }: Span): string {
  return `${start}:${end}`;
}

/** The member of an object literal, by name. */
export function memberOf(argument: Argument | undefined, name: string): Argument | undefined {
  return argument?.properties?.find((property) => property.name === name)?.value;
}
