import type { Assertion, Span, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { examples } from './examples/elapsed-time.ts';
import { testAround } from './support/scope.ts';
import { isClockHeld } from './support/time/clocks.ts';
import { wallDurations } from './support/time/wall-durations.ts';
import { readingsIn as clockReadingsIn, variableNamed, variablesReadIn } from './support/values.ts';

/** Limits from here on leave room for a slow machine, so they flake less. */
const roomyMilliseconds = 1000;

/** Limits from here on tell "at once" from "at the timeout" and fail on a machine that stands still only. */
const lenientMilliseconds = 5000;

/** What this process alone has spent: others that keep the machine busy do not count. */
const cpuClock = /process_time|thread_time/;

/** An upper limit on measured time: it tests how busy the machine is. */
export const elapsedTime = defineRule({
  id: 'elapsed-time',
  title: 'Upper limit on measured time',
  cause: 'performance-threshold',
  topic: 'performance',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'performance/benchmarks',
  why: 'The time a test takes depends on what else the machine does. An upper limit that holds on a laptop fails on a shared build agent, and says nothing about the code.',
  examples,
  *check(context) {
    const { file, source } = context;
    if (file.clocks.length === 0) return;
    const limited = new Set<number>();
    for (const assertion of file.assertions) {
      const test = testAround(file, assertion.function);
      const limit = upperLimit(context, assertion);
      if (!test || !limit || isClockHeld(context, test, assertion.span.start, 'date')) continue;
      limited.add(test.id);
      const milliseconds =
        limit.bound && inMilliseconds(file, boundOf(context, limit.bound, assertion), source.slice(limit.duration));
      const isRoomy = milliseconds === undefined || milliseconds >= roomyMilliseconds;
      const isLenient = milliseconds !== undefined && milliseconds >= lenientMilliseconds;
      const when = isLenient ? 'on a machine that is busy enough' : 'whenever the machine is busy';
      yield {
        at: assertion.span,
        ...(isRoomy && { severity: isLenient ? ('info' as const) : ('warning' as const) }),
        message: `Fails ${when}: the limit measures the machine, not the code. Check what makes the code fast (calls, queries, steps), use fake time, or move it to a benchmark.`,
      };
    }
    yield* wallDurations(context, limited);
  },
});

interface Limit {
  readonly duration: Span;
  readonly bound?: Span | undefined;
}

/** The measured side and the limit, when the assertion says that a duration is below (or equal to) something. */
function upperLimit(context: RuleContext, assertion: Assertion): Limit | undefined {
  const { actual, expected, compares, negated, matcher } = assertion;
  if (!actual || negated) return undefined;
  if (compares === 'less' || compares === 'equal' || /closeto|almostequal/i.test(matcher)) {
    return isDuration(context, actual) ? { duration: actual, bound: expected } : undefined;
  }
  const middle = /^<=? <=?$/.test(matcher) ? chained(context, actual) : undefined;
  if (middle) return isDuration(context, middle.duration) ? middle : undefined;
  if (compares === 'greater' && expected && isDuration(context, expected)) return { duration: expected, bound: actual };
  return undefined;
}

/** Python's `low <= duration < high`. */
function chained({ source }: RuleContext, span: Span): Limit | undefined {
  const parts = /^([^<>]+<=?\s*)([^<>]+?)(\s*<=?\s*)([^<>]+)$/.exec(source.slice(span));
  const [, low = '', duration = '', sign = ''] = parts ?? [];
  if (!parts) return undefined;
  const start = span.start + low.length;
  const end = start + duration.length;
  return { duration: { start, end }, bound: { start: end + sign.length, end: span.end } };
}

/** A difference of two clock readings, written here or kept in a variable. */
function isDuration(context: RuleContext, span: Span): boolean {
  const { file, source } = context;
  if (isDifference(context, span)) return true;
  const [only, ...others] = variablesReadIn(file, span);
  const isPlain = /^(?:[A-Za-z]\w*\()?\s*[A-Za-z_]\w*\s*(?:,\s*\d+)?\)?(?:\s*[*/]\s*[\d_.]+)?(?:\.total_seconds\(\))?$/;
  return (
    only?.initializer !== undefined &&
    others.length === 0 &&
    isPlain.test(source.slice(span).trim()) &&
    // A difference inside a callback measures what the callback does.
    !/=>|\bfunction\b|\blambda\b/.test(source.slice(only.initializer)) &&
    isDifference(context, only.initializer)
  );
}

function isDifference({ file, source }: RuleContext, span: Span): boolean {
  const readingsIn = (inside: Span) => clockReadingsIn(file, inside).filter(({ via }) => !cpuClock.test(via));
  // `load("test-flow", now(), now())` subtracts nothing.
  const code = source.slice(span).replace(/"[^"\n]*"|'[^'\n]*'/g, '""');
  if (!/[\w)\]]\s*-\s*[\w(]/.test(code)) return false;
  const kept = variablesReadIn(file, span).filter(
    ({ initializer }) =>
      initializer !== undefined && readingsIn(initializer).length === 1 && isBare(source.slice(initializer)),
  );
  return readingsIn(span).length + kept.length >= 2;
}

/** A reading and nothing else: `time.time()`, `new Date().getTime()`; no arithmetic. */
function isBare(initializer: string): boolean {
  return !/[-+*/]\s*[\w(]/.test(initializer.replace(/^\s*await\s+/, ''));
}

/** The limit as written; in Python also the number that a constant stands for. */
function boundOf({ file, source }: RuleContext, bound: Span, assertion: Assertion): string {
  const text = source.slice(bound).trim();
  const variable =
    file.language === 'python' && /^\w+$/.test(text) ? variableNamed(file, text, assertion.function) : undefined;
  const isConstant = variable?.initial?.kind === 'number' && variable.accesses.every(({ kind }) => kind === 'read');
  return isConstant ? source.slice(variable.initial.span) : text;
}

/** JavaScript clocks count milliseconds, Python's seconds unless the text says otherwise. */
function inMilliseconds(file: TestFile, bound: string, duration: string): number | undefined {
  const number = /^[\d_]+(?:\.\d+)?(?:e\d+)?$/.exec(bound.trim())?.[0]?.replaceAll('_', '');
  const seconds = /^(?:datetime\.)?timedelta\(seconds=([\d.]+)\)$/.exec(bound.trim())?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  if (number === undefined) return undefined;
  const isMilliseconds = file.language === 'typescript' || /ms\b|milli|\*\s*1_?000\b/i.test(duration);
  return isMilliseconds ? Number(number) : Number(number) * 1000;
}
