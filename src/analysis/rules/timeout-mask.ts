import type { Test, TestFile, Wait } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/timeout-mask.ts';
import { alwaysRuns } from './support/places.ts';
import { isSwitchedOff, testAround } from './support/scope.ts';
import { isFixedPause } from './support/time/pauses.ts';
import { defaultLimits, limitFor, type TimeLimit, timeLimits } from './support/time/time-limits.ts';

/** The survey of flaky fixes calls a longer limit the non-fix: in 63 % of them the wait was changed although the cause lay elsewhere (TRaf 2023). */
export const timeoutMask = defineRule({
  id: 'timeout-mask',
  title: 'Time limit raised above the usual',
  cause: 'async-wait',
  topic: 'flaky',
  severity: 'info',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest', 'mocha', 'playwright'],
  pattern: 'flaky/retries',
  why: 'A raised limit is right for work that takes long, and a mask where a test waits for something that sometimes never comes: it then fails just as often, only later. A limit shorter than the pause inside always fails.',
  examples,
  *check(context) {
    const { file } = context;
    const limits = timeLimits(file);
    if (limits.length === 0) return;
    const tight = new Set<TimeLimit>();
    for (const wait of file.waits) {
      const report = tooShort(context, limits, tight, wait);
      if (report) yield report;
    }
    for (const limit of limits) {
      if (file.framework !== 'jest' || limit.ms !== Number.POSITIVE_INFINITY) continue;
      tight.add(limit);
      const message =
        'Jest takes Infinity for one millisecond (a timer holds 32 bits), so the test fails at once. Give it a number.';
      yield { at: limit.at, severity: 'warning', message };
    }
    const raised = limits.filter((limit) => !tight.has(limit) && isRaised(context, limit));
    const [first] = raised;
    if (first) yield { at: first.at, message: messageFor(first, raised.length) };
  },
});

function usualLimit({ file, project }: RuleContext): number {
  return project.runner.testTimeout ?? defaultLimits[file.framework] ?? Number.POSITIVE_INFINITY;
}

/** Polls and pauses: what may wait for something that never comes. */
const waits = /(?:^|\.)(?:waitFor\w*|waitUntil|find(?:All)?By\w+|poll|eventually)$/;

/** Work that only takes long is none of this rule's business. */
function waitsForSomething(file: TestFile, limit: TimeLimit): boolean {
  const covers = (fn: number) => isWithin(file, fn, limit.for);
  return (
    file.framework === 'playwright' ||
    file.waits.some((wait) => covers(wait.function)) ||
    file.calls.some((call) => waits.test(call.callee) && covers(call.function))
  );
}

function isRaised(context: RuleContext, limit: TimeLimit): boolean {
  const { ms, slow } = limit;
  const usual = usualLimit(context);
  if (ms !== Number.POSITIVE_INFINITY && !waitsForSomething(context.file, limit)) return false;
  // A configured 0 is no limit at all.
  return usual > 0 && (slow === true || (ms !== undefined && ms > usual));
}

/** Without the usual limit: a configuration may give it by platform (`CI ? 60_000 : 30_000`). */
function messageFor({ ms, slow }: TimeLimit, count: number): string {
  const more = count > 1 ? ` (${count} places in this file)` : '';
  const what = slow
    ? 'triples the time limit'
    : ms === Number.POSITIVE_INFINITY
      ? 'switches the time limit off, so a test that hangs holds up the whole run'
      : `raises the time limit to ${seconds(ms ?? 0)}`;
  return `This ${what}${more}. Right where the work takes that long; where the test sometimes waits for nothing it only fails later. Look at what it waits for.`;
}

function seconds(ms: number): string {
  return ms % 1000 === 0 || ms > 10_000 ? `${Math.round(ms / 1000)} s` : `${ms} ms`;
}

/** The test sleeps longer than it may run. Once a limit. */
function tooShort(
  context: RuleContext,
  limits: readonly TimeLimit[],
  told: Set<TimeLimit>,
  wait: Wait,
): Report | undefined {
  const { file } = context;
  const test = testAround(file, wait.function);
  const limit = test && limitFor(file, test, limits);
  if (!test || !limit || told.has(limit) || wait.ms === undefined || !isMeant(context, test, wait)) return undefined;
  if (limit.ms === undefined || wait.ms < limit.ms || limit.slow) return undefined;
  told.add(limit);
  return {
    at: limit.at,
    severity: 'warning',
    message: `The test may run ${limit.ms} ms and sleeps ${wait.ms} ms: it cannot pass. Wait for the condition instead of sleeping, or give it the time.`,
  };
}

function isMeant(context: RuleContext, test: Test, wait: Wait): boolean {
  const expectsFailure = test.modifiers.some(({ name }) => /^fail/.test(name)) || isSwitchedOff(context.file, test);
  return !expectsFailure && alwaysRuns(context.file, wait.block, test.function) && isFixedPause(context, test, wait);
}
