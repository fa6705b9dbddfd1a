import type { Change } from '../action.ts';
import { type ChangedLine, type Hunk, hunksOf } from './diff.ts';
import { type Scan, scan } from './scan.ts';
import { type LineRange, touchedTests } from './touched.ts';

/** A change with everything the facts ask of it, each worked out once. */
export interface ChangedFile {
  readonly path: string;
  readonly isTest: boolean;
  readonly before: string;
  readonly after: string;
  readonly hunks: readonly Hunk[];
  readonly added: readonly ChangedLine[];
  readonly removed: readonly ChangedLine[];
  readonly scanBefore: Scan;
  readonly scanAfter: Scan;
  /** Tests that the change stands in, as lines of the new text. */
  readonly touched: readonly LineRange[];
  /** Lines of the new text with strings and comments blank, from line 1 at index 0. */
  readonly codeLines: readonly string[];
}

export function changedFile(change: Change, isTest: boolean): ChangedFile {
  const hunks = hunksOf(change);
  const scanAfter = scan(change.path, change.after);
  return {
    ...change,
    isTest,
    hunks,
    added: hunks.flatMap((hunk) => hunk.added),
    removed: hunks.flatMap((hunk) => hunk.removed),
    scanBefore: scan(change.path, change.before),
    scanAfter,
    touched: unique(hunks.flatMap((hunk) => touchedTests(change.path, scanAfter, hunk))),
    codeLines: scanAfter.code.split('\n'),
  };
}

function unique(ranges: readonly LineRange[]): LineRange[] {
  return [...new Map(ranges.map((range) => [`${range.first}-${range.last}`, range])).values()];
}
