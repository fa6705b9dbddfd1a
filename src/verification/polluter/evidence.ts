import { fisherExact } from '../statistics.ts';
import type { Question } from './oracle.ts';
import type { SearchRun } from './record.ts';

/** What a victim does alone, and what is to be explained: that it does the other thing after certain tests. */
export type Effect = 'passed' | 'failed';

export interface Answered {
  readonly question: Question;
  readonly run: SearchRun;
}

export interface Count {
  readonly shows: number;
  readonly runs: number;
}

/** How likely figures as clear may be by chance, at most. */
const chance = 0.05 + Number.EPSILON * 16;

export function showsIn({ victim }: SearchRun, effect: Effect): boolean {
  return victim === effect;
}

/** Of the runs of exactly these tests, with no state put back. Runs that did not reach the victim say nothing. */
export function countOf(answered: readonly Answered[], tests: readonly number[], effect: Effect): Count {
  const runs = answered.filter(
    ({ question, run }) => question.restore === undefined && run.victim !== 'none' && same(question.tests, tests),
  );
  return { shows: runs.filter(({ run }) => showsIn(run, effect)).length, runs: runs.length };
}

/** Whether the tests make a difference to the victim that chance does not explain (Fisher's exact test, one-sided). */
export function isClear(after: Count, alone: Count): boolean {
  return fisherExact(after.shows, after.runs - after.shows, alone.shows, alone.runs - alone.shows) <= chance;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((place, index) => place === b[index]);
}
