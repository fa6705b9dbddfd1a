import { correctedLevel, upperBound, usualLevel } from './statistics.ts';
import { givesTrials, type Strategy } from './strategies.ts';
import type { TestHistory } from './trials.ts';

export type Verdict = 'stable' | 'flaky' | 'failing' | 'inconclusive';

/** Fewer trials of a strategy say nothing: five clean ones still allow a failure rate of 45 %. */
export const leastTrials = 5;
/** A test that failed fewer times might just as well be flaky. */
export const leastFailures = 3;

export interface TestVerdict {
  readonly verdict: Verdict;
  /** Why nothing can be said, for `inconclusive`. */
  readonly reason?: string;
  /** It never ran. */
  readonly skipped?: true;
  readonly runs: number;
  readonly failures: number;
  /** The true failure rate is at most this; for all tests of the campaign together with 95 %. */
  readonly upperBound: number;
}

/** A strategy that was asked for, and why it could not be done for this test. */
export interface Asked {
  readonly strategy: Strategy;
  readonly unavailable?: string;
}

/**
 * What the trials of one test show, and no more:
 *
 * - `flaky`: it passed and it failed
 * - `failing`: it failed in every one of at least three trials
 * - `stable`: it never failed, in at least five trials of each strategy asked for, and no run was lost
 * - `inconclusive`: all else
 *
 * @param tests how many tests are judged together
 */
export function verdictOf(history: TestHistory, asked: readonly Asked[], tests: number): TestVerdict {
  const runs = history.trials.length;
  const failures = history.trials.filter(({ failed }) => failed).length;
  const bound = runs === 0 ? 1 : upperBound(failures, runs, correctedLevel(usualLevel, tests));
  const of = (verdict: Verdict, reason?: string): TestVerdict => ({
    verdict,
    ...(reason === undefined ? {} : { reason }),
    runs,
    failures,
    upperBound: bound,
  });
  if (failures > 0 && failures < runs) return of('flaky');
  if (failures >= leastFailures) return of('failing');
  if (failures > 0)
    return of('inconclusive', `Failed in all of its ${plural(runs, 'run')}; ${leastFailures} are needed to say more.`);
  if (runs === 0 && history.skips > 0) return { ...of('inconclusive', 'Skipped in every run.'), skipped: true };
  const gap = gapOf(history, asked);
  return gap === undefined ? of('stable') : of('inconclusive', gap);
}

/**
 * Of all tests together: the gravest. Tests that are always skipped are left out as long as others ran: they are told of, but
 * nearly every suite has some.
 *
 * @param whole false when some asked-for file could not be loaded
 */
export function campaignVerdict(
  verdicts: readonly Pick<TestVerdict, 'verdict' | 'skipped'>[],
  whole: boolean,
): Verdict {
  const executed = verdicts.filter(({ skipped }) => !skipped);
  const has = (wanted: Verdict) => executed.some(({ verdict }) => verdict === wanted);
  if (has('flaky')) return 'flaky';
  if (has('failing')) return 'failing';
  return !whole || executed.length === 0 || has('inconclusive') ? 'inconclusive' : 'stable';
}

/** Nothing more can be learnt about a test that passed and failed in one and the same way of running it. */
export function isSettled({ trials }: TestHistory): boolean {
  return trials.some(
    (trial) =>
      trial.failed &&
      trials.some(
        (other) => !other.failed && other.strategy === trial.strategy && (other.value ?? '') === (trial.value ?? ''),
      ),
  );
}

function gapOf({ trials, lost }: TestHistory, asked: readonly Asked[]): string | undefined {
  const [first] = lost;
  if (first)
    return `${plural(lost.length, 'run')} ended without an answer (${first.outcome}): ${first.reason ?? 'no reason is known.'}`;
  if (asked.length === 0) return 'None of the strategies asked for applies to its runner.';
  const fresh = asked.filter(({ strategy }) => givesTrials(strategy));
  if (fresh.length === 0) return 'Only runs in one process were asked for; they are no independent trials.';
  const blocked = fresh.find(({ unavailable }) => unavailable !== undefined);
  if (blocked) return `${blocked.strategy} cannot be tried here: ${blocked.unavailable}`;
  const thin = fresh.find(({ strategy }) => countOf(trials, strategy) < leastTrials);
  return (
    thin && `${plural(countOf(trials, thin.strategy), 'run')} of ${thin.strategy} so far; ${leastTrials} are needed.`
  );
}

function countOf(trials: TestHistory['trials'], strategy: Strategy): number {
  return trials.filter((trial) => trial.strategy === strategy).length;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
