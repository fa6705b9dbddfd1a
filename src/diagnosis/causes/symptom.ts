import type { Cause } from '../../analysis/index.ts';
import type { Failure } from '../failure.ts';
import type { Comparison } from '../values/comparison.ts';

/** One recognisable sign of a cause. */
interface Sign {
  readonly id: string;
  readonly cause: Cause;
  /** 0..1: of outputs that show it, how many have this cause. Estimates, held against the collected outputs of the tests. */
  readonly confidence: number;
  /** What it means, as the end of "<line> -> ". */
  readonly says: string;
  /** What to do about it. How to settle it follows from the cause (guide.ts). */
  readonly next: string;
  /** `topic/name`, where it is not the cause's own. */
  readonly pattern?: string;
}

/** A sign that stands in one line of the output. */
export interface LineSymptom extends Sign {
  readonly line: RegExp;
  /** Not when the same line holds this. */
  readonly unless?: RegExp;
  /** Only when the failure's other lines hold this. */
  readonly along?: RegExp;
  /** Counts in full where it stands outside of a failure: warnings, crashes, what is printed after the tests. */
  readonly anywhere?: boolean;
}

/** What a failure compares and what it shows. */
export interface Shown {
  readonly failure: Failure;
  readonly lines: readonly string[];
  readonly comparison: Comparison;
  readonly now: Date;
}

/** A sign that stands between the expected and the received value. */
export interface ValueSymptom extends Sign {
  /** The values as they are to be quoted; a confidence of its own when the values say how sure it is. */
  readonly found: (shown: Shown) => { readonly quote: string; readonly confidence?: number } | undefined;
}

export type Symptom = LineSymptom | ValueSymptom;
