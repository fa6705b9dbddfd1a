import { expect, it } from 'vitest';
import { isWorthARun } from '../../../src/verification/polluter/cleaner.ts';

const order = (tests: number, ms: number) => ({ tests: Array.from({ length: tests }, (_, place) => place), ms });

it.each([
  ['nearly all of them ran in a few seconds', order(4_900, 15_000), 4_990, true],
  ['they took too long', order(4_900, 21_000), 4_990, false],
  ['one file ran, of forty that each have a process of their own', order(24, 3_000), 980, false],
  ['the file has two tests, and there are few others', order(2, 3_000), 30, true],
])('a cleaner is looked for among all others, or not: %s', (_why, showed, others, worth) => {
  expect(isWorthARun(showed, others)).toBe(worth);
});
