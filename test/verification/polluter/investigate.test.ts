import { describe, expect, it } from 'vitest';
import { idOf, type Suite, type Values, World } from '../../../bench/polluter/world.mjs';
import { investigate } from '../../../src/verification/polluter/investigate.ts';
import { leftBehind } from '../../../src/verification/polluter/observe.ts';
import { ordersToTry, victimLast } from '../../../src/verification/polluter/orders.ts';
import { Random } from '../../../src/verification/random.ts';

const tests = 40;

/** Investigates a suite of forty tests and the victim behind them; `writes` names what each test sets. */
async function found(
  writes: Readonly<Record<number, Values | ((values: Values) => void)>>,
  victim: Suite['victim'],
  more: Partial<Suite> = {},
  given?: readonly number[],
) {
  const suite = {
    tests,
    writes: new Map(
      Object.entries(writes).map(([place, write]) => [
        Number(place),
        typeof write === 'function' ? write : (values: Values) => void Object.assign(values, write),
      ]),
    ),
    victim,
    ...more,
  };
  const world = new World(suite, leftBehind);
  const places = new Map(Array.from({ length: tests + 1 }, (_, place) => [idOf(place), place]));
  const placesOf = (ids: readonly string[]) => ids.flatMap((id) => places.get(id) ?? []);
  const order = {
    runner: 'pytest',
    victim: idOf(tests),
    declared: [...places.keys()],
    seen: [],
    seed: 7,
    given: given?.map(idOf),
  } as const;
  const finding = await investigate(
    {
      candidates: [...places.values()].slice(0, -1),
      orders: () => ordersToTry(order).map((each) => ({ ...each, tests: placesOf(each.tests) })),
      testOf: () => undefined,
      arranged: (chosen) => placesOf(victimLast(chosen.map(idOf), idOf(tests))),
      speaksOf: () => false,
      traces: false,
    },
    world,
  );
  const purposes = world.asked.map(({ purpose }) => purpose);
  return {
    ...finding,
    state: finding.state.map(({ name }) => name),
    besides: finding.besides.map(({ name }) => name),
    purposes,
  };
}

function failsIf(polluted: (values: Values) => boolean): Suite['victim'] {
  return (values) => (polluted(values) ? 'failed' : 'passed');
}

const german = failsIf(({ lang }) => lang === 'de');
const setsGerman = { lang: 'de' };

describe('a victim', () => {
  it('has its polluter and the state named, with what else that left told apart', async () => {
    const finding = await found({ 7: { ...setsGerman, level: '9' }, 20: { seen: 'x' }, 30: { level: '3' } }, german);
    expect(finding).toMatchObject({ kind: 'victim', setters: [7], state: ['lang'], besides: ['level'], cleaners: [] });
    expect(finding.reason).toMatch(/^Alone it passed in 2 of 2 runs; as declared it failed; right after the one test/);
  });

  it('of any of three has one of them named', async () => {
    const finding = await found({ 3: setsGerman, 9: setsGerman, 21: setsGerman }, german);
    expect(finding).toMatchObject({ kind: 'victim', state: ['lang'] });
    expect([[3], [9], [21]]).toContainEqual(finding.setters);
  });

  it('of two together has both named, in their order: of two pieces of state, and of one counter', async () => {
    const both = failsIf(({ lang, zone }) => lang === 'de' && zone === 'utc');
    expect(await found({ 25: setsGerman, 4: { zone: 'utc' }, 30: { seen: 'x' } }, both)).toMatchObject({
      kind: 'victim',
      setters: [4, 25],
    });
    const count = (values: Values) => void Object.assign(values, { open: `${Number(values.open ?? 0) + 1}` });
    const full = failsIf(({ open }) => Number(open ?? 0) >= 2);
    expect(await found({ 6: count, 31: count }, full)).toMatchObject({ setters: [6, 31], state: ['open'] });
  });

  it('has its polluter named where the state cannot be seen, and then no state, whatever else is left', async () => {
    const finding = await found({ 7: { ...setsGerman, level: '9' }, 20: { seen: 'x' } }, german, { hidden: ['lang'] });
    expect(finding).toMatchObject({ kind: 'victim', setters: [7], state: [], besides: ['level'] });
  });

  it('has no state named when what can be seen cannot be put back', async () => {
    const finding = await found({ 7: { ...setsGerman, level: '9' } }, german, { fixed: ['lang'] });
    expect(finding).toMatchObject({ kind: 'victim', setters: [7], state: [] });
    expect(finding.besides.toSorted()).toEqual(['lang', 'level']);
  });

  it('has state that merely goes along never named, in whatever order it was changed', async () => {
    const along = { before: '1', lang: 'de', later: '2' };
    expect(await found({ 7: along }, german)).toMatchObject({ state: ['lang'], besides: ['before', 'later'] });
  });

  it('has its cleaner named: one that was seen to undo it, and one that could', async () => {
    const clear = (values: Values) => void delete values.lang;
    const seen = await found({ 3: setsGerman, 9: clear, 21: setsGerman }, german);
    expect(seen).toMatchObject({ setters: [21], cleaners: [9] });
    expect(seen.purposes).toContain('with a test in between that puts it back');
    expect(await found({ 9: clear, 21: setsGerman }, german)).toMatchObject({ setters: [21], cleaners: [9] });
  });

  it('is found behind a test that undoes all in the given order, which is its cleaner', async () => {
    const clear = (values: Values) => void delete values.lang;
    const finding = await found({ 3: setsGerman, 9: clear, 21: { seen: 'x' } }, german, {}, [3, 9, 21]);
    expect(finding).toMatchObject({ kind: 'victim', setters: [3], state: ['lang'], cleaners: [9] });
    expect(finding.reason).toMatch(
      /; after the candidates in the given order, but only those that change something and put nothing back, it failed;/,
    );
    expect(finding.purposes[2]).toBe('after the candidates in the given order');
  });

  it('is found between tests that undo all in every order', async () => {
    const clear = (values: Values) => void delete values.lang;
    const most = Object.fromEntries(Array.from({ length: 40 }, (_, place) => [place, clear]));
    const finding = await found({ ...most, 20: setsGerman, 30: { seen: 'x' } }, german);
    expect(finding).toMatchObject({ kind: 'victim', setters: [20], state: ['lang'] });
  });

  it('of one polluter is explained in fewer runs than halving makes, where the state can be seen', async () => {
    // Halving: alone, after all, 5 or 6 halves of forty, once more.
    expect((await found({ 7: setsGerman, 20: { seen: 'x' } }, german)).purposes.length).toBeLessThanOrEqual(9);
  });

  it('is confirmed by a run of the polluter and the victim alone that nobody watched', async () => {
    const { purposes } = await found({ 0: setsGerman }, german);
    expect(purposes).toContain('after one of them');
  });
});

describe('a brittle test', () => {
  it('has its state-setter named', async () => {
    const ready = (values: Values) => (values.db ? 'passed' : 'failed');
    const finding = await found({ 12: { db: 'open' }, 20: { seen: 'x' } }, ready);
    expect(finding).toMatchObject({ kind: 'brittle', setters: [12], state: ['db'] });
  });

  it('has both named where it takes two', async () => {
    const ready = ({ db, user }: Values) => (db && user ? 'passed' : 'failed');
    expect(await found({ 12: { db: 'open' }, 30: { user: 'ada' } }, ready)).toMatchObject({
      kind: 'brittle',
      setters: [12, 30],
    });
  });
});

describe('no order is blamed for a test that', () => {
  it('always passes', async () => {
    const finding = await found({ 7: setsGerman }, () => 'passed');
    expect(finding).toMatchObject({ kind: 'none', setters: [], state: [], cleaners: [] });
    expect(finding.reason).toMatch(/passes alone \(2 of 2 runs\).*no other test makes it fail/);
  });

  it('always fails', async () => {
    const finding = await found({ 7: setsGerman }, () => 'failed');
    expect(finding.kind).toBe('none');
    expect(finding.reason).toMatch(/fails alone \(2 of 2 runs\).*no order is to blame/);
  });

  it('does not run', async () => {
    const finding = await found({ 7: setsGerman }, () => 'none');
    expect(finding.reason).toMatch(/^The victim did not run/);
    expect(finding.purposes).toEqual(['alone', 'alone']);
  });

  it.each([10, 50, 80])('fails by itself in %i of 100 runs', async (often) => {
    const random = new Random('dice', often);
    const findings = Array.from({ length: 100 }, () =>
      found({ 7: setsGerman, 20: { seen: 'x' } }, () => (random.below(100) < often ? 'failed' : 'passed')),
    );
    const kinds = (await Promise.all(findings)).map(({ kind }) => kind);
    // Chance may look like a cause in one of twenty.
    expect(kinds.filter((kind) => kind !== 'none').length).toBeLessThanOrEqual(5);
  });
});

describe('a victim that fails in four of five runs after its polluter', () => {
  const trial = (random: Random, more: Partial<Suite>) => {
    const victim = failsIf(({ lang }) => lang === 'de' && random.below(5) > 0);
    return found({ 7: { ...setsGerman, level: '9' }, 20: { seen: 'x' }, 30: { level: '3' } }, victim, more);
  };
  const trials = (more: Partial<Suite> = {}) => {
    const random = new Random('noisy');
    return Promise.all(Array.from({ length: 200 }, () => trial(random, more)));
  };

  it('has its polluter named, and the state nearly always', async () => {
    const findings = await trials();
    expect(findings.filter(({ setters }) => setters.length !== 1 || setters[0] !== 7)).toEqual([]);
    expect(findings.filter(({ state }) => `${state}` === 'lang').length).toBeGreaterThanOrEqual(180);
  });

  it('has hardly ever a state named that only goes along', async () => {
    const findings = await trials({ hidden: ['lang'] });
    expect(findings.filter(({ state }) => state.length > 0).length).toBeLessThanOrEqual(2);
  });
});
