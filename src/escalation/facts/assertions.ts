import { type Assertion, assertionsOf } from '../source/assertions.ts';
import type { ChangedFile } from '../source/changed-file.ts';
import type { Fact } from './fact.ts';

/** An assertion that is gone, or checks less than it did. Moved, awaited, wrapped and sharpened ones are still there. */
export function removedAssertionFacts(file: ChangedFile): Fact[] {
  const left = assertionsOf(file.path, file.after, file.scanAfter);
  const missing = assertionsOf(file.path, file.before, file.scanBefore).filter(
    (assertion) => !take(left, (other) => same(assertion, other)),
  );
  return missing
    .filter((assertion) => !take(left, (other) => keeps(assertion, other)))
    .map(({ tokens, line }) => ({
      id: 'assertion-removed',
      statement: `assertion removed or weakened: ${tokens.join(' ').slice(0, 120)}`,
      where: { path: file.path, line },
      reason:
        'The change takes out an assertion or makes it check less. A test that checks less passes more often without being better.',
    }));
}

function same(a: Assertion, b: Assertion): boolean {
  return a.tokens.length === b.tokens.length && a.tokens.every((token, index) => token === b.tokens[index]);
}

/** Share of the old assertion's words that a changed one must still have. */
const kept = 0.6;

/** Every expected value is still there and so is most of the rest: `toBe(0.3)` -> `toBeCloseTo(0.3)`, `raises(Exception)` -> `raises(KeyError)`. */
function keeps(before: Assertion, after: Assertion): boolean {
  const rest = [...after.tokens];
  const lost = before.tokens.filter((token) => {
    const at = rest.indexOf(token);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
  const losesValue = lost.some((token) => /^["\d]|^(?:true|false|null|undefined|True|False|None)$/.test(token));
  return !losesValue && lost.length <= before.tokens.length * (1 - kept);
}

function take(from: Assertion[], wanted: (assertion: Assertion) => boolean): boolean {
  const at = from.findIndex(wanted);
  if (at !== -1) from.splice(at, 1);
  return at !== -1;
}
