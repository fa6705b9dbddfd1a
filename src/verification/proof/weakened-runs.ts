import type { TestId } from '../../runners/runner.ts';
import { failed, ran } from './counts.ts';
import { type ProofPlan, shownTest, type Trial } from './record.ts';

/** Passing runs of each tree in which assertions were counted, before the counts are compared. */
const enoughCounted = 2;

/** What the runs show of a change that makes tests check less: one that is no longer run, or checks fewer things. */
export function weakenedAtRunTime(
  plan: ProofPlan,
  trials: readonly Trial[],
): { test: TestId; reason: string } | undefined {
  const [old, fresh] = [trials.filter(({ tree }) => tree === 'old'), trials.filter(({ tree }) => tree === 'new')];
  for (const { id } of plan.tests) {
    const skipped = fresh.find((trial) => trial.skipped.includes(id));
    // A test may skip itself under some condition; then it did so before.
    if (skipped && old.some((trial) => trial.arm === skipped.arm && (ran(plan, trial, id) || failed(trial, id))))
      return { test: id, reason: `${shownTest(plan, id)} is skipped with the change and was not without it.` };
    const [before, after] = [countsOf(old, id), countsOf(fresh, id)];
    if (before.length < enoughCounted || after.length < enoughCounted) continue;
    // A test that polls checks a different number each time: only a clear fall counts.
    const [least, most] = [Math.min(...before), Math.max(...after)];
    if (most < least)
      return {
        test: id,
        reason: `${shownTest(plan, id)} executes ${counted(most)} with the change and ${counted(least)} without it.`,
      };
  }
  return undefined;
}

function counted(assertions: number): string {
  return `${assertions} ${assertions === 1 ? 'assertion' : 'assertions'}`;
}

function countsOf(trials: readonly Trial[], id: TestId): number[] {
  return trials.flatMap(({ assertions }) => assertions?.[id] ?? []);
}
