import type { leftBehind } from '../../src/verification/polluter/observe.ts';
import type { Oracle, Question } from '../../src/verification/polluter/oracle.ts';
import type { SearchRun } from '../../src/verification/polluter/record.ts';

/** Variables by name. What is not in it is as at the beginning. */
export type Values = Record<string, string>;

export interface Suite {
  /** Without the victim, whose place is this number. */
  readonly tests: number;
  /** What a test changes. Tests that are not in it change nothing. */
  readonly writes: ReadonlyMap<number, (values: Values) => void>;
  /** Variables that no driver can see. */
  readonly hidden?: readonly string[];
  /** Variables that drivers can see, but not put back. */
  readonly fixed?: readonly string[];
  readonly victim: (values: Values) => 'passed' | 'failed' | 'none';
}

/** Answers as runs of the suite would, and counts them. */
export declare class World implements Oracle {
  readonly asked: readonly Question[];
  readonly executed: number;
  constructor(suite: Suite, leftBehind: typeof leftBehind);
  answer(question: Question): Promise<SearchRun>;
}

export declare const idOf: (place: number) => string;
