import type { Span, TestFile } from '../../analysis/facts.ts';
import type { Edit } from '../../analysis/rule.ts';
import type { Source } from '../../analysis/source.ts';
import type { RunnerName } from '../../runners/runner.ts';
import type { StateKey } from '../../runners/state.ts';

/** A test that leaves state changed, as the search for polluters proved it. */
export interface StateReset {
  /** As shown to people: `tests/test_a.py::TestX::test_y[eur]`, `test/a.test.ts::suite > title`. The path alone: the file did it while it was loaded. */
  readonly test: string;
  readonly runner: RunnerName;
  readonly state: readonly LeftState[];
}

export interface LeftState extends StateKey {
  /** Short texts for people, as drivers write them; `(not set)` for what is not there. */
  readonly before: string;
  readonly after: string;
  /** The module that declares it, as shown to people. */
  readonly file?: string;
  /** The line that sets it, 1-based, in a file as shown to people: of the test, of a fixture, of the code they call. */
  readonly at?: { readonly path: string; readonly line: number };
}

/** Why no edit is written for a piece of state, and what a person can do. */
export interface Advice extends StateKey {
  readonly reason: string;
  /** Uri of the pattern that shows how. */
  readonly pattern: string;
}

export const notSet = '(not set)';

/** A file of the workspace as the analysis reads it. */
export interface ReadFile {
  readonly file: TestFile;
  readonly source: Source;
}

/** The file that the reset is written to, and what is known of the state. */
export interface Ground extends ReadFile {
  /** The module that declares the state, when that is another file of the workspace. */
  readonly declaring: ReadFile | undefined;
  /** Whether a part of the file sets it. */
  readonly sets: (span: Span) => boolean;
  /** Names that other resets of the same plan give to what they keep. */
  readonly taken: ReadonlySet<string>;
  /** Where it is set holds for several tests (`beforeAll`, a module's fixture): then it is put back once, behind them. */
  readonly once: boolean;
}

/** Why no edit is written. */
export interface Refusal {
  readonly reason: string;
}

/** The edits that put one piece of state back. */
export interface WrittenReset {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** It keeps a value at the top of the file, above the hook of all. */
  readonly keeps?: boolean;
}

export type Way = WrittenReset | Refusal;

/** `app.store:Cart.rate`, `src/store.js:hidden`: the module, and the path in it. */
export function parted(name: string): { readonly module: string; readonly path: string } {
  const at = name.lastIndexOf(':');
  return { module: name.slice(0, Math.max(0, at)), path: name.slice(at + 1) };
}

/** The last name of a piece of state: `rate` of `app.store:Cart.rate`, `random` of `Math.random`. */
export function leafOf({ kind, name }: StateKey): string {
  if (kind === 'file' || kind === 'database') return name.slice(name.lastIndexOf('/') + 1);
  return parted(name).path.split('.').at(-1) ?? name;
}

/** A file by its path: in the project's folder, where the runner is started, or in the folder for temporary files. */
export function fileIn({
  name,
  before,
  after,
}: LeftState): { readonly temporary: boolean; readonly path: string } | undefined {
  // Folders, links, and names that are made up anew in each run.
  if ([before, after].some((text) => /folder|link to|of them|^there$/.test(text)) || /[^\w./ $@+,=-]/.test(name))
    return undefined;
  const temporary = name.startsWith('$TMPDIR/');
  const path = temporary ? name.slice('$TMPDIR/'.length) : name;
  return path.includes('$') ? undefined : { temporary, path };
}
