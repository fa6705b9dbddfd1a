import type { Failure, Format } from '../failure.ts';
import { comparisonIn } from '../values/comparison.ts';
import { errorOf, failureIn } from './blocks.ts';

/** Failures looked at in a text that is no runner's: a log of a service can be full of stacks. */
const limit = 20;

/** Stacks of Python and JavaScript without a runner around them. */
export const traceback: Format = {
  name: 'traceback',
  parse(lines) {
    const found: Failure[] = [];
    for (let at = 0; at < lines.length && found.length < limit; at++) {
      const end = endOfStack(lines, at);
      if (end === undefined) continue;
      const stated = lines.slice(at, end).flatMap((line) => (/^\s/.test(line) ? [] : (errorOf(line) ?? [])));
      found.push(failureIn(lines, { format: 'traceback', phase: 'test', start: at, end }, stated.at(-1)));
      at = end - 1;
    }
    return found.length > 0 ? found : onlyDiff(lines);
  },
};

function endOfStack(lines: readonly string[], at: number): number | undefined {
  const line = lines[at] ?? '';
  if (/^\s*Traceback \(most recent call last\):$/.test(line)) {
    const length = lines.slice(at + 1, at + 400).findIndex((next) => /^\S/.test(next));
    return length === -1 ? Math.min(lines.length, at + 400) : at + length + 2;
  }
  if (!errorOf(line)) return undefined;
  const stack = lines.slice(at + 1, at + 60).findIndex((next) => !/^\s|^[-+] |^$/.test(next));
  return stack === -1 ? Math.min(lines.length, at + 60) : at + 1 + stack;
}

/** Somebody pasted no more than the difference. */
function onlyDiff(lines: readonly string[]): Failure[] {
  const end = Math.min(lines.length, 400);
  const { pairs, minus } = comparisonIn(lines.slice(0, end));
  if (pairs.length + minus.length === 0) return [];
  return [failureIn(lines, { format: 'traceback', phase: 'test', start: 0, end })];
}
