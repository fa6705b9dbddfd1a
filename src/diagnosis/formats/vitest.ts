import type { Failure, Format } from '../failure.ts';
import { blocksOf, failureIn } from './blocks.ts';

const file = String.raw`[^\s>|[]{1,400}\.[cm]?[jt]sx?`;
const heading = new RegExp(
  String.raw`^\s*FAIL\s+(?:\|[^|]{1,60}\|\s+|[\w@./-]{1,60}\s+)?(${file})(?: \[ [^\]]{1,400} \])?(?: > (.{1,600}))?$`,
);
const unhandled = /^⎯{2,} (?:Unhandled (?:Rejection|Error)|Uncaught Exception) ⎯{2,}$/;
const end = /^⎯{3,}\[\d+\/\d+\]⎯*$|^\s*Test Files\s|^⎯{3,} (?:Failed|Unhandled|Uncaught|Startup)/;
const mark = /⎯{3}|^\s*RUN\s+v\d|^\s*Test Files\s{1,4}\d|^\s*FAIL\s.{1,400} > /;
const crossed = /^\s+[×✗] (.{1,600}?)(?:\s+\d+\s?ms)?$/;

export const vitest: Format = {
  name: 'vitest',
  parse(lines) {
    if (!lines.some((line) => mark.test(line))) return [];
    const blocks = blocksOf(
      lines,
      (line) => heading.exec(line) ?? (unhandled.test(line) ? [] : undefined),
      (line) => end.test(line),
    );
    const found = blocks.flatMap(({ head: [, path, test], start, end }, index): Failure[] => {
      // Tests that fail alike stand above one error: the last heading is followed by it.
      const next = blocks[index + 1];
      if (next?.start === end && lines.slice(start + 1, end).every((line) => line === '')) return [];
      const phase = path === undefined ? 'outside' : test === undefined ? 'collection' : 'test';
      return [failureIn(lines, { format: 'vitest', phase, start, end, path, test })];
    });
    return found.length > 0 ? found : fromProgress(lines);
  },
};

/** All that is left when the end was cut off: `× name` and, from the default reporter, `→ message`. */
function fromProgress(lines: readonly string[]): Failure[] {
  return lines.flatMap((line, at) => {
    const test = crossed.exec(line)?.[1];
    if (test === undefined) return [];
    const end = at + (lines[at + 1]?.trimStart().startsWith('→') ? 2 : 1);
    return [failureIn(lines, { format: 'vitest', phase: 'test', start: at, end, test })];
  });
}
