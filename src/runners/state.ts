/**
 * What a test can leave behind for the next one: everything outside of the tests' own bodies that a driver can see. The drivers
 * name each piece in the same way in every run, so that one run can find it and another put it back.
 */
export const stateKinds = [
  /** A top-level variable of a project's module, exported or not. JavaScript `src/store.js:hidden`, Python `app.store:hidden`. */
  'module-variable',
  /** Data on a class of a project's module: `app.store:Cart.rate`. */
  'class-attribute',
  /** A name on `globalThis`, or in Python's `builtins`. */
  'global',
  /** A function of the language or its library that something else stands in for: `Date.now`, `time.time`. */
  'builtin',
  /** A mock function that was never taken back: `Math.random`, `src/api.js:client.get`. */
  'spy',
  /** A module replaced in the registry, `vi.doMock` without `vi.doUnmock`, or a stranger in `sys.modules`. */
  'mocked-module',
  'fake-timers',
  'environment',
  'working-directory',
  'locale',
  /** `sys.path`. */
  'import-path',
  'warning-filters',
  /** The state of a generator that all tests draw from. */
  'random',
  'thread',
  'signal-handler',
  /** Listeners on `process` and on other emitters that all tests share. */
  'listener',
  /** Still waiting to fire. */
  'timer',
  /** In the run's private temporary folder: `$TMPDIR/cache.json`. In the project: `data/out.txt`. */
  'file',
  /** An SQLite file in the project. */
  'database',
  /** Listening: `127.0.0.1:8123`. */
  'socket',
] as const;
export type StateKind = (typeof stateKinds)[number];

export interface StateKey {
  readonly kind: StateKind;
  readonly name: string;
}

/** Something that is no longer as it was when the driver looked last. */
export interface StateChange extends StateKey {
  /** Short texts for people, at most 200 characters; `(not set)` for what is not there. */
  readonly before: string;
  readonly after: string;
  /** Now as it was when the run began (for modules: when they had been loaded). */
  readonly back: boolean;
  /** Whether the driver can put it back. */
  readonly restorable: boolean;
  /** The file that declares it, relative to the project's folder, where there is one. */
  readonly file?: string;
}

export interface StateRequest {
  /** Tell after each test, and after each file that was loaded, what is no longer as it was. */
  readonly watch: boolean;
  /** Real path of the folder whose modules and files are the project's own; the folder that the runner is started in when absent. */
  readonly root?: string;
  /** Right before the last start of this test, its set-up included: put these back to what they were when the run began. */
  readonly restore?: { readonly before: string; readonly keys: readonly StateKey[] };
  /** While this test runs (its set-up and clean-up included), find the line that changes the piece of state. Python only. */
  readonly trace?: { readonly during: string; readonly key: StateKey };
}

/** What a run with a {@link StateRequest} told. */
export interface StateReport {
  /** In the order of the run. `by`: the id of the test, or the path of the file while it was loaded. */
  readonly changes: readonly { readonly by: string; readonly changes: readonly StateChange[] }[];
  readonly restored: readonly (StateKey & { readonly done: boolean; readonly reason?: string })[];
  /** The last line of the project that changed what was traced. */
  readonly writers: readonly (StateKey & { readonly file: string; readonly line: number })[];
}
