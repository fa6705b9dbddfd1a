/** A file an action writes, with all of its text. */
export interface Change {
  /** Relative to the root, `/`-separated, already checked against the workspace. */
  readonly path: string;
  /** Empty for a new file. */
  readonly before: string;
  /** Empty for a removed file. */
  readonly after: string;
}

/** What somebody wants to do, in full: the gate decides on this and an approval is bound to it. */
export interface Action {
  readonly kind: 'apply_fixes' | 'undo_fixes' | 'describe' | 'run_tests';
  /** What the caller says it wants (only for `describe`). */
  readonly text?: string;
  /** The tool's named arguments; the texts in them are matched. */
  readonly arguments?: unknown;
  readonly changes?: readonly Change[];
  /** Command line that would run. */
  readonly command?: string;
  /** Files that would be run or touched, beyond `changes`. */
  readonly paths?: readonly string[];
}

/** A test that kept failing after a fix had been applied; from a campaign's record. Times are ISO 8601. */
export interface PersistingFailure {
  /** `path::name`. */
  readonly test: string;
  readonly fixedAt: string;
  readonly stillFailingAt: string;
}
