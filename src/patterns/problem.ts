/** Something wrong with one file. The other files still load. */
export interface PatternProblem {
  /** Relative to the loaded folder, with forward slashes; as given for a single file. */
  readonly path: string;
  /** 1-based line in that file. */
  readonly line: number;
  /** What is wrong and what was allowed. */
  readonly message: string;
}
