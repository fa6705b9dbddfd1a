import type { StateChange, StateKind, StateReport } from '../runners/state.ts';
import { fileOf } from './names.ts';
import type { Campaign, Header, LeaksRecord, RunRecord } from './record.ts';

/**
 * What test files leave behind for the next one when all share one worker: state that differs from the beginning of the run when
 * the file is over.
 */

/** Kept of a run. The rest is counted. */
export const mostTests = 200;
export const mostStates = 20;

/** These outlive a worker: they leak with isolation as well. */
const outlivesWorker: readonly StateKind[] = ['file', 'database', 'socket'];

export interface Leak {
  /** `path::name` as people see it; the path alone when the file did it outside of its tests. */
  readonly test: string;
  readonly state: readonly LeakedState[];
  /** How many more pieces of state there are. */
  readonly state_more?: number;
}

export interface LeakedState {
  readonly kind: StateKind;
  readonly name: string;
  /** When the file began, and when it was over. */
  readonly before: string;
  readonly after: string;
  readonly also_with_isolation?: true;
}

/** A piece of state as one file changed it. */
interface Held {
  readonly first: StateChange;
  /** An earlier file had changed it, and nobody has put it back. */
  readonly found: boolean;
  last: StateChange;
  by: string;
}

/**
 * What each file of a run left changed, by the last of its tests that changed it. Variables of the test file itself and mocked
 * modules are left out: no other file sees them. What an earlier file left and this one put back as it found it is not this
 * one's leak. What set-up files change they make anew before each file, so that nobody finds what another has left there.
 *
 * @param planned the ids of the run's tests; whatever else is told of as the one who changed something is a set-up file
 */
export function leaksIn(changes: StateReport['changes'], planned: readonly string[]): LeaksRecord {
  const files = new Map<string, Map<string, Held>>();
  const testFiles = new Set(planned.map(fileOf));
  const away = new Set<string>();
  const remade = new Set<string>();
  for (const { by, changes: all } of changes) {
    const file = fileOf(by);
    if (!testFiles.has(file)) {
      for (const change of all) remade.add(keyOf(change));
      continue;
    }
    const held = files.get(file) ?? new Map<string, Held>();
    files.set(file, held);
    for (const change of all.filter((one) => !staysIn(file, one))) {
      const key = keyOf(change);
      const known = held.get(key);
      if (known) Object.assign(known, { last: change, by });
      else held.set(key, { first: change, found: away.has(key), last: change, by });
      if (change.back) away.delete(key);
      else away.add(key);
    }
  }
  const left = [...files.values()].flatMap((held) =>
    [...held].flatMap(([key, one]) => (isLeft(one) && !remade.has(key) ? [one] : [])),
  );
  return cut(byTest(left));
}

/** Of the runs that looked and shared something, worst first. Undefined when there is none. */
export function leaksOf({ header, runs }: Campaign): { leaks: readonly Leak[]; more: number } | undefined {
  const watched = runs.flatMap(({ outcome, project, leaks, limitations }) =>
    leaks === undefined || outcome === 'cancelled' || keptApart(limitations) ? [] : [{ project, leaks }],
  );
  if (watched.length === 0) return undefined;
  const leaks = watched.flatMap(({ project, leaks: { tests } }) =>
    tests.map(({ by, state, more }): Leak & { count: number } => ({
      test: shownBy(header, project, by),
      state: state.map((one) => ({
        ...one,
        ...(outlivesWorker.includes(one.kind) && { also_with_isolation: true as const }),
      })),
      ...(more > 0 && { state_more: more }),
      count: state.length + more,
    })),
  );
  return {
    leaks: leaks.sort((a, b) => b.count - a.count || (a.test < b.test ? -1 : 1)).map(({ count: _, ...leak }) => leak),
    more: watched.reduce((sum, { leaks: { more } }) => sum + more, 0),
  };
}

/** How the driver of vitest says that `isolate: false` had no effect; undefined when it had. */
export function keptApart(limitations: readonly string[]): string | undefined {
  return limitations.find((text) => text.includes('nothing was shared between files'));
}

/** Looking takes time, so that such a run says nothing about how long runs take. */
export function isWatched({ leaks }: RunRecord): boolean {
  return leaks !== undefined;
}

function keyOf({ kind, name }: StateChange): string {
  return `${kind} ${name}`;
}

/** vitest keeps mocked modules for each file. */
function staysIn(of: string, { kind, file }: StateChange): boolean {
  return kind === 'mocked-module' || (kind === 'module-variable' && file === of);
}

function isLeft({ first, found, last }: Held): boolean {
  if (last.back) return false;
  return first === last || !found || first.before !== last.after;
}

function byTest(left: readonly Held[]): LeaksRecord['tests'] {
  const tests = new Map<string, LeaksRecord['tests'][number]['state']>();
  for (const { by, first, last } of left) {
    const state = { kind: last.kind, name: last.name, before: first.before, after: last.after };
    tests.set(by, [...(tests.get(by) ?? []), state]);
  }
  return [...tests].map(([by, state]) => ({ by, state, more: 0 }));
}

/** The worst are kept. */
function cut(tests: LeaksRecord['tests']): LeaksRecord {
  const kept = [...tests].sort((a, b) => b.state.length - a.state.length).slice(0, mostTests);
  return {
    tests: kept.map(({ by, state }) => ({
      by,
      state: state.slice(0, mostStates),
      more: Math.max(0, state.length - mostStates),
    })),
    more: tests.length - kept.length,
  };
}

/** The project's own id, or the path of a file in the project, as people see it. */
function shownBy({ tests }: Header, project: number, by: string): string {
  const file = fileOf(by);
  const known = tests.find((test) => test.project === project && fileOf(test.own) === file);
  return known === undefined ? by : `${fileOf(known.id)}${by.slice(file.length)}`;
}
