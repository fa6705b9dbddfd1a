import { fisherExact } from './statistics.ts';
import { type Axis, isAxis, type Strategy } from './strategies.ts';
import type { TestHistory, Trial } from './trials.ts';

/** What a test's result hangs on. */
export interface Dependence {
  readonly on: 'order' | 'other tests' | 'isolation' | 'load' | Axis;
  /** The values that made it fail: `TZ=Pacific/Kiritimati`. */
  readonly values?: readonly string[];
  /** The figures, in a sentence. */
  readonly evidence: string;
}

/** How likely the figures of one test may be by chance before anything is said. Shared out among the questions asked. */
const chance = 0.05;

/**
 * The one thing that the failures of a test hang on: an axis whose values it always fails at and never elsewhere, else a
 * strategy that it fails in far more often than as declared. Undefined when the figures may be chance.
 */
export function dependenceOf({ trials }: TestHistory): Dependence | undefined {
  const strategies = [...new Set(trials.map(({ strategy }) => strategy))];
  const questions = Math.max(1, strategies.length);
  return (
    strategies.map((strategy) => axisDependence(trials, strategy, questions)).find((found) => found !== undefined) ??
    strategies.map((strategy) => strategyDependence(trials, strategy, questions)).find((found) => found !== undefined)
  );
}

/** Where a test has failed so far, when that is in some strategies only. */
export function seenOnlyIn({ trials }: TestHistory): readonly Strategy[] | undefined {
  const all = new Set(trials.map(({ strategy }) => strategy));
  const failing = new Set(trials.filter(({ failed }) => failed).map(({ strategy }) => strategy));
  return failing.size > 0 && failing.size < all.size ? [...failing] : undefined;
}

function axisDependence(trials: readonly Trial[], strategy: Strategy, questions: number): Dependence | undefined {
  if (!isAxis(strategy)) return undefined;
  const at = trials.filter((trial) => trial.strategy === strategy);
  const values = [...new Set(at.map(({ value = strategy }) => value))];
  const bad = values.filter((value) => at.every((trial) => (trial.value ?? strategy) !== value || trial.failed));
  const isBad = (trial: Trial) => trial.strategy === strategy && bad.includes(trial.value ?? strategy);
  // Every process of Python has another hash seed, so a test that hangs on it fails in all strategies.
  const comparable = strategy === 'hash-seed' ? at : trials;
  const [there, elsewhere] = [comparable.filter(isBad), comparable.filter((trial) => !isBad(trial))];
  if (there.length === 0 || elsewhere.length === 0 || elsewhere.some(({ failed }) => failed)) return undefined;
  if (fisherExact(there.length, 0, 0, elsewhere.length) > chance / questions) return undefined;
  const all = values.length > 1 && bad.length === values.length;
  return {
    on: strategy,
    values: bad,
    evidence: `Failed in ${figures(there)} at ${all ? 'every value tried' : bad.join(' and ')}, elsewhere in ${figures(elsewhere)}.`,
  };
}

function strategyDependence(trials: readonly Trial[], strategy: Strategy, questions: number): Dependence | undefined {
  const on = dependsOn(strategy);
  if (on === undefined) return undefined;
  const there = trials.filter((trial) => trial.strategy === strategy);
  const declared = trials.filter((trial) => trial.strategy === 'repeat');
  if (declared.length === 0 || there.length === 0) return undefined;
  const [bad, good] = [failuresOf(there), failuresOf(declared)];
  const likely = (a: readonly Trial[], b: readonly Trial[]) =>
    fisherExact(failuresOf(a), a.length - failuresOf(a), failuresOf(b), b.length - failuresOf(b)) > chance / questions;
  // A test that only passes alone, or only after others, differs from the declared order just as much.
  const worseThere = bad > 0 && good === 0 && !likely(there, declared);
  const betterThere =
    (on === 'other tests' || on === 'order' || on === 'isolation') &&
    good === declared.length &&
    bad < there.length &&
    !likely(declared, there);
  if (!worseThere && !betterThere) return undefined;
  return {
    on,
    evidence: `${capital(name(strategy))}: failed in ${figures(there)}; as declared: in ${figures(declared)}.`,
  };
}

function dependsOn(strategy: Strategy): Dependence['on'] | undefined {
  if (strategy === 'shuffle') return 'order';
  if (strategy === 'isolate') return 'other tests';
  if (strategy === 'isolate-off') return 'isolation';
  if (strategy === 'parallel') return 'load';
  return isAxis(strategy) ? strategy : undefined;
}

function name(strategy: Strategy): string {
  if (strategy === 'shuffle') return 'in other orders';
  if (strategy === 'isolate') return 'alone';
  if (strategy === 'isolate-off') return 'with isolate: false';
  return strategy === 'parallel' ? 'in parallel under load' : `with ${strategy} changed`;
}

function failuresOf(trials: readonly Trial[]): number {
  return trials.filter(({ failed }) => failed).length;
}

function figures(trials: readonly Trial[]): string {
  return `${failuresOf(trials)} of ${trials.length} runs`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
