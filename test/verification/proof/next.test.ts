import { describe, expect, it } from 'vitest';
import { armsFor } from '../../../src/verification/proof/arms.ts';
import { nextStep, type Step } from '../../../src/verification/proof/next.ts';
import type { Arm, ProofPlan, Trial } from '../../../src/verification/proof/record.ts';
import { orderFor } from '../../../src/verification/proof/trial.ts';
import { Random } from '../../../src/verification/random.ts';

const million = 1_000_000;

interface World {
  /** How often each test fails, by arm and tree. */
  rate(id: string, tree: 'old' | 'new', arm: number): number;
  readonly seed?: number;
  readonly trial?: (trial: Trial) => Trial;
}

function plan(more: Partial<ProofPlan> = {}): ProofPlan {
  const arm = (name: string, other: Partial<Arm> = {}): Arm => ({
    name,
    order: 'declared',
    surroundings: {},
    ...other,
  });
  return {
    proof_id: 'proof_abcdefghijklmnopqrst',
    created: '2026-11-23T00:00:00.000Z',
    root: '/w',
    changes: [],
    runner: 'pytest',
    folder: '',
    shown: '.',
    tests: ['t.py::a', 't.py::b'].map((id) => ({ id, before: id, after: id })),
    targets: ['t.py::a'],
    arms: [
      arm('as declared'),
      arm('shuffled', { order: 'shuffled' }),
      arm('busy'),
      arm('TZ=Asia/Kolkata', { surroundings: { timezone: 'Asia/Kolkata' } }),
    ],
    seed: 1,
    level: 0.95,
    exploring: 150,
    cleanRuns: 20,
    workspace: '',
    limitations: [],
    ...more,
  };
}

/** Plays a proof to its end in a world where failures fall by chance. */
function play(world: World, of: ProofPlan = plan()): { end: Exclude<Step, { kind: 'run' }>; trials: readonly Trial[] } {
  const random = new Random('world', world.seed ?? 1);
  const trials: Trial[] = [];
  for (;;) {
    const step = nextStep(of, trials);
    if (step.kind !== 'run') return { end: step, trials };
    const { phase, tree, arm, index } = step;
    const failed = of.tests
      .filter(({ id }) => random.below(million) < world.rate(id, tree, arm) * million)
      .map(({ id }) => ({ id, message: 'no' }));
    const outcome = failed.length > 0 ? 'failed' : 'passed';
    const trial: Trial = { phase, tree, arm, index, seed: index, outcome, failed, skipped: [], missing: [], ms: 1 };
    trials.push(world.trial?.(trial) ?? trial);
  }
}

const only = (id: string, old: number, fresh: number, arms: readonly number[] = [0, 1, 2, 3]): World => ({
  rate: (test, tree, arm) => (test === id && arms.includes(arm) ? (tree === 'old' ? old : fresh) : 0),
});
const verdictOf = (end: Exclude<Step, { kind: 'run' }>) => (end.kind === 'done' ? end.verdict : end.kind);
const target = 't.py::a';

describe('a proof', () => {
  it('says fixed after as many clean runs as the rate of failures asks for', () => {
    const { end, trials } = play(only(target, 0.3, 0));
    const pairs = (tree: string) => trials.filter((trial) => trial.phase === 'pair' && trial.tree === tree);
    expect(end).toMatchObject({
      kind: 'done',
      verdict: 'fixed',
      reason: expect.stringMatching(/^(\d+) of (\d+) runs failed without the change, none of \2 with it/),
    });
    expect(pairs('old').length).toBe(pairs('new').length);
    expect(pairs('new').length).toBeGreaterThan(8);
  });

  it('compares in the arm in which the test fails, and sweeps the others with the change', () => {
    const { end, trials } = play(only(target, 1, 0, [3]));
    expect(end).toMatchObject({ verdict: 'fixed', arm: 3 });
    expect(trials.filter(({ phase }) => phase === 'sweep').map(({ arm, tree }) => `${tree} ${arm}`)).toEqual([
      'new 0',
      'new 1',
      'new 2',
    ]);
  });

  it('runs a polluter and its victim by themselves, whoever cleans up between them', () => {
    const targets = ['t.py::pollutes', 't.py::minds'];
    const tests = [...targets, 't.py::cleans'].map((id) => ({ id, before: id, after: id }));
    const { arms } = armsFor('pytest', { targets, named: true, tests: tests.length }, new Date());
    const at = arms.findIndex(({ order }) => order === 'named');
    const of = plan({ tests, targets, arms });
    const { end, trials } = play(only('t.py::minds', 1, 0, [at]), of);
    expect(end).toMatchObject({ verdict: 'fixed', arm: at });
    expect(trials.filter(({ phase }) => phase === 'explore')).toHaveLength(4);
    expect(orderFor(of, at, 1)).toEqual(targets);
  });

  it('runs old and new by turns with one index, the first of a pair changing', () => {
    const { trials } = play(only(target, 1, 0));
    const pairs = trials.filter(({ phase }) => phase === 'pair').map(({ tree, index }) => `${tree} ${index}`);
    expect(pairs.slice(0, 6)).toEqual(['old 0', 'new 0', 'new 1', 'old 1', 'old 2', 'new 2']);
  });

  it('says not_fixed soon when the test fails as it did', () => {
    const { end, trials } = play(only(target, 1, 1));
    expect([verdictOf(end), trials.length]).toEqual(['not_fixed', 9]);
  });

  it('says improved when it fails less often', () => {
    expect(verdictOf(play(only(target, 0.9, 0.1)).end)).toBe('improved');
  });

  it('says improved when the change helps in one arm and not in another', () => {
    const world: World = {
      rate: (id, tree, arm) => (id !== target ? 0 : tree === 'old' ? 0.6 : arm === 0 ? 0 : 1),
      seed: 5,
    };
    const { end } = play(world);
    expect(end).toMatchObject({ verdict: 'improved', reason: expect.stringContaining('still fails under') });
  });

  it('says unreproduced when nothing ever failed, after new runs under every arm', () => {
    const { end, trials } = play(only(target, 0, 0));
    expect(verdictOf(end)).toBe('unreproduced');
    expect(trials.filter(({ tree }) => tree === 'old')).toHaveLength(150);
    expect(trials.filter(({ tree }) => tree === 'new')).toHaveLength(20);
  });

  it('says regressed when a test that never failed fails with the change', () => {
    const world: World = { rate: (id, tree) => (id === target ? (tree === 'old' ? 1 : 0) : tree === 'new' ? 1 : 0) };
    expect(play(world).end).toMatchObject({ verdict: 'regressed', reason: expect.stringContaining('t.py::b') });
  });

  it('says regressed for a test that fails with the change in one arm of the sweep only', () => {
    const world: World = {
      rate: (id, tree, arm) =>
        id === target ? (tree === 'old' && arm === 3 ? 1 : 0) : tree === 'new' && arm === 1 ? 1 : 0,
    };
    expect(play(world).end).toMatchObject({ verdict: 'regressed' });
  });

  it('names what failed with the change once and never again, without calling it a regression', () => {
    let broke = false;
    const world: World = {
      ...only(target, 1, 0),
      trial: (trial) => {
        if (broke || trial.tree === 'old') return trial;
        broke = true;
        return { ...trial, outcome: 'failed', failed: [{ id: 't.py::b', message: 'once' }] };
      },
    };
    const { end, trials } = play(world);
    expect(end).toMatchObject({ verdict: 'fixed', reason: expect.stringContaining('may be chance: t.py::b') });
    expect(trials.filter(({ phase }) => phase === 'confirm')).toHaveLength(10);
  });

  it('takes a failure outside of tests for one of the target', () => {
    const world: World = {
      rate: () => 0,
      trial: (trial) =>
        trial.tree === 'new'
          ? trial
          : { ...trial, outcome: 'error_outside_tests', failed: [{ id: '(outside of tests)', message: 'x' }] },
    };
    expect(verdictOf(play(world).end)).toBe('fixed');
  });

  it('gives up when the tests cannot be run', () => {
    const world: World = {
      rate: () => 0,
      trial: (trial) => ({ ...trial, outcome: 'not_executed', reason: 'Nothing ran.' }),
    };
    expect(play(world).end).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('Nothing ran.') });
  });

  it('refuses a change that skips a test', () => {
    const world: World = {
      ...only(target, 1, 0),
      trial: (trial) => (trial.tree === 'new' ? { ...trial, skipped: [target] } : trial),
    };
    expect(play(world).end).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('is skipped with the change'),
    });
  });

  it('refuses a change with which a test executes fewer assertions', () => {
    const world: World = {
      ...only(target, 0.5, 0),
      trial: (trial) => ({ ...trial, assertions: { 't.py::b': trial.tree === 'old' ? 3 : 2 } }),
    };
    expect(play(world).end).toMatchObject({
      kind: 'refused',
      reason: 't.py::b executes 2 assertions with the change and 3 assertions without it.',
    });
  });

  it('lets the number of assertions vary where the test polls', () => {
    const world: World = {
      ...only(target, 0.5, 0),
      trial: (trial) => ({ ...trial, assertions: { 't.py::b': trial.tree === 'old' ? 1 + (trial.index % 4) : 2 } }),
    };
    expect(verdictOf(play(world).end)).toBe('fixed');
  });
});

describe('a change that changes nothing', () => {
  it.each([0.9, 0.5, 0.2, 0.1])('is rarely called fixed (failing at a rate of %f)', (rate) => {
    const seeds = Array.from({ length: 200 }, (_, seed) => seed);
    const fixed = seeds.filter((seed) => verdictOf(play({ ...only(target, rate, rate), seed }).end) === 'fixed');
    // Three standard errors of the simulation on top.
    expect(fixed.length / seeds.length).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / seeds.length));
  });

  it('is rarely called an improvement, and never a regression of what was flaky before', () => {
    const seeds = Array.from({ length: 300 }, (_, seed) => seed);
    const verdicts = seeds.map((seed) => verdictOf(play({ ...only(target, 0.4, 0.4), seed }).end));
    expect(verdicts.filter((verdict) => verdict === 'improved').length / seeds.length).toBeLessThan(0.1);
    expect(verdicts).not.toContain('regressed');
  });
});

it('a change that mends the test is called fixed', () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  const verdicts = seeds.map((seed) => verdictOf(play({ ...only(target, 0.4, 0), seed }).end));
  expect(new Set(verdicts)).toEqual(new Set(['fixed']));
});
