import type { RunResult, TestId } from '../../runners/runner.ts';
import type { StateChange, StateReport } from '../../runners/state.ts';
import type { Left } from './record.ts';

/** Most pieces of state of one run that are kept, and most writers of each. Nobody reads more, and memory stays bounded. */
const mostLeft = 300;
const mostWriters = 2000;

/** How the victim came out of a run; `none` when it did not run, or was skipped. */
export function victimIn({ results }: RunResult, victim: TestId): 'passed' | 'failed' | 'none' {
  const result = results.findLast(({ id }) => id === victim);
  if (!result || result.outcome === 'skipped') return 'none';
  return result.outcome === 'passed' ? 'passed' : 'failed';
}

interface Growing {
  change: StateChange;
  before: string;
  writers: number[];
  loaded: string | undefined;
  cleaners: number[];
  undone: number[];
}

/**
 * What tests had changed before the victim began, and who: what is still changed, and what somebody put back.
 * @param placeOf of a test in the header's list
 */
export function leftBehind(
  { changes }: StateReport,
  victim: TestId,
  placeOf: (id: TestId) => number | undefined,
): readonly Left[] {
  const known = new Map<string, Growing>();
  const end = changes.findIndex(({ by }) => by === victim);
  for (const { by, changes: all } of end === -1 ? changes : changes.slice(0, end)) {
    const test = placeOf(by);
    for (const change of all) note(known, change, test, by);
  }
  return [...known.values()]
    .filter(({ change, cleaners }) => !change.back || cleaners.length > 0)
    .sort((a, b) => Number(a.change.back) - Number(b.change.back))
    .slice(0, mostLeft)
    .map(({ change: { kind, name, back, after, restorable, file }, before, writers, loaded, cleaners, undone }) => ({
      kind,
      name,
      back,
      before,
      after,
      restorable,
      ...(file === undefined ? {} : { file }),
      writers: writers.slice(-mostWriters),
      ...(loaded === undefined ? {} : { loaded }),
      cleaners: cleaners.slice(-mostWriters),
      ...(undone.length > 0 && { undone: undone.slice(-mostWriters) }),
    }));
}

function note(known: Map<string, Growing>, change: StateChange, test: number | undefined, by: string): void {
  const key = `${change.kind} ${change.name}`;
  const entry = known.get(key) ?? {
    change: { ...change, back: true },
    before: change.before,
    writers: [],
    loaded: undefined,
    cleaners: [],
    undone: [],
  };
  known.set(key, entry);
  if (change.back) {
    if (test !== undefined && entry.writers.length > 0) {
      entry.cleaners.push(test);
      entry.undone.push(...entry.writers);
    }
    entry.writers = [];
    entry.loaded = undefined;
  } else if (test !== undefined) entry.writers.push(test);
  else entry.loaded = by;
  entry.change = change;
}
