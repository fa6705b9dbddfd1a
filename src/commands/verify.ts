import { type CampaignPaint, campaignText } from '../reports/campaign-text.ts';
import { proofText, shownProof } from '../reports/proof-text.ts';
import type { ServerContext } from '../server/context.ts';
import { ToolError } from '../server/errors.ts';
import { campaignNextStep, proofNextStep, staleNextStep, type Ways } from '../server/next-steps.ts';
import { provePlan } from '../server/prove-plan.ts';
import { holdRun, verify as verifyTests } from '../server/verify.ts';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import { type CampaignReport, parseReplay, type Replay, type Strategy } from '../verification/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { colors, complain, print, printJson } from './output.ts';
import { openProgress } from './progress.ts';
import { interruptible, NO_LIMIT_MS, orApproved } from './run-tests.ts';
import { stopped } from './stopped.ts';
import { commandWays } from './ways.ts';

export interface VerifyOptions {
  readonly runs?: number;
  readonly strategies?: readonly Strategy[];
  /** Seconds; none: until it is done. */
  readonly timeout?: number;
  readonly seed?: number;
  readonly campaign?: string;
  readonly replay?: string;
  readonly plan?: string;
  readonly format: 'text' | 'json';
}

const VERDICT_COLORS: Readonly<Record<string, (text: string) => string>> = {
  stable: colors.green,
  flaky: colors.red,
  failing: colors.red,
  inconclusive: colors.yellow,
};
const PAINT: CampaignPaint = { verdict: (verdict, text) => VERDICT_COLORS[verdict]?.(text) ?? text, faint: colors.dim };

/** Runs tests many times, replays one run, or proves a plan. Ctrl+C ends it with what is known so far. */
export async function verify(
  tests: readonly string[],
  options: VerifyOptions,
  context: ServerContext,
): Promise<ExitCode> {
  return interruptible((signal) => {
    if (options.replay !== undefined) return replay(options.replay, options, context, signal);
    if (options.plan !== undefined) return prove(options.plan, tests, options, context, signal);
    return campaign(tests, options, context, signal);
  });
}

async function campaign(
  tests: readonly string[],
  { runs, strategies, timeout, seed, campaign, format }: VerifyOptions,
  context: ServerContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const progress = openProgress();
  const once = () =>
    verifyTests(
      {
        runs,
        strategies,
        ...(campaign === undefined ? { tests: tests.length > 0 ? tests : ['.'] } : { campaignId: campaign, tests }),
        seed,
        timeoutMs: timeout === undefined ? NO_LIMIT_MS : timeout * 1000,
        signal,
        onProgress: ({ done, total, run, failed }) => progress.run(done, total, { ...run, failed }),
      },
      context,
    );
  const report = await orApproved(once, context).finally(() => progress.end());
  if (report.status === 'approval_required') return stopped(report);
  if (format === 'json') printJson(report);
  else print(`${campaignText(plainAnswer(report), PAINT)}\n${nextStep(report, await commandWays(context))}`);
  return exitOf(report);
}

function nextStep(report: CampaignReport, ways: Ways): string {
  return report.status === 'running'
    ? `Stopped before the end. Go on with --campaign ${report.campaign_id}.`
    : campaignNextStep(report, ways);
}

function exitOf({ status, verdict }: CampaignReport): ExitCode {
  if (verdict === 'flaky' || verdict === 'failing') return EXIT.found;
  return verdict === 'stable' && status === 'done' ? EXIT.ok : EXIT.inconclusive;
}

async function prove(
  planId: string,
  tests: readonly string[],
  { timeout, format }: VerifyOptions,
  context: ServerContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const progress = openProgress();
  const once = () =>
    provePlan(planId, tests.length > 0 ? tests : undefined, context, {
      budgetMs: timeout === undefined ? NO_LIMIT_MS : timeout * 1000,
      signal,
      onProgress: ({ runs, text }) => progress.say(runs, text),
    });
  const proof = await orApproved(once, context).finally(() => progress.end());
  if (proof.status === 'approval_required') return stopped(proof);
  if (proof.status === 'stale') {
    complain(staleNextStep(proof.stale, await commandWays(context)));
    return EXIT.usage;
  }
  const shown = shownProof(proof);
  if (format === 'json') printJson(shown);
  else print(`${proofText(plainAnswer(shown))}\n${proofNextStep(shown, planId, await commandWays(context))}`);
  if (shown.verdict === 'fixed') return EXIT.ok;
  return shown.status === 'running' || shown.verdict === 'inconclusive' ? EXIT.inconclusive : EXIT.found;
}

async function replay(
  given: string,
  { timeout, format }: VerifyOptions,
  context: ServerContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const parsed = parseReplay(given);
  if (!parsed)
    throw new ToolError(
      `--replay ${JSON.stringify(given)} names no run. Allowed: CAMPAIGN_ID:RUN, as "reproduce" of a campaign prints it.`,
    );
  const verifier = await context.verifier();
  const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
  const { header } = await verifier.campaign(parsed.campaignId);
  const once = async () => {
    const held = await holdRun(context, header.request.tests, { replay: given }, { signal });
    if (held) return held;
    return {
      status: 'done' as const,
      ...(await verifier.replay(parsed.campaignId, parsed.run, { timeoutMs, signal })),
    };
  };
  const answer = await orApproved(once, context);
  if (answer.status === 'approval_required') return stopped(answer);
  const { status, ...again } = answer;
  if (format === 'json') printJson(again);
  else print(replayText(plainAnswer(again)));
  return again.outcome === 'passed' ? EXIT.ok : EXIT.found;
}

function replayText({
  campaign_id,
  run,
  same,
  outcome,
  reason,
  failed_then,
  failed_now,
  changed_files,
}: Replay): string {
  return [
    `Run ${run} of ${campaign_id} again: ${outcome}${reason === undefined ? '' : ` (${reason})`}. ${same ? 'The same tests failed as then.' : 'Not the same tests failed as then.'}`,
    ...failed_then.map((id) => `  then: ${id}`),
    ...failed_now.flatMap(({ id, message }) => [
      `  now:  ${id}`,
      ...message
        .split('\n')
        .slice(0, 10)
        .map((line) => `        ${line}`),
    ]),
    ...(changed_files.length > 0 ? [`  Changed since: ${changed_files.join(', ')}.`] : []),
  ].join('\n');
}
