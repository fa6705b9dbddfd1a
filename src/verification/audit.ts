import { isWatched, keptApart, type Leak } from './leaks.ts';
import { fileOf } from './names.ts';
import type { Campaign } from './record.ts';
import { type NotCounted, reportOf } from './report.ts';
import { polluterCommand } from './reproduce.ts';
import { fisherExact } from './statistics.ts';
import type { Strategy } from './strategies.ts';
import { countingResults, counts, hasFailed, historiesOf, runFailed, type TestHistory } from './trials.ts';

/** What keeps a vitest suite from running with `isolate: false`, from a campaign of `repeat` and `isolate-off`. */
export interface Audit {
  readonly status: 'done' | 'running';
  readonly campaign_id: string;
  /** `passing`: every test passed without isolation in every run. `failing`: some did not, and never failed with it. */
  readonly verdict: 'passing' | 'failing' | 'inconclusive';
  /** For `inconclusive`, and where whole runs failed rather than tests. */
  readonly reason?: string;
  /** That ran, of how many files. */
  readonly tests: number;
  readonly files: number;
  /** Runs that gave a result. */
  readonly runs: { readonly isolated: number; readonly shared: number };
  /** With `isolate: false`, and never with isolation. */
  readonly failing: readonly FailingTest[];
  /** Those failed with isolation, too. */
  readonly failing_anyway: readonly string[];
  /** Worst first. Absent as long as no run has looked. */
  readonly leaks?: readonly Leak[];
  readonly leaks_more?: number;
  /** Medians of whole runs in one worker. Absent without such runs on both sides. */
  readonly time?: {
    readonly isolated_ms: number;
    readonly shared_ms: number;
    /** How many times as fast it is without isolation. */
    readonly ratio: number;
    /** At least so many of each project. */
    readonly runs: { readonly isolated: number; readonly shared: number };
  };
  readonly not_counted: readonly NotCounted[];
  readonly limitations: readonly string[];
  readonly report: string;
}

export interface FailingTest {
  readonly id: string;
  readonly failures: number;
  readonly runs: number;
  readonly runs_isolated: number;
  /** So few failures may be chance. */
  readonly may_be_chance?: true;
  readonly message: string;
  /** Finds who is to blame. */
  readonly next: string;
}

/** What an audit compares. */
export const auditedStrategies = ['repeat', 'isolate-off'] as const;

/** Failures that are likelier than this without any cause are said to be so. Three of three against none of three are not: 0.05. */
const chance = 0.0501;

export function auditOf(campaign: Campaign): Audit {
  const { header } = campaign;
  const report = reportOf(campaign);
  const histories = historiesOf(campaign);
  const sides = histories.map(sidesOf);
  const ran = header.tests.filter((_, test) => (histories[test]?.trials.length ?? 0) > 0);
  const found = {
    failing: failingTests(campaign, sides),
    failing_anyway: header.tests.flatMap(({ id }, test) => ((sides[test]?.isolated.failures ?? 0) > 0 ? [id] : [])),
    runs: { isolated: resultsOf(campaign, 'repeat'), shared: resultsOf(campaign, 'isolate-off') },
  };
  const time = timeOf(campaign);
  return {
    status: report.status,
    campaign_id: header.campaign_id,
    ...verdictOf(campaign, report.status, found),
    tests: ran.length,
    files: new Set(ran.map(({ id }) => fileOf(id))).size,
    ...found,
    ...(report.leaks && { leaks: report.leaks, leaks_more: report.leaks_more ?? 0 }),
    ...(time && { time }),
    not_counted: report.not_counted,
    limitations: report.limitations,
    report: report.report,
  };
}

interface Side {
  readonly failures: number;
  readonly runs: number;
}
interface Sides {
  readonly isolated: Side;
  readonly shared: Side;
}

const noSides: Sides = { isolated: { failures: 0, runs: 0 }, shared: { failures: 0, runs: 0 } };

function sidesOf({ trials }: TestHistory): Sides {
  const side = (strategy: Strategy): Side => {
    const own = trials.filter((trial) => trial.strategy === strategy);
    return { failures: own.filter(({ failed }) => failed).length, runs: own.length };
  };
  return { isolated: side('repeat'), shared: side('isolate-off') };
}

function failingTests({ header, runs }: Campaign, sides: readonly Sides[]): FailingTest[] {
  const results = runs.filter(({ strategy }) => strategy === 'isolate-off').flatMap(countingResults);
  return header.tests.flatMap(({ id }, test): FailingTest[] => {
    const { isolated, shared } = sides[test] ?? noSides;
    if (shared.failures === 0 || isolated.failures > 0 || isolated.runs === 0) return [];
    const failed = results.find((result) => result.test === test && hasFailed(result));
    const likely = fisherExact(shared.failures, shared.runs - shared.failures, 0, isolated.runs);
    return [
      {
        id,
        ...shared,
        runs_isolated: isolated.runs,
        ...(likely > chance && { may_be_chance: true }),
        message: failed?.message ?? 'The runner gave no message.',
        next: polluterCommand(header, id),
      },
    ];
  });
}

function verdictOf(
  campaign: Campaign,
  status: Audit['status'],
  { failing, failing_anyway, runs }: Pick<Audit, 'failing' | 'failing_anyway' | 'runs'>,
): Pick<Audit, 'verdict' | 'reason'> {
  const inconclusive = (reason: string) => ({ verdict: 'inconclusive' as const, reason });
  const [lost, lostIsolated] = [lostOf(campaign, 'isolate-off'), lostOf(campaign, 'repeat')];
  const [first] = lost;
  const [apart] = campaign.runs.flatMap(({ limitations }) => keptApart(limitations) ?? []);
  if (apart !== undefined) return inconclusive(`${apart} Choose the pool forks or threads.`);
  if (failing.length > 0) return { verdict: 'failing' };
  if (first && runs.shared === 0 && runs.isolated > 0 && lostIsolated.length === 0)
    return {
      verdict: 'failing',
      reason: `No run with isolate: false came to a result (${first.outcome}): ${first.reason}`,
    };
  if (status === 'running') return inconclusive('The time was used up before all runs were made.');
  if (failing_anyway.length > 0)
    return inconclusive('Tests that fail with isolation say nothing about isolate: false. Mend them first.');
  const [unloadable] = campaign.header.unloadable;
  if (unloadable) return inconclusive(`${unloadable.path} could not be loaded, its tests did not run.`);
  if (first ?? lostIsolated[0]) return inconclusive('Runs ended without a result.');
  if (runs.shared === 0 || runs.isolated === 0) return inconclusive('No test ran.');
  return { verdict: 'passing' };
}

function resultsOf({ runs }: Campaign, strategy: Strategy): number {
  return runs.filter((run) => run.strategy === strategy && runFailed(run) !== undefined).length;
}

/** That ended by themselves, without a result. */
function lostOf({ runs }: Campaign, strategy: Strategy): { readonly outcome: string; readonly reason: string }[] {
  return runs
    .filter((run) => run.strategy === strategy && run.outcome !== 'cancelled' && run.outcome !== 'not_executed')
    .filter((run) => runFailed(run) === undefined)
    .map(({ outcome, reason = '' }) => ({ outcome, reason }));
}

/** Of all projects together; each is timed for itself. */
function timeOf({ header, runs }: Campaign): Audit['time'] {
  const times = (project: number, strategy: Strategy) =>
    runs
      .filter((run) => run.project === project && run.strategy === strategy && counts(run) && !isWatched(run))
      .map(({ ms }) => ms);
  const timed = [...header.projects.keys()]
    .map((project) => ({ isolated: times(project, 'repeat'), shared: times(project, 'isolate-off') }))
    .filter(({ isolated, shared }) => isolated.length > 0 && shared.length > 0);
  if (timed.length === 0) return undefined;
  const total = (side: 'isolated' | 'shared') => timed.reduce((sum, of) => sum + median(of[side]), 0);
  const fewest = (side: 'isolated' | 'shared') => Math.min(...timed.map((of) => of[side].length));
  const [isolated_ms, shared_ms] = [Math.round(total('isolated')), Math.round(total('shared'))];
  return {
    isolated_ms,
    shared_ms,
    ratio: isolated_ms / Math.max(1, shared_ms),
    runs: { isolated: fewest('isolated'), shared: fewest('shared') },
  };
}

/** Of at least one. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return (low + high) / 2;
}
