import { shuffledOrder } from './order.ts';
import { Random, seedOf } from './random.ts';
import type { Header } from './record.ts';
import { axes, isLimited, type Strategy } from './strategies.ts';
import type { Surroundings } from './surroundings.ts';

/** One run, wholly planned: it can be made again from this alone. */
export interface RunPlan {
  /** From 1. */
  readonly run: number;
  readonly strategy: Strategy;
  readonly project: number;
  readonly seed: number;
  readonly surroundings: Surroundings;
  /** Places in the header's list of tests. */
  readonly order: readonly number[];
  readonly workers: number;
  readonly repeats: number;
  /** Look at what tests leave behind. Takes time, so that only one run of `isolate-off` does. */
  readonly watch: boolean;
}

/** A place in the schedule; what is run there follows from it. */
export interface Slot {
  readonly run: number;
  readonly strategy: Strategy;
  readonly project: number;
  /** Which of the strategy's runs, from 0. */
  readonly round: number;
  /** `isolate`: the one test. */
  readonly test?: number;
}

/**
 * All runs of a campaign, always the same for the same header. Round by round, so that a campaign that stops early has
 * something of each strategy; the many processes of `isolate` come last in each round.
 */
export function scheduleOf(header: Header): readonly Slot[] {
  const { runs } = header.request;
  const ordered = inOrder(header.request.strategies);
  const slots: Omit<Slot, 'run'>[] = [];
  for (let round = 0; round < runs; round++) {
    for (const strategy of ordered) {
      for (const project of header.projects.keys()) {
        if (!canRun(header, strategy, project)) continue;
        if (strategy !== 'isolate') slots.push({ strategy, project, round });
        else for (const test of testsOf(header, project)) slots.push({ strategy, project, round, test });
      }
    }
  }
  return slots.map((slot, index) => ({ run: index + 1, ...slot }));
}

export function planOf(header: Header, slot: Slot): RunPlan {
  const { strategy, project, round, run } = slot;
  const seed = seedOf(header.seed, strategy, project, round, ...(slot.test === undefined ? [] : [slot.test]));
  return {
    run,
    strategy,
    project,
    seed,
    surroundings: surroundingsOf(header, slot, seed),
    order: orderOf(header, slot),
    workers: strategy === 'parallel' ? Math.max(2, header.machine.cores) : 1,
    repeats: strategy === 'twice' ? 2 : 1,
    watch: strategy === 'isolate-off' && round === 0,
  };
}

/** Places in the header's list, in the order of declaration. */
export function testsOf(header: Header, project: number): number[] {
  return header.tests.flatMap((test, index) => (test.project === project ? [index] : []));
}

function canRun(header: Header, strategy: Strategy, project: number): boolean {
  if (!isLimited(strategy)) return true;
  return header.reach.some(
    (entry) => entry.strategy === strategy && entry.project === project && entry.reach.status === 'available',
  );
}

function orderOf(header: Header, { strategy, project, round, test }: Slot): number[] {
  if (test !== undefined) return [test];
  const declared = testsOf(header, project);
  if (strategy !== 'shuffle' && (strategy !== 'isolate-off' || round === 0)) return declared;
  const places = new Map(declared.map((index) => [header.tests[index]?.own ?? '', index]));
  const order = shuffledOrder([...places.keys()], new Random(header.seed, 'order', project, round));
  return order.flatMap((id) => places.get(id) ?? []);
}

/** Python hashes by another seed in each process; ours is chosen, so that a run can be made again. */
function surroundingsOf(header: Header, { strategy, project, round }: Slot, seed: number): Surroundings {
  const own = header.projects[project]?.runner === 'pytest' ? { hashSeed: seed } : {};
  if (strategy === 'parallel') return { ...own, load: header.machine.cores };
  if (!isLimited(strategy)) return own;
  const entry = header.reach.find((candidate) => candidate.strategy === strategy && candidate.project === project);
  const values = entry?.reach.status === 'available' ? entry.reach.values : [];
  return { ...own, ...values[round % Math.max(1, values.length)] };
}

/** As asked, axes after the rest and `isolate` at the end. */
function inOrder(asked: readonly Strategy[]): Strategy[] {
  const weight = (strategy: Strategy) =>
    strategy === 'isolate' ? 2 : axes.some((axis) => axis === strategy) || strategy === 'twice' ? 1 : 0;
  return [...new Set(asked)].sort((a, b) => weight(a) - weight(b));
}
