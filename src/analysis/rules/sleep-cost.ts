import type { Test, TestFile, Wait } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { examples } from './examples/sleep-cost.ts';
import { fixedSleep } from './fixed-sleep.ts';
import { rounds, rowsOf } from './support/repeats.ts';
import { isSwitchedOff, testAround } from './support/scope.ts';
import { isFixedPause } from './support/time/pauses.ts';
import { isTypeTest } from './support/type-tests.ts';

/** A file that sleeps less than this in all is not worth a line. */
const worthTelling = 1000;

/** How long the tests of a file do nothing. Source: 252 real sleeps in 90 files of the survey, the longest in e2e suites. */
export const sleepCost = defineRule({
  id: 'sleep-cost',
  title: 'Time spent sleeping',
  cause: 'async-wait',
  topic: 'performance',
  severity: 'info',
  languages: ['typescript'],
  pattern: 'flaky/retries',
  why: 'Every run of the file pays for its pauses, on every machine and at every retry. Waiting for the condition itself costs only what the work takes.',
  examples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    const sleeps = file.waits.flatMap((wait) => sleepOf(context, wait));
    const [first] = sleeps;
    const total = sum(sleeps);
    if (!first || total < worthTelling) return;
    const fixable = new Set([...fixedSleep.check(context)].flatMap(({ at, fix }) => (fix ? [at.start] : [])));
    const saved = sum(sleeps.filter(({ wait }) => fixable.has(wait.span.start)));
    const pauses = sleeps.length === 1 ? 'one pause' : `${sleeps.length} pauses`;
    const wayOut =
      saved > 0
        ? `The fixes of fixed-sleep save up to ${seconds(saved)} of it.`
        : 'Where a pause stands in for a condition, wait for the condition; where it lets time pass, move a fake clock.';
    yield {
      at: first.wait.span,
      message: `The tests of this file sleep at least ${seconds(total)} (${pauses}). ${wayOut}`,
    };
  },
});

interface Sleep {
  readonly wait: Wait;
  readonly ms: number;
}

function sleepOf(context: RuleContext, wait: Wait): Sleep[] {
  const { file } = context;
  const test = testAround(file, wait.function);
  if (!test || wait.ms === undefined || isSwitchedOff(file, test) || !isFixedPause(context, test, wait)) return [];
  return [{ wait, ms: wait.ms * timesRun(file, context.source.text, test, wait) }];
}

/** Loops around the pause and rows of the tables around the test, counted where they can be. */
function timesRun(file: TestFile, text: string, test: Test, wait: Wait): number {
  return rounds(file, text, wait.block) * rowsOf(file, test);
}

function sum(sleeps: readonly Sleep[]): number {
  return sleeps.reduce((total, { ms }) => total + ms, 0);
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
}
