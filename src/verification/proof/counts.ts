import type { TestId } from '../../runners/runner.ts';
import { fisherExact } from '../statistics.ts';
import { outsideTests, type ProofPlan, type Trial } from './record.ts';

export interface Count {
  readonly runs: number;
  readonly failures: number;
}

/** Did the trial execute this test? */
export function ran(plan: ProofPlan, trial: Trial, id: TestId): boolean {
  if (id === outsideTests) return true;
  const { order, test } = plan.arms[trial.arm] ?? {};
  const isPlanned = order === 'named' ? plan.targets.includes(id) : test === undefined || test === id;
  return isPlanned && !trial.skipped.includes(id) && !trial.missing.includes(id);
}

export function failed(trial: Trial, id: TestId): boolean {
  return trial.failed.some((failure) => failure.id === id);
}

export function countOf(plan: ProofPlan, trials: readonly Trial[], id: TestId): Count {
  const executed = trials.filter((trial) => ran(plan, trial, id) || failed(trial, id));
  return { runs: executed.length, failures: executed.filter((trial) => failed(trial, id)).length };
}

/** Targets that failed without the change, in whatever trial: what there is to be mended. */
export function reproducedTests(plan: ProofPlan, trials: readonly Trial[]): ReadonlySet<TestId> {
  const old = trials.filter(({ tree }) => tree === 'old');
  return new Set([...plan.targets, outsideTests].filter((id) => old.some((trial) => failed(trial, id))));
}

/** Trials that show the failure that is to be mended. */
export function countFailing(trials: readonly Trial[], tests: ReadonlySet<TestId>): Count {
  return {
    runs: trials.length,
    failures: trials.filter((trial) => trial.failed.some(({ id }) => tests.has(id))).length,
  };
}

/** How likely these counts are if the change made nothing better. */
export function chanceOfNoGain(before: Count, after: Count): number {
  return fisherExact(before.failures, before.runs - before.failures, after.failures, after.runs - after.failures);
}

/** Looked at after every run and for every test, so stricter than the usual 5 %. */
const regressionChance = 0.01;

/** Tests that never failed without the change and fail with it, more often than chance explains. */
export function brokenTests(plan: ProofPlan, trials: readonly Trial[]): TestId[] {
  return suspects(plan, trials).filter((id) => {
    const arms = new Set(trials.filter((trial) => trial.tree === 'new' && failed(trial, id)).map(({ arm }) => arm));
    const groups = [trials, ...[...arms].map((arm) => trials.filter((trial) => trial.arm === arm))];
    return groups.some((group) => {
      const before = countOf(
        plan,
        group.filter(({ tree }) => tree === 'old'),
        id,
      );
      const after = countOf(
        plan,
        group.filter(({ tree }) => tree === 'new'),
        id,
      );
      return chanceOfNoGain(after, before) <= regressionChance;
    });
  });
}

/** Tests that never failed without the change and have failed with it. */
export function suspects(plan: ProofPlan, trials: readonly Trial[]): TestId[] {
  return [...plan.tests.map(({ id }) => id), outsideTests].filter(
    (id) =>
      trials.some((trial) => trial.tree === 'new' && failed(trial, id)) &&
      !trials.some((trial) => trial.tree === 'old' && failed(trial, id)),
  );
}
