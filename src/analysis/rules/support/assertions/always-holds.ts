import type { Argument, Assertion, TestFile } from '../../../facts.ts';
import type { Report, RuleContext } from '../../../rule.ts';
import { type Present, presentBy } from '../ui/always-present.ts';
import { variableNamed } from '../values.ts';
import { type Claim, claimOf, holds, isEquality, isFresh, plainName, primitiveOf } from './claims.ts';
import { partsOf } from './parts.ts';

type Verdict = Pick<Report, 'message' | 'severity'>;

/** What is wrong when the value comes from the code and the check still cannot fail. */
export function alwaysHolds(context: RuleContext, assertion: Assertion): Verdict | undefined {
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

/** The same plain name, which is no getter and no NaN. */
export function isSame(left: Argument | undefined, right: Argument | undefined): boolean {
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
