import { cpus } from 'node:os';
import type { RunnerName, TestId } from '../../runners/runner.ts';
import { axes } from '../strategies.ts';
import { reachOf, surroundingsText } from '../surroundings.ts';
import type { Arm } from './record.ts';

/** More single tests than these are not tried alone: each is an arm of its own. */
const maxAlone = 5;

export interface Tried {
  readonly targets: readonly TestId[];
  /** The caller named each of them: a polluter and its victim, in this order. */
  readonly named: boolean;
  /** How many there are in all files concerned. */
  readonly tests: number;
}

/**
 * Ways to make a flaky test fail more often, the likely ones first: order, then load, then the surroundings. What this
 * machine cannot do is said in `limitations`.
 */
export function armsFor(
  runner: RunnerName,
  { targets, named, tests }: Tried,
  now: Date,
): { arms: Arm[]; limitations: string[] } {
  const plain: Arm = { name: 'as declared', order: 'declared', surroundings: {} };
  const busy = { load: Math.max(2, cpus().length) };
  const arms: Arm[] = [
    plain,
    ...(named && targets.length > 1 ? [{ ...plain, name: 'only these, as named', order: 'named' } satisfies Arm] : []),
    ...(tests > 1 ? [{ ...plain, name: 'shuffled', order: 'shuffled' } satisfies Arm] : []),
    ...(tests > 1 && targets.length <= maxAlone
      ? targets.map((test): Arm => ({ name: `alone: ${test}`, order: 'alone', test, surroundings: {} }))
      : []),
    { ...plain, name: surroundingsText(busy), surroundings: busy },
  ];
  const limitations: string[] = [];
  const reaches = axes.map((axis) => ({ axis, reach: reachOf(axis, runner, now) }));
  for (const { axis, reach } of reaches)
    if (reach.status === 'unavailable') limitations.push(`Not tried: ${axis}. ${reach.reason}`);
  const values = reaches.map(({ reach }) => (reach.status === 'available' ? [...reach.values] : []));
  // The first value of every axis, then the second: a test that hangs on an axis mostly shows it at the first.
  for (let at = 0; values.some((list) => at < list.length); at++) {
    for (const list of values) {
      const surroundings = list[at];
      if (surroundings) arms.push({ name: surroundingsText(surroundings), order: 'declared', surroundings });
    }
  }
  return { arms, limitations };
}
