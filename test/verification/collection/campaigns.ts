import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { Analyzer, rules } from '../../../src/analysis/index.ts';
import { openState } from '../../../src/state/index.ts';
import {
  type Campaign,
  type CampaignReport,
  type Strategy,
  type TestReport,
  Verifier,
} from '../../../src/verification/index.ts';
import { isAxis } from '../../../src/verification/strategies.ts';
import { reachOf } from '../../../src/verification/surroundings.ts';
import { Workspace } from '../../../src/workspace/index.ts';
import { collectionFolder, filesOf, type KnownProject, type KnownTest } from './manifest.ts';

export interface CampaignPlan {
  readonly strategies: readonly Strategy[];
  readonly runs: number;
  /** Orders and chance follow from it: with the same seed each run has the same outcome. */
  readonly seed: number;
  /** All of the project when absent. */
  readonly only?: readonly string[];
}

export interface Finished {
  readonly verifier: Verifier;
  readonly campaigns: readonly { readonly campaign: Campaign; readonly report: CampaignReport }[];
  readonly strategies: ReadonlySet<Strategy>;
  close(): void;
}

/** Runs the campaigns of a project, without what this machine cannot do. */
export async function runCampaigns(project: KnownProject, plans: readonly CampaignPlan[]): Promise<Finished> {
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'tp-collection-')));
  const workspace = await Workspace.open({ roots: [collectionFolder], env: {}, cwd: collectionFolder });
  const state = openState({ env: { TESTING_PATTERNS_HOME: home }, roots: workspace.roots });
  const verifier = new Verifier({ workspace, analyzer: new Analyzer(workspace, rules), state });
  const campaigns: Finished['campaigns'][number][] = [];
  for (const { strategies, runs, seed, only } of plans) {
    const report = await verifier.verify({
      tests: only?.map((id) => `${project.folder}/${id}`) ?? filesIn(project),
      strategies: strategies.filter((strategy) => canTry(strategy, project)),
      runs,
      seed,
      timeoutMs: Infinity,
    });
    campaigns.push({ report, campaign: await verifier.campaign(report.campaign_id) });
  }
  return {
    verifier,
    campaigns,
    strategies: new Set(campaigns.flatMap(({ campaign }) => campaign.header.request.strategies)),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** What the campaigns together say of a test: its project's own id and a verdict. */
export function verdictsOf({ campaigns }: Finished, { folder }: KnownProject): Readonly<Record<string, string>> {
  const said = new Map<string, Set<string>>();
  for (const { report } of campaigns)
    for (const { id, verdict } of report.tests) {
      const own = id.slice(folder.length + 1);
      said.set(own, (said.get(own) ?? new Set()).add(verdict));
    }
  return Object.fromEntries([...said].map(([id, verdicts]) => [id, together(verdicts)]));
}

/** What is true of each test, as far as this machine can show it. */
export function truthOf(
  { strategies, campaigns }: Finished,
  { tests }: KnownProject,
): Readonly<Record<string, string>> {
  const limitations = campaigns.flatMap(({ report }) => report.limitations);
  const shows = (test: KnownTest) =>
    test.verdict !== 'flaky' ||
    (test.shows.some(({ under }) => under.some((strategy) => strategies.has(strategy))) && isMet(test.needs));
  const isMet = (needs: string | undefined) =>
    needs === undefined ||
    (needs === 'network-interface'
      ? hasNetworkInterface()
      : !limitations.some((text) => text.startsWith('The clock is not shifted')));
  return Object.fromEntries(tests.map((test) => [test.id, shows(test) ? test.verdict : 'stable']));
}

/** Failures and runs of a test in fresh processes under any of the strategies. */
export function figuresOf(
  { campaigns }: Finished,
  { folder }: KnownProject,
  id: string,
  under: readonly Strategy[],
): { readonly failures: number; readonly runs: number } {
  const outcomes = campaigns.flatMap(({ campaign: { header, runs } }) => {
    const test = header.tests.findIndex((candidate) => candidate.id === `${folder}/${id}`);
    return runs
      .filter(({ strategy }) => under.includes(strategy))
      .flatMap(({ results }) => results.filter((result) => result.test === test).map(({ outcome }) => outcome));
  });
  return { failures: outcomes.filter((outcome) => outcome !== 'passed').length, runs: outcomes.length };
}

/** Of each campaign the run with most failures, as it was and made again: failures in the order of execution. */
export async function worstRunsAgain({ campaigns, verifier }: Finished) {
  const then: Failure[] = [];
  const now: Failure[] = [];
  for (const { campaign } of campaigns) {
    const { header, runs } = campaign;
    // Side by side, workers keep no order; with a second round a test has two results.
    const plain = runs.filter(({ workers, repeats }) => workers === 1 && repeats === 1);
    const failed = plain.map(({ run, results }) => ({
      run,
      failures: results
        .filter(({ outcome }) => outcome !== 'passed')
        .map(({ test, message = '' }) => failureOf(header.tests[test]?.id ?? '', message)),
    }));
    const [worst] = failed.sort((a, b) => b.failures.length - a.failures.length);
    if (worst === undefined) continue;
    const replay = await verifier.replay(header.campaign_id, worst.run);
    then.push(...worst.failures);
    now.push(...replay.failed_now.map(({ id, message }) => failureOf(id, message)));
  }
  return { then, now };
}

interface Failure {
  readonly id: string;
  readonly message: string;
}

/** Where an object lies in memory, and which free port it got, is new in each process. */
function failureOf(id: string, message: string): Failure {
  return { id, message: message.replace(/0x[0-9a-f]+/g, '0x').replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:') };
}

export function reportsOf({ campaigns }: Finished): readonly TestReport[] {
  return campaigns.flatMap(({ report }) => report.tests);
}

function together(verdicts: ReadonlySet<string>): string {
  if (verdicts.has('flaky')) return 'flaky';
  return [...verdicts].sort().join(' and ');
}

function filesIn({ folder, tests }: KnownProject): string[] {
  return filesOf(tests.map(({ id }) => `${folder}/${id}`));
}

function canTry(strategy: Strategy, { runner }: KnownProject): boolean {
  return !isAxis(strategy) || reachOf(strategy, runner, new Date()).status === 'available';
}

function hasNetworkInterface(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family, internal }) => family === 'IPv4' && !internal),
  );
}
