import type { Failure, Format } from '../failure.ts';
import { jest } from './jest.ts';
import { mocha } from './mocha.ts';
import { nodeTest } from './node-test.ts';
import { playwright } from './playwright.ts';
import { pytest } from './pytest.ts';
import { traceback } from './traceback.ts';
import { unittest } from './unittest.ts';
import { vitest } from './vitest.ts';

/** Narrow formats first: where two would read the same lines, the earlier one has them. */
export const formats: readonly Format[] = [playwright, vitest, jest, pytest, unittest, mocha, nodeTest];

/** Every failure that the lines tell of, in their order. Several runners may have written into one log. */
export function failuresIn(lines: readonly string[]): readonly Failure[] {
  const found: Failure[] = [];
  for (const format of formats) {
    const free = format
      .parse(lines)
      .filter(({ start, end }) => !found.some((other) => start < other.end && other.start < end));
    found.push(...free);
  }
  return found.length > 0 ? found.sort((a, b) => a.start - b.start) : traceback.parse(lines);
}
