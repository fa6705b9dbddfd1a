import type { Campaign, Header, ResultRecord, RunRecord } from './record.ts';
import { isAxis, type Strategy } from './strategies.ts';
import { type Surroundings, surroundingsText } from './surroundings.ts';

/** One test once, in one process, with an answer. */
export interface Trial {
  readonly run: number;
  readonly strategy: Strategy;
  /** What an axis stood at: `TZ=Asia/Kolkata`. */
  readonly value?: string;
  readonly failed: boolean;
}

/** Both times of a run of `twice`: whether it failed. */
export interface Pair {
  readonly run: number;
  readonly first: boolean;
  readonly second: boolean;
}

/** What all runs say about one test. */
export interface TestHistory {
  /** From fresh processes. */
  readonly trials: readonly Trial[];
  readonly pairs: readonly Pair[];
  readonly skips: number;
  /** Runs that ended without an answer about this test, and no other test is to blame. */
  readonly lost: readonly RunRecord[];
}

/** Only these executed what was planned. */
export function counts(run: RunRecord): boolean {
  return run.outcome === 'passed' || run.outcome === 'failed';
}

/**
 * The results that count. Of a run that executed its plan: all. Of a run that died: only the test that was running when it
 * died, as failed. What had passed before is left out: the run did not do what was planned, and its tests come again. Of a
 * run that was cut: nothing, no test took it along.
 */
export function countingResults(run: RunRecord): readonly ResultRecord[] {
  return counts(run) ? run.results : run.results.filter(({ outcome }) => died(outcome));
}

/** A run that gives at least one trial or is a run of skips only. Cut runs are made again. */
export function saysSomething(run: RunRecord): boolean {
  return countingResults(run).length > 0 || allSkipped(run);
}

export function allSkipped(run: RunRecord): boolean {
  return (
    run.outcome === 'not_executed' &&
    run.results.length > 0 &&
    run.results.every(({ outcome }) => outcome === 'skipped')
  );
}

export function hasFailed({ outcome }: ResultRecord): boolean {
  return outcome !== 'passed' && outcome !== 'skipped';
}

/** For each test of the header, in its order. */
export function historiesOf({ header, runs }: Campaign): readonly TestHistory[] {
  const histories = header.tests.map(newHistory);
  for (const run of runs) {
    if (run.outcome === 'cancelled') continue;
    const blamed = !counts(run) && countingResults(run).length > 0;
    const [all, counting] = [byTest(run.results), byTest(countingResults(run))];
    for (const test of new Set(run.order)) {
      const history = histories[test];
      if (!history) continue;
      const own = all.get(test) ?? [];
      const answers = (counting.get(test) ?? []).filter(({ outcome }) => outcome !== 'skipped');
      if (run.strategy === 'twice') {
        const [first, second] = [1, 2].map((attempt) => own.find((result) => result.attempt === attempt));
        if (first && second) history.pairs.push({ run: run.run, first: hasFailed(first), second: hasFailed(second) });
        continue;
      }
      if (own.length > 0 && own.every(({ outcome }) => outcome === 'skipped')) history.skips += 1;
      else if (answers.length > 0) history.trials.push(trialOf(run, answers.some(hasFailed)));
      else if (!blamed) history.lost.push(run);
    }
  }
  return histories;
}

interface GrowingHistory extends TestHistory {
  readonly trials: Trial[];
  readonly pairs: Pair[];
  skips: number;
  readonly lost: RunRecord[];
}

function newHistory(): GrowingHistory {
  return { trials: [], pairs: [], skips: 0, lost: [] };
}

/** Whether the run, as a whole, is a trial that failed; undefined when it is none. */
export function runFailed(run: RunRecord): boolean | undefined {
  const answers = countingResults(run).filter(({ outcome }) => outcome !== 'skipped');
  return answers.length === 0 ? undefined : answers.some(hasFailed);
}

/** How an axis stood; undefined for strategies that change nothing or only the order. */
export function axisValue(strategy: Strategy, surroundings: Surroundings): string | undefined {
  if (!isAxis(strategy)) return undefined;
  const { hashSeed, ...others } = surroundings;
  return surroundingsText(strategy === 'hash-seed' && hashSeed !== undefined ? { hashSeed } : others);
}

export function testId(header: Header, test: number): string {
  return header.tests[test]?.id ?? `test ${test}`;
}

function trialOf(run: RunRecord, failed: boolean): Trial {
  const value = axisValue(run.strategy, run.surroundings);
  return { run: run.run, strategy: run.strategy, ...(value === undefined ? {} : { value }), failed };
}

function byTest(results: readonly ResultRecord[]): ReadonlyMap<number, readonly ResultRecord[]> {
  const groups = new Map<number, ResultRecord[]>();
  for (const result of results) {
    const group = groups.get(result.test);
    if (group) group.push(result);
    else groups.set(result.test, [result]);
  }
  return groups;
}

function died(outcome: ResultRecord['outcome']): boolean {
  return outcome === 'crashed' || outcome === 'timed_out' || outcome === 'out_of_memory';
}
