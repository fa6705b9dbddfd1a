import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffledOrder } from '../../src/verification/order.ts';
import { Random, seedOf } from '../../src/verification/random.ts';
import { range } from './support.ts';

const title = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const id = fc
  .tuple(fc.constantFrom('x.test.ts', 'y.test.ts'), fc.array(title, { minLength: 1, maxLength: 3 }))
  .map(([file, titles]) => `${file}::${titles.join(' > ')}`);
const ids = fc.uniqueArray(id, { maxLength: 40 });

describe('a shuffled order', () => {
  it('holds every test once, whatever the tests are', () => {
    fc.assert(
      fc.property(ids, fc.integer(), (tests, seed) => {
        expect([...shuffledOrder(tests, new Random(seed))].sort()).toEqual([...tests].sort());
      }),
    );
  });

  it('follows from the seed and the names alone, not from the order in which they come', () => {
    fc.assert(
      fc.property(ids, fc.integer(), (tests, seed) => {
        const backwards = [...tests].reverse();
        expect(shuffledOrder(backwards, new Random(seed))).toEqual(shuffledOrder(tests, new Random(seed)));
      }),
    );
  });

  it('keeps the tests of a file and of a suite together, as a runner must', () => {
    fc.assert(
      fc.property(ids, fc.integer(), (tests, seed) => {
        const order = shuffledOrder(tests, new Random(seed));
        const files = order.map((test) => test.split('::')[0]);
        expect(changesIn(files)).toBe(new Set(files).size);
        expect(areTogether(order, 'x.test.ts::a > ')).toBe(true);
        expect(areTogether(order, 'y.test.ts::b > c > ')).toBe(true);
      }),
    );
  });

  it('takes brackets of a pytest parameter as a whole and those of a title as text', () => {
    const python = ['t.py::A::test_x[a::b]', 't.py::A::test_x[c]', 't.py::B::test_y', 't.py::test_z'];
    const order = shuffledOrder(python, new Random(3));
    expect(areTogether(order, 't.py::A::')).toBe(true);
    const titles = ['t.test.ts::list [a] > x', 't.test.ts::list [a] > y', 't.test.ts::list [b] > z'];
    expect(areTogether(shuffledOrder(titles, new Random(3)), 't.test.ts::list [a] > ')).toBe(true);
  });

  it('gives every order of four tests about as often as any other', () => {
    const tests = ['t.py::a', 't.py::b', 't.py::c', 't.py::d'];
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 2400; seed++) {
      const order = shuffledOrder(tests, new Random('even', seed)).join();
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    // 100 of each are expected; five standard deviations away would be one in two millions.
    expect(Math.min(...seen.values())).toBeGreaterThan(50);
    expect(Math.max(...seen.values())).toBeLessThan(150);
  });

  it('is the same in every version of this program', () => {
    const tests = ['t.py::a', 't.py::b', 't.py::c', 't.py::d', 't.py::e'];
    expect(shuffledOrder(tests, new Random(42, 'order', 0, 0)).join(' ')).toMatchInlineSnapshot(
      `"t.py::a t.py::b t.py::d t.py::e t.py::c"`,
    );
    expect(seedOf(42, 'repeat', 0, 0)).toMatchInlineSnapshot(`1544193518`);
  });
});

it('numbers below a limit are even, also where the limit does not divide what chance gives', () => {
  const random = new Random('even');
  const low = range(3000).filter(() => random.below(3 * 2 ** 30) < 2 ** 30);
  // 1000 are expected, 1500 if what lies above the limit were folded back.
  expect(Math.abs(low.length - 1000)).toBeLessThan(150);
});

it('seeds have 31 bits, are never 0, and differ for other parts', () => {
  const seeds = Array.from({ length: 1000 }, (_, round) => seedOf(7, 'shuffle', 0, round));
  expect(new Set(seeds).size).toBe(1000);
  expect(seeds.every((seed) => Number.isInteger(seed) && seed > 0 && seed < 2 ** 31)).toBe(true);
  expect(seedOf(7, 'ab')).not.toBe(seedOf(7, 'a', 'b'));
});

/** How many stretches of equal values there are. */
function changesIn<T>(values: readonly T[]): number {
  return values.filter((value, at) => at === 0 || value !== values[at - 1]).length;
}

function areTogether(order: readonly string[], prefix: string): boolean {
  const places = order.flatMap((test, at) => (test.startsWith(prefix) ? [at] : []));
  return places.every((place, index) => place === (places[0] ?? 0) + index);
}
