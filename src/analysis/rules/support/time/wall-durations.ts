import type { CallFact, Span, Test, TestFile, Variable } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { inTest } from '../scope.ts';
import { isClockHeld } from './clocks.ts';
import { comparedWith } from './compared-duration.ts';

/**
 * `time.time() - start`: a duration by the clock on the wall, which NTP and people set back and forward. Python's documentation
 * says so of `time.time` and gives `perf_counter` and `monotonic` for durations. Worth a look only where nothing is asserted about it, or where the test has a limit on it that is the greater fault (`limited`).
 */
export function* wallDurations(context: RuleContext, limited: ReadonlySet<number>): Iterable<Report> {
  const { file, source } = context;
  if (file.language !== 'python' || !file.clocks.some(({ via }) => via === 'time.time')) return;
  for (const test of file.tests) {
    const calls = file.calls.filter(({ callee, function: at }) => callee === 'time.time' && inTest(file, test, at));
    const starts = variablesOf(file, test, calls);
    const differences = starts.flatMap((variable) => differencesOf(context, variable, starts, calls));
    const [first] = differences;
    if (!first || isReplaced(context, test, first)) continue;
    const other = comparedWith(context, test, differences);
    if (other === 'stamps') continue;
    const isBound = file.assertions.some(
      (assertion) => assertion.function === test.function && boundsIn(context, assertion.span, differences),
    );
    const fix = withPerfCounter(context, test, starts, calls);
    yield {
      at: first,
      severity: isBound && !limited.has(test.id) ? 'warning' : 'info',
      message: `${source.slice(first)} measures with the clock of the system, which is set back and forward while programs run: the duration may come out negative or hours long. Measure with time.perf_counter().`,
      fix: fix && { ...fix, safety: other === 'constant' ? 'safe' : 'suggested' },
    };
  }
}

/** `start = time.time()` and nothing else. */
function variablesOf(file: TestFile, test: Test, calls: readonly CallFact[]): readonly Variable[] {
  return file.variables.filter(
    ({ level, function: at, initial, accesses }) =>
      level === 'function' &&
      isWithin(file, at, test.function) &&
      calls.some(({ id }) => initial?.kind === 'call' && initial.ref === id) &&
      accesses.every(({ kind }) => kind === 'read'),
  );
}

/** The differences that a reading kept in `variable` is taken in: `time.time() - start`, `end - start`. */
function differencesOf(
  context: RuleContext,
  variable: Variable,
  starts: readonly Variable[],
  calls: readonly CallFact[],
): readonly Span[] {
  return variable.accesses.flatMap(({ span }) => {
    const left = operandBefore(context, span, starts, calls);
    return left ? [{ start: left.start, end: span.end }] : [];
  });
}

/** What this is subtracted from, when that is another reading. */
function operandBefore(
  { source }: RuleContext,
  span: Span,
  starts: readonly Variable[],
  calls: readonly CallFact[],
): Span | undefined {
  const minus = /\s*-\s*$/.exec(source.text.slice(Math.max(0, span.start - 40), span.start))?.[0];
  if (minus === undefined || /^[.[(*/]|^\s*\*\*/.test(source.text.slice(span.end, span.end + 1))) return undefined;
  const end = span.start - minus.length;
  const readings = [
    ...calls.map((call) => call.span),
    ...starts.flatMap(({ accesses }) => accesses.map((access) => access.span)),
  ];
  const left = readings.find((reading) => reading.end === end);
  return left && !/[-*/%]\s*$/.test(source.text.slice(Math.max(0, left.start - 20), left.start)) ? left : undefined;
}

/** A clock that stands still or is somebody's own. */
function isReplaced(context: RuleContext, test: Test, first: Span): boolean {
  const { file, source } = context;
  return (
    isClockHeld(context, test, first.start, 'date') ||
    file.interceptions.some(({ target }) => /(?:^|\.)time(?:\.time)?$/.test(target ?? '')) ||
    /setattr\([^)]*\btime\b/.test(source.slice(test.span))
  );
}

/** The assertion compares a difference, or a variable that holds one. */
function boundsIn({ file }: RuleContext, assertion: Span, differences: readonly Span[]): boolean {
  const kept = file.variables.filter(
    ({ initializer }) => initializer && differences.some((difference) => contains(initializer, difference)),
  );
  return (
    differences.some((difference) => contains(assertion, difference)) ||
    kept.some(({ accesses }) => accesses.some(({ span }) => contains(assertion, span)))
  );
}

/** Safe against constants: every reading of the test goes into a difference and nowhere else. */
function withPerfCounter(
  context: RuleContext,
  test: Test,
  starts: readonly Variable[],
  calls: readonly CallFact[],
): FixDraft | undefined {
  const { file, source } = context;
  const differences = starts.flatMap((variable) => differencesOf(context, variable, starts, calls));
  const isInDifference = (span: Span) =>
    differences.some((difference) => difference.start === span.start || difference.end === span.end);
  const isUsedUp =
    starts.every(({ accesses }) => accesses.every(({ span }) => isInDifference(span))) &&
    calls.every(({ id, span }) => starts.some(({ initial }) => initial?.ref === id) || isInDifference(span));
  // A reading without a call, such as `default_factory=time.time`, is compared with nothing here.
  const isModule = calls.every(({ calleeSpan }) => /^\w+\.time$/.test(source.slice(calleeSpan)));
  const isShadowed = file.variables.some(
    ({ name, function: at }) => name === 'time' && isWithin(file, at, test.function),
  );
  if (!isUsedUp || !isModule || isShadowed) return undefined;
  return {
    title: 'Measure with time.perf_counter()',
    safety: 'safe',
    edits: calls.map(({ calleeSpan }) => ({
      start: calleeSpan.end - 'time'.length,
      end: calleeSpan.end,
      text: 'perf_counter',
    })),
  };
}
