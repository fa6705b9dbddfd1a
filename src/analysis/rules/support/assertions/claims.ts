import type { Argument, Assertion } from '../../../facts.ts';
import type { Source } from '../../../source.ts';

/** What an assertion says of the value alone, without another to compare with. */
export type Claim = 'truthy' | 'falsy' | 'true' | 'false' | 'defined' | 'undefined' | 'null' | 'not-null' | 'present';

const claims: Readonly<Record<string, Claim>> = {
  toBeTruthy: 'truthy',
  ok: 'truthy',
  assert: 'truthy',
  toBeFalsy: 'falsy',
  toBeDefined: 'defined',
  defined: 'defined',
  toBeUndefined: 'undefined',
  undefined: 'undefined',
  toBeNull: 'null',
  null: 'null',
  exist: 'present',
  exists: 'present',
  true: 'true',
  false: 'false',
};

const opposites: Readonly<Record<Claim, Claim | undefined>> = {
  truthy: 'falsy',
  falsy: 'truthy',
  true: undefined,
  false: undefined,
  defined: 'undefined',
  undefined: 'defined',
  null: 'not-null',
  'not-null': 'null',
  present: undefined,
};

/** `toBeTruthy()`, `.to.exist`, `assert.isDefined(x)`, also `toBe(true)`; undefined for what compares with a value. */
export function claimOf(assertion: Assertion, values: readonly Argument[], source: Source): Claim | undefined {
  const { negated } = assertion;
  const name = plainName(assertion);
  const own = Object.hasOwn(claims, name) ? claims[name] : undefined;
  const claim = own ?? (isEquality(name) ? claimOfValue(values[0], source) : undefined);
  return claim && negated ? opposites[claim] : claim;
}

function claimOfValue(value: Argument | undefined, source: Source): Claim | undefined {
  if (value?.kind === 'boolean') return value.value === true ? 'true' : 'false';
  if (value?.kind !== 'null') return undefined;
  return source.slice(value.span) === 'undefined' ? 'undefined' : 'null';
}

/** The matcher without the negation and the `is` that chai's and Node's assert put into the name. */
export function plainName({ matcher, style }: Assertion): string {
  if (style === 'expect') return matcher;
  const bare = matcher.replace(/^(?:isNot|not|doesNot|is)(?=[A-Z])/, '');
  return bare.charAt(0).toLowerCase() + bare.slice(1);
}

/** Equality of any kind, by value or by identity. */
export function isEquality(name: string): boolean {
  return /^(?:toBe|toEqual|toStrictEqual|equals?|eq|eqls?|strictEqual|deepEqual|deepStrictEqual)$/.test(name);
}

/** A primitive written down; `{ value }` because it may be undefined. */
export function primitiveOf(argument: Argument | undefined, source: Source): { readonly value: unknown } | undefined {
  switch (argument?.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return { value: argument.value };
    case 'template':
      return argument.interpolated ? undefined : { value: argument.value };
    case 'null':
      return { value: source.slice(argument.span) === 'undefined' ? undefined : null };
    default:
      return undefined;
  }
}

/** Written down as an object, array, function or pattern: new, and neither null nor undefined. */
export function isFresh({ kind }: Argument): boolean {
  return kind === 'array' || kind === 'object' || kind === 'function' || kind === 'regex';
}

/** Does the claim hold of a value? */
export function holds(claim: Claim, value: unknown): boolean {
  switch (claim) {
    case 'truthy':
      return Boolean(value);
    case 'falsy':
      return !value;
    case 'true':
      return value === true;
    case 'false':
      return value === false;
    case 'defined':
      return value !== undefined;
    case 'undefined':
      return value === undefined;
    case 'null':
      return value === null;
    case 'not-null':
      return value !== null;
    case 'present':
      return value !== null && value !== undefined;
  }
}
