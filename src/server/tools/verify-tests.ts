import { z } from 'zod';
import { triggersText } from '../../escalation/shown-triggers.ts';
import { campaignText } from '../../reports/campaign-text.ts';
import { proofText, shownProof } from '../../reports/proof-text.ts';
import { strategies } from '../../verification/strategies.ts';
import { Campaign, shownCampaign } from '../campaign-output.ts';
import { defineTool } from '../define-tool.ts';
import { ToolError } from '../errors.ts';
import { campaignNextStep, proofNextStep, staleNextStep } from '../next-steps.ts';
import { Proof } from '../proof-output.ts';
import { Name, Triggers } from '../schemas.ts';

/** Seconds: under the shortest time-out of a known client. */
export const USUAL_BUDGET = 45;
export const LONGEST_BUDGET = 3_600;

export const verifyTests = defineTool({
  name: 'verify_tests',
  title: 'Run tests many times and say what that shows',
  description:
    'Runs tests by their own runner many times in fresh processes, retries off: stable, flaky, failing or inconclusive, with the exact bound of the failure rate. Strategies: repeat, shuffle (orders), isolate (each test alone), isolate-off (vitest; names leaks), parallel (busy cores); the others change that one thing. plan_id proves a fix in private copies: the unfixed test must fail, then old and new run by turns. "running": time is up; go on with campaign_id (or the same plan_id).',
  input: z.strictObject({
    tests: z.array(z.string().max(4096)).min(1).max(500).optional().describe('"path" or "path::name"; folders, globs.'),
    runs: z.number().int().min(1).max(10_000).optional().describe('Of each strategy. Default 20.'),
    strategies: z.array(z.enum(strategies)).min(1).optional().describe('Default repeat, shuffle.'),
    timeout_s: z.number().min(1).max(LONGEST_BUDGET).default(USUAL_BUDGET),
    campaign_id: Name.optional(),
    plan_id: Name.optional().describe('From suggest_fixes.'),
  }),
  output: Campaign.partial().extend({
    status: z.enum(['done', 'running', 'approval_required', 'refused', 'stale']),
    proof: Proof.optional(),
    approval_id: z.string().optional(),
    triggers: Triggers.optional(),
    triggers_more: z.number().optional(),
    next_step: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async run({ tests, runs, strategies, timeout_s, campaign_id, plan_id }, context, { signal, progress }) {
    const timeoutMs = timeout_s * 1000;
    if (plan_id !== undefined) {
      if (campaign_id !== undefined || runs !== undefined || strategies !== undefined)
        throw new ToolError(
          'plan_id proves a fix, which chooses its own runs. Allowed beside it: tests, timeout_s. Leave campaign_id, runs and strategies out.',
        );
      // How many runs a proof needs is known only when it has seen the failure.
      const onProgress = (now: { readonly runs: number }) => progress(now.runs, now.runs + 1);
      const { provePlan } = await import('../prove-plan.ts');
      const proof = await provePlan(plan_id, tests, context, { budgetMs: timeoutMs, signal, onProgress });
      if (proof.status === 'approval_required') return proof;
      if (proof.status === 'stale') return { status: 'stale' as const, next_step: staleNextStep(proof.stale) };
      const shown = shownProof(proof);
      return {
        status: shown.status,
        ...(shown.verdict === undefined ? {} : { verdict: shown.verdict }),
        ...(shown.upper_bound_95 === undefined ? {} : { upper_bound_95: shown.upper_bound_95 }),
        runs: shown.runs,
        proof: shown,
        next_step: proofNextStep(shown, plan_id),
      };
    }
    const { verify } = await import('../verify.ts');
    const report = await verify(
      {
        tests,
        runs,
        strategies,
        timeoutMs,
        campaignId: campaign_id,
        signal,
        onProgress: ({ done, total }) => progress(done, total),
      },
      context,
    );
    if (report.status === 'approval_required') return report;
    return { ...shownCampaign(report), next_step: campaignNextStep(report) };
  },
  text({ status, proof, triggers = [], triggers_more = 0, next_step, ...rest }) {
    const campaign = Campaign.safeParse(rest).data;
    const parts = [
      campaign && (status === 'done' || status === 'running')
        ? campaignText({ ...campaign, status })
        : proof
          ? proofText(proof)
          : status,
    ];
    if (triggers.length > 0) parts.push(triggersText(triggers));
    if (triggers_more > 0) parts.push(`and ${triggers_more} more.`);
    return [...parts, next_step].join('\n');
  },
});
