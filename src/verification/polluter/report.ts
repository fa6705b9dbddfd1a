import path from 'node:path';
import type { StateKind } from '../../runners/state.ts';
import { program, quoted, rootsOf } from '../reproduce.ts';
import type { Finding } from './investigate.ts';
import type { NamedState } from './name-state.ts';
import type { SearchHeader, SearchRun } from './record.ts';

/** A piece of state that is proved to be the cause. */
export interface ChangedState {
  readonly kind: StateKind;
  /** JavaScript `src/store.js:hidden`, Python `app.store:hidden`; for other kinds see `stateKinds`. */
  readonly name: string;
  /** When the run began, and when the victim began. Short texts. */
  readonly before: string;
  readonly after: string;
  /** The last writer: a test, or a file that sets it while it is loaded; and the line where that is known. */
  readonly set_by: { readonly test?: string; readonly path?: string; readonly line?: number };
  /** The file that declares it, where there is one. */
  readonly declared_in?: string;
}

/** One run of the search. */
export interface RunShown {
  readonly run: number;
  readonly purpose: string;
  /** How many tests ran, the victim included. */
  readonly tests: number;
  readonly victim: SearchRun['victim'];
  readonly ms: number;
}

export interface PolluterReport {
  /** `running`: the time was used up; the same request goes on. */
  readonly status: 'done' | 'running';
  readonly search_id: string;
  readonly victim: string;
  /** Absent while it is running. `none`: no order is to blame; `reason` says what it is instead. */
  readonly kind?: Finding['kind'];
  readonly reason: string;
  /** All of these are needed together. */
  readonly polluters: readonly string[];
  /** All of these are needed together for a brittle test to pass. */
  readonly state_setters: readonly string[];
  /** Run between polluter and victim, it undoes the pollution. */
  readonly cleaners: readonly string[];
  /** Proved: put back right before the victim, it comes out as alone. Empty when the cause cannot be seen. */
  readonly changed_state: readonly ChangedState[];
  /** What the polluters left changed besides; none of it is proved to matter. */
  readonly also_changed: readonly { readonly kind: StateKind; readonly name: string }[];
  /** How many runs were made, and how many tests ran in them. */
  readonly runs: number;
  readonly tests_run: number;
  /** What the victim said when it failed. */
  readonly failure?: string;
  readonly evidence: readonly RunShown[];
  readonly limitations: readonly string[];
  /** Runs just these tests, in this order. */
  readonly reproduce: string;
  readonly runner: string;
  /** Whether the search was made with `isolate: false` against the configuration. */
  readonly isolate?: false;
}

/** @param changed in the real workspace while the search was made */
export function reportOf(
  header: SearchHeader,
  runs: readonly SearchRun[],
  changed: readonly string[],
  finding?: Finding,
): PolluterReport {
  const shown = (place: number) => header.tests[place]?.id ?? '';
  const setters = finding?.setters.map(shown) ?? [];
  const failure = runs.find(({ victim, message }) => victim === 'failed' && message !== undefined)?.message;
  return {
    status: finding ? 'done' : 'running',
    search_id: header.search_id,
    victim: shown(header.victim),
    ...(finding && { kind: finding.kind }),
    reason: finding?.reason ?? `The search is not over: ${runs.length} runs so far. The same request goes on with it.`,
    polluters: finding?.kind === 'victim' ? setters : [],
    state_setters: finding?.kind === 'brittle' ? setters : [],
    cleaners: finding?.cleaners.map(shown) ?? [],
    changed_state: finding?.state.map((state) => changedState(header, finding, state)) ?? [],
    also_changed: finding?.besides.map(({ kind, name }) => ({ kind, name })) ?? [],
    runs: runs.length,
    tests_run: runs.reduce((sum, { executed }) => sum + executed, 0),
    ...(failure === undefined ? {} : { failure }),
    evidence: runs.map(({ purpose, executed, victim, ms }, index) => ({
      run: index + 1,
      purpose,
      tests: executed,
      victim,
      ms,
    })),
    limitations: [
      ...changedText(changed),
      ...new Set([...runs.flatMap(({ limitations }) => limitations), ...lostRuns(runs)]),
    ],
    reproduce: reproduceCommand(header, finding?.setters ?? []),
    runner: header.projects[0]?.runner ?? '',
    ...(header.request.isolate === false && { isolate: false }),
  };
}

function changedText(changed: readonly string[]): string[] {
  if (changed.length === 0) return [];
  return [
    `Changed in the real workspace meanwhile, by a test that reached out of its copy or by somebody else: ${changed.join(', ')}.`,
  ];
}

function changedState(
  header: SearchHeader,
  { setters }: Finding,
  { kind, name, before, after, writers, loaded, file, line }: NamedState,
): ChangedState {
  const shown = (own: string) => shownPath(header, own);
  const writer = writers.findLast((place) => setters.includes(place)) ?? setters.at(-1);
  const test = writer === undefined ? undefined : header.tests[writer]?.id;
  const where = line
    ? { path: shown(line.file), line: line.line }
    : loaded === undefined
      ? {}
      : { path: shown(loaded) };
  return {
    kind,
    name,
    before,
    after,
    set_by: { ...(test !== undefined && loaded === undefined && { test }), ...where },
    ...(file === undefined ? {} : { declared_in: shown(file) }),
  };
}

/** A path of the project's folder, as shown to people. */
function shownPath({ projects: [project], files: [of] }: SearchHeader, own: string): string {
  return project ? (of?.shown ?? '') + path.posix.join(project.folder, own) : own;
}

function lostRuns(runs: readonly SearchRun[]): string[] {
  const lost = runs.filter(({ victim }) => victim === 'none');
  const [first] = lost;
  return first
    ? [`${lost.length} runs did not reach the victim, the first because: ${first.reason ?? `it was ${first.outcome}`}`]
    : [];
}

function reproduceCommand(header: SearchHeader, setters: readonly number[]): string {
  const { tests, victim, request } = header;
  const order = [...setters, victim];
  const ids = order.map((place) => quoted(tests[place]?.id ?? ''));
  const isolate = request.isolate === false ? ' --isolate-off' : '';
  return `${program} polluter --in-order ${ids.join(' ')}${isolate}${rootsOf(header)}`;
}
