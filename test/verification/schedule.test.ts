import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../src/verification/index.ts';
import { planOf, scheduleOf } from '../../src/verification/schedule.ts';
import { reachOf } from '../../src/verification/surroundings.ts';
import { header, range } from './support.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('a schedule', () => {
  it('mixes the strategies, so that a part of it has something of each', () => {
    const schedule = scheduleOf(asking(['repeat', 'shuffle'], 3));
    expect(schedule.map(({ strategy, round }) => `${strategy} ${round}`)).toEqual([
      'repeat 0',
      'shuffle 0',
      'repeat 1',
      'shuffle 1',
      'repeat 2',
      'shuffle 2',
    ]);
    expect(schedule.map(({ run }) => run)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('gives each test a process of its own with isolate', () => {
    const asked = asking(['isolate', 'repeat'], 2);
    const orders = scheduleOf(asked).map((slot) => planOf(asked, slot).order);
    expect(orders.slice(0, 7)).toEqual([range(6), [0], [1], [2], [3], [4], [5]]);
    expect(orders).toHaveLength(14);
  });

  it('runs twice in one process only with twice, and on all workers only in parallel', () => {
    const asked = asking(['repeat', 'twice', 'parallel'], 1);
    const plans = scheduleOf(asked).map((slot) => planOf(asked, slot));
    expect(
      plans.map(({ strategy, repeats, workers, surroundings }) => [strategy, repeats, workers, surroundings]),
    ).toEqual([
      ['repeat', 1, 1, {}],
      ['parallel', 1, 2, { load: 2 }],
      ['twice', 2, 1, {}],
    ]);
  });

  it('shares one worker with isolate-off, as declared at first, and looks at what tests leave behind then only', () => {
    const available = { status: 'available' as const, values: [{ isolation: 'off' as const }] };
    const reach = [{ strategy: 'isolate-off' as const, project: 0, reach: available }];
    const asked = { ...asking(['isolate-off'], 3), reach };
    const plans = scheduleOf(asked).map((slot) => planOf(asked, slot));
    expect(plans.map(({ watch, surroundings }) => [watch, surroundings.isolation])).toEqual([
      [true, 'off'],
      [false, 'off'],
      [false, 'off'],
    ]);
    const [first, ...later] = plans.map(({ order }) => order);
    expect(first).toEqual(range(6));
    const shuffled = asking(['shuffle'], 3);
    const orders = scheduleOf(shuffled).map((slot) => planOf(shuffled, slot).order);
    expect(later).toEqual(orders.slice(1));
  });

  it('is the same each time it is made, seeds and orders included', () => {
    const asked = asking(['repeat', 'shuffle', 'isolate'], 5);
    const plans = () => scheduleOf(asked).map((slot) => planOf(asked, slot));
    expect(plans()).toEqual(plans());
  });

  it('shuffles otherwise each time and seeds every run otherwise', () => {
    const asked = asking(['shuffle'], 20);
    const plans = scheduleOf(asked).map((slot) => planOf(asked, slot));
    expect(new Set(plans.map(({ order }) => order.join())).size).toBeGreaterThan(15);
    expect(new Set(plans.map(({ seed }) => seed)).size).toBe(20);
  });

  it('gives each process of Python a hash seed that is known, as it would have an unknown one', () => {
    const asked = asking(['repeat'], 3, 'pytest');
    const seeds = scheduleOf(asked).map((slot) => planOf(asked, slot).surroundings.hashSeed);
    expect(new Set(seeds).size).toBe(3);
  });

  it('goes through the values of an axis in turn and leaves one out that the machine cannot do', () => {
    const reach = [
      {
        strategy: 'timezone' as const,
        project: 0,
        reach: { status: 'available' as const, values: [{ timezone: 'Asia/Kolkata' }, { timezone: 'Europe/Berlin' }] },
      },
      {
        strategy: 'no-network' as const,
        project: 0,
        reach: { status: 'unavailable' as const, reason: 'no namespaces' },
      },
    ];
    const asked = { ...asking(['timezone', 'no-network'], 3), reach };
    const plans = scheduleOf(asked).map((slot) => planOf(asked, slot));
    expect(plans.map(({ surroundings }) => surroundings.timezone)).toEqual([
      'Asia/Kolkata',
      'Europe/Berlin',
      'Asia/Kolkata',
    ]);
    expect(plans.every(({ order }) => order.join() === range(6).join())).toBe(true);
  });
});

describe('the reach of an axis', () => {
  const now = new Date('2026-11-23T10:00:00Z');

  it('has no hash seeds for JavaScript and some, each coming again, for Python', () => {
    expect(reachOf('hash-seed', 'vitest', now)).toMatchObject({ status: 'not_applicable' });
    const { values } = available(reachOf('hash-seed', 'pytest', now));
    expect(values.length).toBeLessThan(10);
  });

  it('turns isolation off for vitest, and says of other runners why there is nothing to turn off', () => {
    expect(reachOf('isolate-off', 'vitest', now)).toEqual({ status: 'available', values: [{ isolation: 'off' }] });
    expect(reachOf('isolate-off', 'pytest', now)).toEqual({
      status: 'not_applicable',
      reason: 'pytest runs all files in one process anyway. Use shuffle.',
    });
    expect(reachOf('isolate-off', 'jest', now)).toEqual({
      status: 'not_applicable',
      reason: 'jest always gives each file modules and globals of its own.',
    });
  });

  it('sets the clock to a month end, a leap day, a change of daylight saving, a year end and a year ahead', () => {
    const { values } = available(reachOf('clock', 'vitest', now));
    expect(values).toEqual([
      { clock: '2027-01-31T12:00:00.000Z' },
      { clock: '2028-02-29T12:00:00.000Z' },
      { clock: '2027-03-28T00:59:59.000Z', timezone: 'Europe/Berlin' },
      { clock: '2027-12-31T23:59:59.000Z' },
      { clock: '2027-11-23T10:00:00.000Z' },
    ]);
  });
});

function available(reach: ReturnType<typeof reachOf>): Extract<ReturnType<typeof reachOf>, { status: 'available' }> {
  if (reach.status !== 'available') throw new Error(reach.reason);
  return reach;
}

function asking(strategies: readonly Strategy[], runs: number, runner: 'vitest' | 'pytest' = 'vitest') {
  return header({
    names,
    request: { tests: ['t.test.ts'], runs, strategies: [...strategies] },
    projects: [{ runner, root: '/w', folder: '', version: '' }],
  });
}
