import type { Campaign, RunRecord } from './record.ts';
import { type Slot, scheduleOf } from './schedule.ts';
import { counts, historiesOf, saysSomething } from './trials.ts';
import { isSettled, leastTrials } from './verdict.ts';

/** What is to be done next in a campaign, from what has been done: nothing but the records decides. */
export type Course =
  | { readonly next: Slot; readonly done: number; readonly total: number }
  | { readonly over: 'all runs made' | 'settled' | 'no result'; readonly done: number; readonly total: number };

/** So many runs in a row that end alike and without a result: the next would too. */
export const fruitlessRuns = 3;

export function courseOf(campaign: Campaign): Course {
  const { header, runs } = campaign;
  const schedule = scheduleOf(header);
  const ended = runs.filter(({ outcome }) => outcome !== 'cancelled');
  const made = new Set(ended.map(({ run }) => run));
  const done = made.size;
  const open = schedule.filter(({ run }) => !made.has(run));
  const total = schedule.length;
  if (open.length === 0) return { over: 'all runs made', done, total };
  const blocked = blockedBy(ended);
  const next = open.find((slot) => !blocked(slot));
  if (!next) return { over: 'no result', done, total };
  const full = Math.min(leastTrials, header.request.runs);
  // All of the first rounds come first, so that the strategies can be compared.
  if (next.round >= full && historiesOf(campaign).every(isSettled)) return { over: 'settled', done, total };
  return { next, done, total };
}

/** The longest of the last runs of this kind, else of this project, that came to their end. Milliseconds; undefined before the first. */
export function usualMs({ runs }: Campaign, { project, strategy }: Slot): number | undefined {
  const ended = runs.filter((run) => run.project === project && counts(run));
  const alike = ended.filter((run) => run.strategy === strategy);
  const last = (alike.length > 0 ? alike : ended).slice(-5);
  return last.length === 0 ? undefined : Math.max(...last.map(({ ms }) => ms));
}

/** For how long a run that was ended had not finished any test. Milliseconds. */
export function stuckMs({ ms, results }: RunRecord): number {
  return ms - results.reduce((sum, result) => sum + (result.outcome === 'timed_out' ? 0 : result.ms), 0);
}

function blockedBy(ended: readonly RunRecord[]): (slot: Slot) => boolean {
  const projects = new Set(ended.map(({ project }) => project));
  const fruitless = new Set<string>();
  for (const project of projects) {
    const own = ended.filter((run) => run.project === project);
    if (endsFruitless(own)) fruitless.add(`${project}`);
    for (const strategy of new Set(own.map((run) => run.strategy)))
      if (endsFruitless(own.filter((run) => run.strategy === strategy))) fruitless.add(`${project} ${strategy}`);
  }
  return ({ project, strategy }) => fruitless.has(`${project}`) || fruitless.has(`${project} ${strategy}`);
}

function endsFruitless(runs: readonly RunRecord[]): boolean {
  const [last, ...before] = runs.slice(-fruitlessRuns).reverse();
  if (!last || before.length < fruitlessRuns - 1 || last.outcome === 'passed' || last.outcome === 'failed')
    return false;
  return before.every((run) => endOf(run) === endOf(last));
}

/** How a run ended, and for which tests: figures in the reason (seconds, process ids) may differ. */
function endOf(run: RunRecord): string {
  const tests = [...run.order].sort((a, b) => a - b).join();
  return [run.outcome, saysSomething(run), run.reason?.replace(/\d+/g, '#') ?? '', tests].join(' ');
}
