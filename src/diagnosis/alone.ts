import type { Cause } from '../analysis/index.ts';
import type { Hint } from './hint.ts';

const one =
  /^collected 1 item\b|^Ran 1 test in |^\s*Tests\s+1 failed \(1\)|^Tests:\s+1 failed, 1 total|^[ℹ#] tests 1$|^\s*Running 1 test using/;
const more =
  /^collected (?!1 )\d+ items?\b|^Ran (?!1 )\d+ tests in |^\s*Tests\s.{1,80}\((?!1\))\d+\)|^Tests:\s.{1,80}, (?!1 )\d+ total|^[ℹ#] tests (?!1$)\d+$|^\s*Running (?!1 )\d+ tests using/;

/** What only another test in the same run can bring about. */
const fromNeighbours: ReadonlySet<Cause> = new Set<Cause>(['order-dependence', 'shared-state', 'mock-leak']);
/** Not nothing: files and databases outlive a run. */
const share = 0.4;

/** True when the output says that the failing test was the only one that ran. */
export function ranAlone(lines: readonly string[]): boolean {
  return lines.some((line) => one.test(line)) && !lines.some((line) => more.test(line));
}

/** A test that ran alone did not fail because of the tests before it. */
export function withoutNeighbours(hint: Hint): Hint {
  return fromNeighbours.has(hint.cause) ? { ...hint, confidence: hint.confidence * share } : hint;
}
