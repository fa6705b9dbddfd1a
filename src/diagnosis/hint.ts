import type { Cause } from '../analysis/index.ts';

export interface Evidence {
  /** The line as it stands in the output or in the source, and what it means. */
  readonly text: string;
  /** Relative to the workspace root when the file is there, else as printed. */
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
}

/** One reason to think of a cause. */
export interface Hint {
  /** Of the symptom or rule. */
  readonly id: string;
  readonly cause: Cause;
  /** 0..1 */
  readonly confidence: number;
  readonly evidence: Evidence;
  readonly next: string;
  readonly pattern?: string;
  /** Line of the output it stands in: one line is one reason, whatever it matches. */
  readonly at?: number;
}
