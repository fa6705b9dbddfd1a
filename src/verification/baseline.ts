import type { State } from '../state/index.ts';
import { CampaignLog } from './campaign-log.ts';
import { counts } from './trials.ts';

/** Passed runs of one test without which nobody can say how long it takes. */
const enough = 5;

/**
 * What the escalation gate asks for as its `hasBaseline`: whether kept campaigns hold run times of a test of the file, so that a
 * bound on its time can be judged.
 *
 * @param path as people see it
 */
export async function hasBaseline(state: State, path: string): Promise<boolean> {
  const timed = new Map<string, number>();
  for (const { header, runs } of await new CampaignLog(state).all())
    for (const { test, outcome } of runs.filter(counts).flatMap(({ results }) => results)) {
      const id = header.tests[test]?.id;
      if (outcome === 'passed' && id?.startsWith(`${path}::`)) timed.set(id, (timed.get(id) ?? 0) + 1);
    }
  return [...timed.values()].some((times) => times >= enough);
}
