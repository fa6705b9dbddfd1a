import type { ChangedFile } from '../source/changed-file.ts';
import type { FactContext } from './context.ts';
import type { Fact } from './fact.ts';

const duration = String.raw`(?:\w*(?:elapsed|duration|latency|runtime|took|time_taken|timetaken|exec(?:ution)?_?time|response_?time)\w*|(?:time\.(?:time|perf_counter|monotonic)|performance\.now|Date\.now)\(\)\s*-\s*\w+)`;
const number = String.raw`(\d[\d_]*(?:\.\d+)?(?:e-?\d+)?)`;
/** A time on the left of a bound: `assert elapsed < 5.0`, `self.assertLess(duration, 2)`, `expect(took).toBeLessThan(200)`. */
const bounds: readonly RegExp[] = [
  new RegExp(String.raw`\bassert\b[^\n]{0,200}?${duration}[^\n<]{0,80}<=?\s*${number}`, 'i'),
  new RegExp(String.raw`\bassert\b[^\n]{0,80}?${number}\s*>=?\s*${duration}`, 'i'),
  new RegExp(String.raw`assertLess(?:Equal)?\(\s*${duration}[^\n]{0,80}?,\s*${number}`, 'i'),
  new RegExp(String.raw`expect\(\s*${duration}[^\n]{0,80}?\)\s*\.toBeLessThan(?:OrEqual)?\(\s*${number}`, 'i'),
  new RegExp(String.raw`\bassert(?:\.ok)?\(\s*${duration}[^\n]{0,80}?<=?\s*${number}`, 'i'),
];

/** Rule 3: nobody can say whether a bound on wall-clock time is right without times that were recorded; the gate knows of which files. */
export function performanceFacts({ files }: FactContext): Fact[] {
  return files.filter(({ isTest }) => isTest).flatMap(thresholds);
}

function thresholds({ path, added, removed, codeLines }: ChangedFile): Fact[] {
  const known = removed.flatMap(({ text }) => boundIn(text) ?? []);
  return added.flatMap(({ line }): Fact[] => {
    const bound = boundIn(codeLines[line - 1] ?? '');
    if (bound === undefined) return [];
    const same = known.indexOf(bound);
    if (same !== -1) {
      known.splice(same, 1);
      return [];
    }
    return [
      {
        id: 'performance-threshold',
        statement: `performance threshold unclear: ${bound} with no recorded baseline`,
        where: { path, line },
        reason: `A wall-clock bound (${bound}) is asserted and no run times of this file are recorded, so nobody knows whether it is right.`,
      },
    ];
  });
}

/** Bounds the work on generated lines. In UTF-16 code units. */
const maxLine = 2_000;

/** The number that a time is held against, as written. */
function boundIn(line: string): string | undefined {
  for (const bound of bounds) {
    const match = bound.exec(line.slice(0, maxLine));
    if (match) return match[1];
  }
  return undefined;
}
