import { expect, it } from 'vitest';
import { namesLike, namesMeant } from '../../src/verification/names.ts';

const js = ['adds 1 to 2', 'adds 3 to 4', 'cart > total', 'cart > total #2', 'cart > deep > empties', 'cartridge'];
const py = ['test_total', 'TestCart::test_total[eur]', 'TestCart::test_total[usd-[x]]', 'TestCart::test_empty'];

it.each([
  ['cart > total', js, ['cart > total']],
  ['cart > total #2', js, ['cart > total #2']],
  ['cart', js, ['cart > total', 'cart > total #2', 'cart > deep > empties']],
  ['adds %i to %i', js, ['adds 1 to 2', 'adds 3 to 4']],
  ['adds $a to $b.c', js, ['adds 1 to 2', 'adds 3 to 4']],
  ['cart deep empties', js, ['cart > deep > empties']],
  ['TestCart::test_total', py, ['TestCart::test_total[eur]', 'TestCart::test_total[usd-[x]]']],
  ['TestCart::test_total[eur]', py, ['TestCart::test_total[eur]']],
  ['TestCart', py, py.slice(1)],
  ['test_total', py, ['test_total']],
  ['adds %i to 9', js, []],
  ['nothing', js, []],
])('%j means the right tests', (wanted, names, meant) => {
  expect(namesMeant(wanted, names)).toEqual(meant);
});

it('offers the names that share most words with a mistyped one first', () => {
  expect(namesLike('cart totals > total', js)[0]).toBe('cart > total');
});
