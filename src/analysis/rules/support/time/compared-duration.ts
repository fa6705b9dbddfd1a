import type { Assertion, Span, Test, TestFile } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { inTest } from '../scope.ts';
import { variableNamed } from '../values.ts';

/** What durations are compared with: numbers, time stamps of somebody else's, or values that may come from any clock. */
export type Other = 'constant' | 'stamps' | 'value';

/** Names that stand for no value of their own, and clocks that never go back. */
const harmless =
  /^(?:and|or|not|abs|round|int|float|(?:datetime\.)?timedelta|seconds|milliseconds|rel|abs_tol|(?:pytest\.)?approx|time\.(?:perf_counter|monotonic|time)(?:_ns)?|(?:\w+\.)*[A-Z][A-Z_\d]*)$/;

/** The text says that it is a point in time: `stat.st_mtime`, `saved_at`, `timestamp`. */
const stamp = /[acm]time\d*(?:_ns)?\b|time_?stamp|_at\b/i;

/**
 * `now = time.time(); …; assert atime2 - atime1 <= time.time() - now` bounds what the clock of the system stamped: here the same
 * clock is the right one. Of any other value nobody knows the clock.
 */
export function comparedWith({ file, source }: RuleContext, test: Test, differences: readonly Span[]): Other {
  const kept = file.variables.filter(
    ({ initializer }) => initializer && differences.some((difference) => contains(initializer, difference)),
  );
  const known = [...differences, ...kept.flatMap(({ accesses }) => accesses.map(({ span }) => span))];
  let worst: Other = 'constant';
  for (const assertion of file.assertions) {
    if (!inTest(file, test, assertion.function)) continue;
    const sides = sidesOf(assertion);
    if (!sides.some((side) => known.some((span) => contains(side, span)))) continue;
    const text = sides.map((side) => without(source.slice(side), side.start, known)).join(' , ');
    const names = namesIn(text).filter((name) => !harmless.test(name) && !isNumber(file, name, assertion.function));
    if (names.length === 0) continue;
    if (stamp.test(names.join(' ')) || /[\w)\]]\s*-\s*[A-Za-z_]/.test(text)) return 'stamps';
    worst = 'value';
  }
  return worst;
}

function sidesOf({ compares, matcher, actual, expected }: Assertion): readonly Span[] {
  if (compares !== 'less' && compares !== 'greater' && compares !== 'equal' && !/^<=? <=?$/.test(matcher)) return [];
  return [actual, expected].filter((side) => side !== undefined);
}

/** The text with the known parts blanked out. */
function without(text: string, offset: number, known: readonly Span[]): string {
  const inside = (at: number) => known.some(({ start, end }) => start <= at && at < end);
  return [...text].map((letter, index) => (inside(offset + index) ? ' ' : letter)).join('');
}

function namesIn(text: string): readonly string[] {
  return text.replace(/'[^']*'|"[^"]*"/g, '').match(/(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*/g) ?? [];
}

function isNumber(file: TestFile, name: string, from: number): boolean {
  const variable = variableNamed(file, name, from);
  return variable?.initial?.kind === 'number' && variable.accesses.every(({ kind }) => kind === 'read');
}
