import type { TestId } from '../../runners/runner.ts';
import { cleanRunsNeeded } from '../statistics.ts';
import { brokenTests, type Count, chanceOfNoGain, countFailing, failed, reproducedTests, suspects } from './counts.ts';
import { type Arm, type ProofPlan, shownTest, type Trial } from './record.ts';
import { weakenedAtRunTime } from './weakened-runs.ts';

export type Verdict = 'fixed' | 'not_fixed' | 'improved' | 'unreproduced' | 'regressed' | 'inconclusive';

export type Step =
  | {
      readonly kind: 'run';
      readonly phase: Trial['phase'];
      readonly tree: Trial['tree'];
      readonly arm: number;
      readonly index: number;
    }
  /** @see weakenedAtRunTime */
  | { readonly kind: 'refused'; readonly test: TestId; readonly reason: string }
  | {
      readonly kind: 'done';
      readonly verdict: Verdict;
      readonly reason: string;
      /** The arm in which old and new were compared. */
      readonly arm?: number;
    };

/** An arm that has failed so often is worth comparing in; or that has always failed. */
const enoughFailures = 5;
const enoughAlways = 3;
/** Pairs until a failure that is too rare is given up. */
const maxPairs = 400;
/** Pairs that a change which still fails gets at least, so that one that helps can show it. */
const leastPairs = 20;
/** Chance at which a lower rate counts as lower; looked at once. */
const gainChance = 0.05;
/** Further runs, of each tree, in an arm where a test failed for the first time. */
const confirmations = 5;
const maxUnusable = 3;

/**
 * What to run next, or what the trials show. It follows from the record alone, so a proof that was stopped goes on as if
 * nothing had happened.
 *
 * 1. Explore: the unchanged code under every arm, most promising first, until one has failed five times, or always.
 * 2. Pairs under that arm, old and new by turns with the same seed, until the change would have failed with 95 %
 *    probability if it changed nothing. Only these runs count for the rate: the arm was chosen for failing often, so the
 *    runs that chose it would overstate it.
 * 3. Sweep: the changed code once in every order, under load, and under every arm that the old one has been through.
 */
export function nextStep(plan: ProofPlan, trials: readonly Trial[]): Step {
  const broken = brokenTests(plan, trials);
  if (broken.length > 0)
    return done(
      'regressed',
      `These never failed without the change and fail with it: ${broken.map((id) => shownTest(plan, id)).join(', ')}.`,
    );
  const weakened = weakenedAtRunTime(plan, trials);
  if (weakened) return { kind: 'refused', ...weakened };
  const changing = trials.find(({ changed }) => changed !== undefined);
  if (changing)
    return done(
      'inconclusive',
      `The tests change the code that they run (in the copy, here: ${changing.changed?.join(', ')}), so one run decides the next and no comparison holds.`,
    );
  const unusable = trials.filter(isUnusable);
  if (unusable.length >= maxUnusable)
    return done('inconclusive', `The tests could not be run: ${unusable.at(-1)?.reason ?? unusable.at(-1)?.outcome}`);

  const usable = trials.filter((trial) => !isUnusable(trial));
  const exploring = explore(plan, usable, unusable);
  if (exploring !== undefined && typeof exploring !== 'number') return exploring;
  if (exploring === undefined) return unreproduced(plan, usable);
  return compare(plan, usable, exploring);
}

function isUnusable({ outcome }: Trial): boolean {
  return outcome === 'not_executed' || outcome === 'incomplete' || outcome === 'cancelled';
}

/**
 * How much is to be hoped for of another run: the rate of failures with a guess mixed in, which wears off. Where each run
 * differs by chance one clean run says less than where only a setting is another one.
 */
function promise(arm: Arm | undefined, { runs, failures }: Count = { runs: 0, failures: 0 }): number {
  const varies = arm !== undefined && arm.order !== 'alone' && isOfOrder(arm);
  return (failures + 1) / (varies ? runs / 2 + 2 : runs + 3);
}

/** Changes when and beside what the tests run, and nothing that they can read. */
function isOfOrder({ surroundings: { load: _, ...settings } }: Arm): boolean {
  return Object.keys(settings).length === 0;
}

/** The next run, or the arm that was found; undefined when the failure could not be reproduced. */
function explore(plan: ProofPlan, trials: readonly Trial[], unusable: readonly Trial[]): Step | number | undefined {
  const runs = trials.filter(({ phase }) => phase === 'explore');
  const tests = reproducedTests(plan, trials);
  const counts = plan.arms.map((_, arm) =>
    countFailing(
      runs.filter((trial) => trial.arm === arm),
      tests,
    ),
  );
  const byRate = (arm: number) => promise(plan.arms[arm], counts[arm]);
  const best = counts.reduce((chosen, _, arm) => (byRate(arm) > byRate(chosen) ? arm : chosen), 0);
  const found = counts.findIndex(
    ({ failures, runs: all }) => failures >= enoughFailures || (failures === all && failures >= enoughAlways),
  );
  if (found !== -1) return found;
  if (runs.length >= plan.exploring) {
    const [most] = counts.map((_, arm) => arm).sort((a, b) => byRate(b) - byRate(a) || a - b);
    return counts.some(({ failures }) => failures > 0) ? most : undefined;
  }
  const index = (counts[best]?.runs ?? 0) + unusable.length;
  return { kind: 'run', phase: 'explore', tree: 'old', arm: best, index };
}

function compare(plan: ProofPlan, trials: readonly Trial[], arm: number): Step {
  const tests = reproducedTests(plan, trials);
  const pairs = trials.filter(({ phase }) => phase === 'pair');
  const extra = trials.filter(({ phase }) => phase === 'extra');
  const [old, fresh] = [pairs.filter(({ tree }) => tree === 'old'), pairs.filter(({ tree }) => tree === 'new')];
  const before = countFailing(old, tests);
  const after = countFailing([...fresh, ...extra], tests);
  const pair = (): Step => {
    const index = Math.min(old.length, fresh.length);
    const [oldDone, newDone] = [old.length > index, fresh.length > index];
    // The one that runs first changes from pair to pair, so that a machine that warms up favours neither.
    const tree = oldDone ? 'new' : newDone ? 'old' : index % 2 === 0 ? 'old' : 'new';
    return { kind: 'run', phase: 'pair', tree, arm, index };
  };
  if (old.length !== fresh.length) return pair();

  if (after.failures > 0) {
    const gain = chanceOfNoGain(before, after) <= gainChance;
    const counts = `${before.failures} of ${before.runs} runs failed without the change, ${after.failures} of ${after.runs} with it`;
    const first = fresh.findIndex((trial) => trial.failed.some(({ id }) => tests.has(id)));
    const looked = extra.length > 0 || fresh.length >= Math.max(leastPairs, 2 * (first + 1));
    if (looked)
      return gain
        ? done('improved', `It fails less often: ${counts}.`, arm)
        : done('not_fixed', `It still fails: ${counts}.`, arm);
    // Nothing to wait for: it fails as often as it did.
    if (after.failures >= 3 && after.failures >= before.failures)
      return done('not_fixed', `It still fails: ${counts}.`, arm);
    return pair();
  }

  const needed = cleanRunsNeeded(before.failures, before.runs, plan.level);
  if (fresh.length < needed) {
    if (fresh.length < maxPairs) return pair();
    return done(
      'inconclusive',
      `It fails too rarely to tell: ${before.failures} of ${before.runs} runs failed without the change, none with it.`,
      arm,
    );
  }
  if (after.runs < plan.cleanRuns) return { kind: 'run', phase: 'extra', tree: 'new', arm, index: extra.length };
  return (
    sweep(plan, trials, arm, 0) ??
    confirm(plan, trials) ??
    conclude(
      plan,
      trials,
      arm,
      `${before.failures} of ${before.runs} runs failed without the change, none of ${after.runs} with it`,
    )
  );
}

/** The changed code under each explored arm and in each order, until there are `least` such runs and one in every arm. */
function sweep(plan: ProofPlan, trials: readonly Trial[], except: number, least: number): Step | undefined {
  const explored = new Set(trials.filter(({ phase }) => phase === 'explore').map(({ arm }) => arm));
  const arms = plan.arms.flatMap((arm, at) => (at !== except && (explored.has(at) || isOfOrder(arm)) ? [at] : []));
  const swept = trials.filter(({ phase }) => phase === 'sweep');
  const runs = (arm: number) => swept.filter((trial) => trial.arm === arm).length;
  const [next] = [...arms].sort((a, b) => runs(a) - runs(b) || a - b);
  if (next === undefined || (runs(next) > 0 && swept.length >= least)) return undefined;
  return { kind: 'run', phase: 'sweep', tree: 'new', arm: next, index: runs(next) };
}

/** Old and new some more times in an arm where a test failed that never did before. */
function confirm(plan: ProofPlan, trials: readonly Trial[]): Step | undefined {
  const doubtful = suspects(plan, trials);
  const arms = new Set(
    trials.filter((trial) => trial.tree === 'new' && doubtful.some((id) => failed(trial, id))).map(({ arm }) => arm),
  );
  for (const arm of arms) {
    const runs = trials.filter((trial) => trial.phase === 'confirm' && trial.arm === arm);
    if (runs.length >= 2 * confirmations) continue;
    const tree = runs.length % 2 === 0 ? 'old' : 'new';
    return { kind: 'run', phase: 'confirm', tree, arm, index: Math.floor(runs.length / 2) };
  }
  return undefined;
}

function conclude(plan: ProofPlan, trials: readonly Trial[], arm: number, counts: string): Step {
  const tests = reproducedTests(plan, trials);
  const elsewhere = trials.find(
    ({ phase, tree, failed: failures }) =>
      tree === 'new' && (phase === 'sweep' || phase === 'confirm') && failures.some(({ id }) => tests.has(id)),
  );
  const doubt = doubtText(plan, trials);
  if (elsewhere)
    return done(
      'improved',
      `${capital(counts)}, but it still fails under "${plan.arms[elsewhere.arm]?.name}".${doubt}`,
      arm,
    );
  const ofTarget = suspects(plan, trials).some((id) => plan.targets.includes(id));
  return done(ofTarget ? 'improved' : 'fixed', `${capital(counts)}.${doubt}`, arm);
}

/** What failed with the change only, too rarely to be called a regression. */
function doubtText(plan: ProofPlan, trials: readonly Trial[]): string {
  const doubtful = suspects(plan, trials).map((id) => shownTest(plan, id));
  if (doubtful.length === 0) return '';
  return ` These failed with the change and never without it, which may be chance: ${doubtful.join(', ')}.`;
}

function unreproduced(plan: ProofPlan, trials: readonly Trial[]): Step {
  const more = sweep(plan, trials, -1, plan.cleanRuns) ?? confirm(plan, trials);
  if (more) return more;
  const old = trials.filter(({ tree }) => tree === 'old').length;
  return done(
    'unreproduced',
    `The failure did not show in ${old} runs without the change, so nothing shows that the change mends it.${doubtText(plan, trials)}`,
  );
}

function done(verdict: Verdict, reason: string, arm?: number): Step {
  return { kind: 'done', verdict, reason, ...(arm === undefined ? {} : { arm }) };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
