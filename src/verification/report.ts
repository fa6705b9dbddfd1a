import { courseOf } from './course.ts';
import { type Dependence, dependenceOf, seenOnlyIn } from './dependence.ts';
import { type Leak, leaksOf } from './leaks.ts';
import { codeChanged, limitationsOf } from './limitations.ts';
import type { Campaign, Header, RunRecord } from './record.ts';
import { replayCommand, rerunCommand } from './reproduce.ts';
import { clopperPearson, upperBound } from './statistics.ts';
import { givesTrials, type Strategy } from './strategies.ts';
import { surroundingsText } from './surroundings.ts';
import { countingResults, hasFailed, historiesOf, runFailed, type TestHistory, testId } from './trials.ts';
import { type Asked, campaignVerdict, type TestVerdict, type Verdict, verdictOf } from './verdict.ts';

export interface FirstFailure {
  readonly message: string;
  readonly run: number;
  readonly strategy: Strategy;
  readonly seed: number;
  /** What was changed around the run; empty for nothing. */
  readonly surroundings: string;
  /** The tests that had run before it in its process, the last ten, and itself at the end. Empty with several workers. */
  readonly order: readonly string[];
  /** How many came before those. */
  readonly order_more: number;
}

export interface TestReport {
  /** `path::name`, the path as people see it. */
  readonly id: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** It never ran, and does not touch the verdict of the campaign. */
  readonly skipped?: true;
  readonly runs: number;
  readonly failures: number;
  /** Holds for all tests of the campaign together. */
  readonly upper_bound_95: number;
  readonly first_failure?: FirstFailure;
  readonly depends_on?: {
    readonly on: Dependence['on'];
    readonly values?: readonly string[];
    readonly evidence: string;
  };
  /** It failed in these strategies only. That may be chance as long as `depends_on` is not there. */
  readonly failed_only_in?: readonly Strategy[];
  /** Of so many runs that ran it twice in one process, it failed the second time only. */
  readonly fails_second_time?: { readonly failures: number; readonly runs: number };
}

export interface StrategyReport {
  readonly strategy: Strategy;
  /** Processes that gave a result; with `isolate` one for each test. */
  readonly runs: number;
  readonly failures: number;
  /** Null without runs. */
  readonly failure_rate: number | null;
  readonly interval_95: readonly [low: number, high: number];
  readonly not_counted: number;
  /** Why it could not be done, for all projects or some. */
  readonly unavailable?: string;
  readonly not_applicable?: string;
}

export interface NotCounted {
  readonly run: number;
  readonly strategy: Strategy;
  readonly outcome: RunRecord['outcome'];
  readonly reason: string;
}

export interface CampaignReport {
  readonly status: 'done' | 'running';
  readonly campaign_id: string;
  readonly verdict: Verdict;
  /** Fresh processes that gave a result, and how many of them had a failure. */
  readonly runs: number;
  readonly failures: number;
  /** Null without runs. */
  readonly failure_rate: number | null;
  /** The true rate of runs with a failure is at most this, with 95 %. */
  readonly upper_bound_95: number;
  readonly runs_made: number;
  readonly runs_planned: number;
  /** Flaky ones first, then failing, inconclusive, stable. */
  readonly tests: readonly TestReport[];
  readonly by_strategy: readonly StrategyReport[];
  readonly not_counted: readonly NotCounted[];
  /** With `isolate-off`: what tests leave behind when their file is over, worst first. */
  readonly leaks?: readonly Leak[];
  /** How many more tests leave something. */
  readonly leaks_more?: number;
  readonly limitations: readonly string[];
  /** A command to paste: makes the first failing run again, else the campaign. */
  readonly reproduce: string;
  readonly report: string;
}

export function reportOf(campaign: Campaign): CampaignReport {
  const { header, runs } = campaign;
  const course = courseOf(campaign);
  const histories = historiesOf(campaign);
  const tests = header.tests.map((_, index) => testReport(campaign, index, histories[index]));
  const fresh = runs.filter(({ strategy }) => givesTrials(strategy)).map(runFailed);
  const [total, failures] = [count(fresh, (failed) => failed !== undefined), count(fresh, (failed) => failed === true)];
  const failing = firstFailingRun(campaign, tests);
  const left = leaksOf(campaign);
  return {
    status: 'over' in course ? 'done' : 'running',
    campaign_id: header.campaign_id,
    verdict: campaignVerdict(tests, header.unloadable.length === 0),
    runs: total,
    failures,
    failure_rate: rate(failures, total),
    upper_bound_95: total === 0 ? 1 : upperBound(failures, total),
    runs_made: course.done,
    runs_planned: course.total,
    tests: [...tests].sort((a, b) => gravity.indexOf(a.verdict) - gravity.indexOf(b.verdict)),
    by_strategy: header.request.strategies.map((strategy) => strategyReport(campaign, strategy)),
    not_counted: runs.filter((run) => runFailed(run) === undefined).map(notCounted),
    ...(left && { leaks: left.leaks, leaks_more: left.more }),
    limitations: limitationsOf(
      campaign,
      course,
      count(tests, ({ skipped }) => skipped === true),
    ),
    reproduce: failing === undefined ? rerunCommand(header) : replayCommand(header, failing),
    report: `report://${header.campaign_id}`,
  };
}

const gravity: readonly Verdict[] = ['flaky', 'failing', 'inconclusive', 'stable'];
const shownBefore = 10;

function testReport({ header, runs }: Campaign, test: number, history: TestHistory | undefined): TestReport {
  const of = history ?? { trials: [], pairs: [], skips: 0, lost: [] };
  const verdict = ofOneCode(verdictOf(of, askedFor(header, test), header.tests.length), runs);
  const dependence = dependenceOf(of);
  const onlyIn = seenOnlyIn(of);
  const failing = runs.find((run) => countingResults(run).some((result) => result.test === test && hasFailed(result)));
  const second = of.pairs.filter((pair) => pair.second && !pair.first).length;
  return {
    id: testId(header, test),
    verdict: verdict.verdict,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    ...(verdict.skipped && { skipped: verdict.skipped }),
    runs: verdict.runs,
    failures: verdict.failures,
    upper_bound_95: verdict.upperBound,
    ...(failing && { first_failure: firstFailure(header, failing, test) }),
    ...(dependence && { depends_on: dependence }),
    ...(onlyIn && { failed_only_in: onlyIn }),
    ...(second > 0 && { fails_second_time: { failures: second, runs: of.pairs.length } }),
  };
}

/** Clean runs of code that changed in between show nothing of either. */
function ofOneCode(verdict: TestVerdict, runs: readonly RunRecord[]): TestVerdict {
  const changed = verdict.verdict === 'stable' ? codeChanged(runs) : undefined;
  if (!changed) return verdict;
  const reason = `The runs were not all of the same code: ${changed.files} changed while run ${changed.run} was made.`;
  return { ...verdict, verdict: 'inconclusive', reason };
}

function firstFailure(header: Header, run: RunRecord, test: number): FirstFailure {
  const at = run.results.findIndex((result) => result.test === test && hasFailed(result));
  const before =
    run.workers > 1 ? [] : run.results.slice(0, Math.max(0, at)).map((result) => testId(header, result.test));
  return {
    message: run.results[at]?.message ?? 'The runner gave no message.',
    run: run.run,
    strategy: run.strategy,
    seed: run.seed,
    surroundings: surroundingsText(run.surroundings),
    order: run.workers > 1 ? [] : [...before.slice(-shownBefore), testId(header, test)],
    order_more: Math.max(0, before.length - shownBefore),
  };
}

/** The run to show: of the first test that is flaky or failing, else any that failed. */
function firstFailingRun({ runs }: Campaign, tests: readonly TestReport[]): number | undefined {
  const flaky = tests.find(({ verdict, first_failure }) => verdict === 'flaky' && first_failure);
  return flaky?.first_failure?.run ?? runs.find((run) => runFailed(run) === true)?.run;
}

function askedFor(header: Header, test: number): readonly Asked[] {
  const project = header.tests[test]?.project;
  return header.request.strategies.flatMap((strategy): Asked[] => {
    const reach = header.reach.find((entry) => entry.strategy === strategy && entry.project === project)?.reach;
    if (reach?.status === 'not_applicable') return [];
    return [{ strategy, ...(reach?.status === 'unavailable' && { unavailable: reach.reason }) }];
  });
}

function strategyReport({ header, runs }: Campaign, strategy: Strategy): StrategyReport {
  const own = runs.filter((run) => run.strategy === strategy && run.outcome !== 'cancelled').map(runFailed);
  const [total, failures] = [count(own, (failed) => failed !== undefined), count(own, (failed) => failed === true)];
  const reasons = (status: 'unavailable' | 'not_applicable') => [
    ...new Set(
      header.reach.flatMap(({ strategy: of, reach }) =>
        of === strategy && reach.status === status ? [reach.reason] : [],
      ),
    ),
  ];
  const [unavailable, notApplicable] = [reasons('unavailable'), reasons('not_applicable')];
  return {
    strategy,
    runs: total,
    failures,
    failure_rate: rate(failures, total),
    interval_95: clopperPearson(failures, total),
    not_counted: own.length - total,
    ...(unavailable.length > 0 && { unavailable: unavailable.join(' ') }),
    ...(notApplicable.length > 0 && { not_applicable: notApplicable.join(' ') }),
  };
}

function notCounted({ run, strategy, outcome, reason }: RunRecord): NotCounted {
  return { run, strategy, outcome, reason: reason ?? 'All tests were skipped.' };
}

function rate(failures: number, runs: number): number | null {
  return runs === 0 ? null : failures / runs;
}

function count<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.filter(test).length;
}
