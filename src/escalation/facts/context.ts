import type { Action, PersistingFailure } from '../action.ts';
import type { ChangedFile } from '../source/changed-file.ts';

export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/** What facts are derived from. */
export interface FactContext {
  readonly action: Action;
  readonly files: readonly ChangedFile[];
  /** Configuration that the tests concerned would read, changed files as they would be afterwards. */
  readonly configs: readonly ConfigFile[];
  /** Test files that a run was asked for. */
  readonly run: readonly ConfigFile[];
  /** What those import from the workspace. */
  readonly modules: readonly ConfigFile[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly history: readonly PersistingFailure[];
}
