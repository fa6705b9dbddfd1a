import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestSet } from '../../../src/verification/polluter/search.ts';
import { Random } from '../../../src/verification/random.ts';

/** Sets of items, each of which is enough. */
type Causes = readonly (readonly number[])[];

function isEnough(causes: Causes, chosen: readonly number[]): boolean {
  return causes.some((cause) => cause.every((item) => chosen.includes(item)));
}

/** Enough, and no longer enough without any one of them. */
function isSmallest(causes: Causes, found: readonly number[]): boolean {
  return isEnough(causes, found) && found.every((item) => !isEnough(causes, without(found, item)));
}

function without(items: readonly number[], item: number): readonly number[] {
  return items.filter((other) => other !== item);
}

function itemsOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const suites = fc.integer({ min: 1, max: 80 }).chain((size) => {
  const cause = fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: Math.min(4, size) });
  return fc.record({ size: fc.constant(size), causes: fc.array(cause, { minLength: 1, maxLength: 3 }) });
});

describe('the smallest set', () => {
  it('is enough and has nothing to spare: one culprit, any of several, several together, and mixtures', async () => {
    await fc.assert(
      fc.asyncProperty(suites, async ({ size, causes }) => {
        const found = await smallestSet(itemsOf(size), async (chosen) => isEnough(causes, chosen));
        expect(isSmallest(causes, found)).toBe(true);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  it('is that, too, when some are thought likelier, rightly or wrongly', async () => {
    await fc.assert(
      fc.asyncProperty(suites, fc.array(fc.nat(1000), { minLength: 80, maxLength: 80 }), async (suite, weights) => {
        const weightOf = (item: number) => weights[item] ?? 0;
        const likeliestFirst = itemsOf(suite.size).toSorted((a, b) => weightOf(b) - weightOf(a));
        const found = await smallestSet(likeliestFirst, async (chosen) => isEnough(suite.causes, chosen), weightOf);
        expect(isSmallest(suite.causes, found)).toBe(true);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  it('of one culprit is found in log2(n) + 2 questions, wherever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), fc.nat(), async (size, at) => {
        const culprit = at % size;
        let questions = 0;
        const found = await smallestSet(itemsOf(size), async (chosen) => {
          questions += 1;
          return chosen.includes(culprit);
        });
        expect(found).toEqual([culprit]);
        expect(questions).toBeLessThanOrEqual(Math.ceil(Math.log2(size)) + 1);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('is found with the first question when the likeliest is the culprit', async () => {
    const asked: (readonly number[])[] = [];
    const found = await smallestSet(
      itemsOf(1000),
      async (chosen) => {
        asked.push(chosen);
        return chosen.includes(0);
      },
      (item) => (item === 0 ? 1000 : 1),
    );
    expect(found).toEqual([0]);
    expect(asked).toEqual([[0]]);
  });

  it('is always enough when one yes in five is lost, and nearly always has nothing to spare', async () => {
    const random = new Random('noisy');
    const trials = itemsOf(2000).map(async (trial) => {
      const size = 2 + random.below(200);
      const culprits = random.shuffled(itemsOf(size)).slice(0, 1 + random.below(2));
      const luck = new Random('lost', trial);
      const found = await smallestSet(
        itemsOf(size),
        async (chosen) => isEnough([culprits], chosen) && luck.below(5) > 0,
      );
      return { enough: isEnough([culprits], found), smallest: isSmallest([culprits], found) };
    });
    const found = await Promise.all(trials);
    expect(found.filter(({ enough }) => !enough)).toEqual([]);
    expect(found.filter(({ smallest }) => smallest).length).toBeGreaterThan(0.97 * found.length);
  });
});
