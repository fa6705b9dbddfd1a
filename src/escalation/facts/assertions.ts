import { type Assertion, assertionsOf } from '../source/assertions.ts';
import type { ChangedFile } from '../source/changed-file.ts';
import type { Fact } from './fact.ts';

/** An assertion that is gone, or checks less than it did. Moved, awaited, wrapped and sharpened ones are still there. */
export function removedAssertionFacts(file: ChangedFile): Fact[] {
  const before = assertionsOf(file.path, file.before, file.scanBefore);
  const after = assertionsOf(file.path, file.after, file.scanAfter);
  const missing = without(before, after);
  const left = without(after, before);
  // So many at once are no fix of a test; nobody needs them sorted out.
  const gone = missing.length > maxCompared ? missing : missing.filter((assertion) => !take(left, assertion));
  return gone.slice(0, maxFacts).map(({ tokens, line }) => ({
    id: 'assertion-removed',
    statement: `assertion removed or weakened: ${tokens.join(' ').slice(0, 120)}`,
    where: { path: file.path, line },
    reason:
      'The change takes out an assertion or makes it check less. A test that checks less passes more often without being better.',
  }));
}

const maxCompared = 200;
/** Per file. One is reason enough to ask; the rest only helps a person to see how much it is. */
const maxFacts = 20;

/** Those that have no equal in `others`, as often as they have none. */
function without(assertions: readonly Assertion[], others: readonly Assertion[]): Assertion[] {
  const counts = new Map<string, number>();
  for (const { tokens } of others) counts.set(tokens.join(' '), (counts.get(tokens.join(' ')) ?? 0) + 1);
  return assertions.filter(({ tokens }) => {
    const key = tokens.join(' ');
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count <= 0;
  });
}

/** Share of the old assertion's words that a changed one must still have. */
const kept = 0.6;

/** Every expected value is still there and so is most of the rest: `toBe(0.3)` -> `toBeCloseTo(0.3)`, `raises(Exception)` -> `raises(KeyError)`. */
function keeps(before: Assertion, after: Assertion): boolean {
  const rest = [...after.tokens];
  const lost = before.tokens.filter((token) => {
    const at = rest.findIndex((other) => other === token || other === awaited(token));
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
  const trivially = trivialTokens(before);
  if (trivially[0] !== undefined && lost[0] === trivially[0] && lost.length <= trivially.length) {
    const [matcher = '', value = ''] = after.tokens.slice(after.tokens.findIndex((token) => exact.test(token)));
    const isNothing = /^toBe(?:Undefined|Null)$/.test(matcher) || /^(?:false|0)$/.test(value);
    return exact.test(matcher) && isNothing === (trivially[0] === 'toBeFalsy');
  }
  if (rest.includes('not') || lost.includes('not')) return false;
  const losesValue = lost.some((token) => /^["\d]|^(?:true|false|null|undefined|True|False|None)$/.test(token));
  return !losesValue && !loosens(lost, rest) && lost.length <= before.tokens.length * (1 - kept);
}

/** What was awaited was called. */
function awaited(token: string): string | undefined {
  return /^assert_\w*call/.test(token) ? token.replace('called', 'awaited').replace('call', 'await') : undefined;
}

const trivial = /^(?:toBeDefined|toBeTruthy|toBeFalsy|toBeGreaterThan|toBeGreaterThanOrEqual|toHaveBeenCalled)$/;

/** The words that only ask whether there is anything: `toBeDefined()`, `is not None`, `toBeGreaterThan(0)`. Any exact value says more. */
function trivialTokens({ tokens }: Assertion): readonly string[] {
  const end = /(?:^| )(is not None|not toBeNull)$/.exec(tokens.join(' '))?.[1]?.split(' ');
  if (end) return end;
  const at = tokens.findIndex((token) => trivial.test(token));
  const said = at === -1 ? [] : tokens.slice(at);
  const [matcher = '', least = '0', ...more] = said;
  const asksLittle = least === '0' || (least === '1' && matcher.endsWith('OrEqual'));
  return asksLittle && more.length === 0 ? said : [];
}

const exact =
  /^(?:toBe|toBeUndefined|toBeNull|toEqual|toStrictEqual|toHaveText|===?|assertEqual|assertIs|strictEqual|deepEqual|deepStrictEqual|toHaveBeenCalledTimes|toHaveBeenCalledWith|all|every)$/;
const loose =
  /^(?:toContain\w*|toMatch\w*|toBe(?:Greater|Less)\w+|in|not|!==?|[<>]=?|assert(?:In|Not\w+|Greater\w*|Less\w*)|not\w*Equal|match|any|some)$/;
/** Hold for more values than whatever they stand in for. */
const wide = /^(?:(?:array|object|string)(?:Containing|Matching)|anything|ANY|Exception|BaseException)$/;

/** `toBe(3)` -> `toBeGreaterThanOrEqual(3)`, `==` -> `in`, `raises(KeyError)` -> `raises(Exception)`. A distance between floats is none. */
function loosens(lost: readonly string[], gained: readonly string[]): boolean {
  if (gained.some((token) => wide.test(token))) return true;
  return (
    !gained.includes('abs') && lost.some((token) => exact.test(token)) && gained.some((token) => loose.test(token))
  );
}

/** Takes the changed form of an assertion out of `from`, if it is there. */
function take(from: Assertion[], before: Assertion): boolean {
  const at = from.findIndex(
    (after) => (before.page !== undefined && before.page === after.page) || keeps(before, after),
  );
  if (at !== -1) from.splice(at, 1);
  return at !== -1;
}
