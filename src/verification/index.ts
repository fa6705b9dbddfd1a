import { randomInt } from 'node:crypto';
import type { Analyzer } from '../analysis/index.ts';
import { newId, type State } from '../state/index.ts';
import type { Workspace } from '../workspace/index.ts';
import { type Audit, auditedStrategies, auditOf } from './audit.ts';
import { newHeader, type Work, workOn } from './campaign.ts';
import { CampaignLog } from './campaign-log.ts';
import { courseOf } from './course.ts';
import { VerificationError } from './error.ts';
import { type KnownRuns, knownRuns } from './history.ts';
import type { Progress } from './progress.ts';
import type { Campaign, Header } from './record.ts';
import { type Replay, replayRun } from './replay.ts';
import { type CampaignReport, reportOf } from './report.ts';
import { reportText } from './report-text.ts';
import { memoryLimit } from './run-once.ts';
import { changedFiles } from './sources.ts';
import { isStrategy, type Strategy, strategies } from './strategies.ts';
import { findTargets } from './targets.ts';

/** Many runs of the same tests, what they show, and how to make one again. */
export { type Audit, auditedStrategies, type FailingTest } from './audit.ts';
export { VerificationError } from './error.ts';
export type { KnownRuns } from './history.ts';
export type { Leak, LeakedState } from './leaks.ts';
export { fileOf } from './names.ts';
export type { Progress } from './progress.ts';
export type { Campaign, Header, ResultRecord, RunRecord } from './record.ts';
export type { Replay } from './replay.ts';
export type { CampaignReport, FirstFailure, NotCounted, StrategyReport, TestReport } from './report.ts';
export { parseReplay, program, quoted, rootsOf } from './reproduce.ts';
export { isStrategy, type Strategy, strategies } from './strategies.ts';
export type { Verdict } from './verdict.ts';

export interface VerifyRequest {
  /** `path` or `path::name`; files, folders, globs. May be left out with `campaignId`. */
  readonly tests?: readonly string[] | undefined;
  /** Of each strategy. Default 20. */
  readonly runs?: number | undefined;
  /** Default `repeat` and `shuffle`. */
  readonly strategies?: readonly Strategy[] | undefined;
  /** For this call. Default 45 seconds; `Infinity` works until the campaign is over. Milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Goes on with a campaign; what it was asked for then still holds. */
  readonly campaignId?: string | undefined;
  /** 31 bits; orders and seeds of all runs follow from it. By chance when absent. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

const usual = { runs: 20, strategies: ['repeat', 'shuffle'], timeoutMs: 45_000 } as const;
const mostRuns = 10_000;
const largestSeed = 2 ** 31 - 1;
/** Of the files that make a campaign stale. */
const mostNamed = 10;

/** Runs tests again and again and says what that shows. The only door to campaigns. */
export class Verifier {
  private readonly workspace: Workspace;
  private readonly analyzer: Analyzer;
  private readonly log: CampaignLog;

  constructor({ workspace, analyzer, state }: { workspace: Workspace; analyzer: Analyzer; state: State }) {
    this.workspace = workspace;
    this.analyzer = analyzer;
    this.log = new CampaignLog(state);
  }

  /**
   * Starts a campaign, or goes on with one, until it is over or the time is up; then `status` is `running` and the same call
   * with `campaignId` goes on, also in another process. Every run that ended is kept, whatever happens to this process.
   *
   * @throws {VerificationError} for requests that cannot be met and for campaigns whose project has changed since.
   * Errors of the workspace, of the runners (`RunnerError`) and of the state pass through.
   */
  async verify(request: VerifyRequest): Promise<CampaignReport> {
    const deadline = performance.now() + (request.timeoutMs ?? usual.timeoutMs);
    const work: Work = { deadline, signal: request.signal, onProgress: request.onProgress };
    const campaignId = request.campaignId ?? (await this.begin(request, deadline));
    return this.log.alone(campaignId, async () => {
      const campaign = await this.campaign(campaignId);
      if (request.campaignId !== undefined) await checkSame(campaign, request);
      return reportOf(await workOn(campaign, this.log, work));
    });
  }

  /**
   * What would be run: which tests, how often, in which ways. Undefined for a campaign that is over. Runs nothing.
   * @throws {VerificationError} like {@link verify}
   */
  async asked(request: VerifyRequest): Promise<Header['request'] | undefined> {
    if (request.campaignId === undefined) return checked(request);
    const campaign = await this.campaign(request.campaignId);
    await checkSame(campaign, request);
    return 'over' in courseOf(campaign) ? undefined : campaign.header.request;
  }

  /** What a campaign shows so far. Runs nothing. @throws {VerificationError} for unknown ids */
  async report(campaignId: string): Promise<CampaignReport> {
    return reportOf(await this.campaign(campaignId));
  }

  /** The whole campaign for people, as Markdown: every run with its order, seed and surroundings. */
  async reportText(campaignId: string): Promise<string> {
    const campaign = await this.campaign(campaignId);
    return reportText(campaign, reportOf(campaign));
  }

  /** What a campaign of `repeat` and `isolate-off` says about turning isolation off. Runs nothing. @throws {VerificationError} */
  async audit(campaignId: string): Promise<Audit> {
    const campaign = await this.campaign(campaignId);
    const missing = auditedStrategies.filter((strategy) => !campaign.header.request.strategies.includes(strategy));
    if (missing.length > 0)
      throw new VerificationError(
        `campaign_id "${campaignId}" has no runs of ${missing.join(' and ')}. Allowed: a campaign that audit began.`,
      );
    return auditOf(campaign);
  }

  /** Makes one run of a campaign again, exactly. Nothing is added to the campaign. @throws {VerificationError} */
  async replay(
    campaignId: string,
    run: number,
    options: { readonly timeoutMs?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Replay> {
    const { timeoutMs = 10 * 60_000, signal } = options;
    return replayRun(await this.campaign(campaignId), run, { timeMs: timeoutMs, signal });
  }

  /** What the kept campaigns know of a test (`path::name`, as shown to people); undefined when none ran it. Runs nothing. */
  async historyOf(test: string): Promise<KnownRuns | undefined> {
    return knownRuns(await this.log.all(), test);
  }

  /** The records of a campaign, for what builds on them. @throws {VerificationError} for unknown ids */
  async campaign(campaignId: string): Promise<Campaign> {
    const campaign = await this.log.read(campaignId);
    if (!campaign)
      throw new VerificationError(
        `campaign_id ${JSON.stringify(campaignId)} is not known. Allowed: one that verify_tests gave for this workspace in the last 30 days. Start a new campaign with tests.`,
      );
    return campaign;
  }

  private async begin(request: VerifyRequest, deadline: number): Promise<string> {
    const asked = checked(request);
    const targets = await findTargets(this.workspace, this.analyzer, {
      tests: asked.tests,
      limits: { timeMs: listingMs(deadline - performance.now()), memoryBytes: memoryLimit },
      signal: request.signal,
    });
    const header = newHeader(
      {
        campaign_id: newId('campaign'),
        roots: [...this.workspace.roots],
        request: asked,
        seed: request.seed ?? randomInt(1, largestSeed),
      },
      targets,
    );
    await this.log.create(header);
    return header.campaign_id;
  }
}

/** Loading all files takes a while, and can hang as a test can. */
function listingMs(left: number): number {
  return Math.min(10 * 60_000, Math.max(10_000, left));
}

function checked({
  tests = [],
  runs = usual.runs,
  strategies: asked = usual.strategies,
  seed,
}: VerifyRequest): Header['request'] {
  if (tests.length === 0)
    throw new VerificationError(
      'tests is empty. Allowed: "path" or "path::name" of test files, folders or globs. Name at least one.',
    );
  if (!Number.isInteger(runs) || runs < 1 || runs > mostRuns)
    throw new VerificationError(`runs is ${runs}. Allowed: whole numbers from 1 to ${mostRuns}. 20 is usual.`);
  if (seed !== undefined && (!Number.isInteger(seed) || seed < 1 || seed > largestSeed))
    throw new VerificationError(`seed is ${seed}. Allowed: whole numbers from 1 to ${largestSeed}.`);
  const unknown = asked.find((strategy) => !isStrategy(strategy));
  if (unknown !== undefined || asked.length === 0)
    throw new VerificationError(
      `strategies: ${unknown === undefined ? 'none is named' : `there is no ${JSON.stringify(unknown)}`}. Allowed: ${strategies.join(', ')}.`,
    );
  return { tests: [...tests], runs, strategies: [...new Set(asked)] };
}

/** A campaign goes on with what it began with: other tests or files would mix two questions in one answer. */
async function checkSame(campaign: Campaign, { tests, runs, strategies, campaignId }: VerifyRequest): Promise<void> {
  const { request } = campaign.header;
  const another = 'Start a new campaign: leave campaign_id out.';
  if (tests && tests.length > 0 && [...tests].sort().join('\n') !== [...request.tests].sort().join('\n'))
    throw new VerificationError(
      `campaign_id "${campaignId}" is about other tests: ${request.tests.join(', ')}. Name the same tests, or none. ${another}`,
    );
  const same = (one: readonly string[], other: readonly string[]) => one.every((each) => other.includes(each));
  const otherWays = strategies && !(same(strategies, request.strategies) && same(request.strategies, strategies));
  if ((runs !== undefined && runs !== request.runs) || otherWays)
    throw new VerificationError(
      `campaign_id "${campaignId}" was begun with ${request.runs} runs each of ${request.strategies.join(', ')}. Name the same runs and strategies, or none. ${another}`,
    );
  // One that is over is history: it may be read whatever has changed.
  if ('over' in courseOf(campaign)) return;
  const changed = await changedFiles(campaign);
  const more = changed.length > mostNamed ? ` and ${changed.length - mostNamed} more` : '';
  if (changed.length > 0)
    throw new VerificationError(
      `campaign_id "${campaignId}" is stale: ${changed.slice(0, mostNamed).join(', ')}${more} changed since it began, so its runs were of other code. ${another}`,
    );
}
