import type { StateKey } from '../../runners/state.ts';
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

/** Of the runs of exactly these tests, with exactly this state put back. Runs that did not reach the victim say nothing. */
export function countOf(
  answered: readonly Answered[],
  tests: readonly number[],
  effect: Effect,
  restore?: readonly StateKey[],
): Count {
  const runs = answered.filter(
    ({ question, run }) =>
      run.victim !== 'none' && same(question.tests, tests) && namesOf(question.restore) === namesOf(restore),
  );
  return { shows: runs.filter(({ run }) => showsIn(run, effect)).length, runs: runs.length };
}

/** Of the runs of all of these tests with no state put back, whatever else ran. */
export function countWith(answered: readonly Answered[], tests: readonly number[], effect: Effect): Count {
  const runs = answered.filter(({ question, run }) => {
    const asked = new Set(question.tests);
    return question.restore === undefined && run.victim !== 'none' && tests.every((place) => asked.has(place));
  });
  return { shows: runs.filter(({ run }) => showsIn(run, effect)).length, runs: runs.length };
}

/** How likely it may be that all of so many noes are wrong. */
const wrongNoes = 0.005;

/** How often a victim that shows it at this rate is to be asked before a no is believed. */
export function noesDemanded({ shows, runs }: Count): number {
  if (shows === runs || shows === 0) return 1;
  return Math.ceil(Math.log(wrongNoes) / Math.log(1 - shows / runs));
}

export const noRuns: Count = { shows: 0, runs: 0 };

export function sumOf(one: Count, other: Count): Count {
  return { shows: one.shows + other.shows, runs: one.runs + other.runs };
}

export function differenceOf(later: Count, earlier: Count): Count {
  return { shows: later.shows - earlier.shows, runs: later.runs - earlier.runs };
}

/** Whether there is a difference between the two that chance does not explain (Fisher's exact test, one-sided). */
export function isClear(after: Count, otherwise: Count): boolean {
  const [shown, quiet] = [after.shows, otherwise.shows];
  return fisherExact(shown, after.runs - shown, quiet, otherwise.runs - quiet) <= chance;
}

/** At most so many more runs tell a finding from chance: enough for one in four. */
const mostMore = 30;

export interface Trials {
  readonly count: () => Count;
  readonly more: () => Promise<unknown>;
}

/** Makes more runs of both, until it is clear that only the first show the effect, or plain that the others do, too. */
export async function untilClear(after: Trials, otherwise: Trials): Promise<boolean> {
  for (let made = 0; otherwise.count().shows === 0; made += 1) {
    if (isClear(after.count(), otherwise.count())) return true;
    if (made === mostMore) return false;
    await (after.count().runs <= otherwise.count().runs ? after : otherwise).more();
  }
  return false;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((place, index) => place === b[index]);
}

function namesOf(keys: readonly StateKey[] | undefined): string | undefined {
  return keys?.map(({ kind, name }) => `${kind} ${name}`).join('\n');
}
