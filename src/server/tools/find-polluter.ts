import { z } from 'zod';
import { triggersText } from '../../escalation/shown-triggers.ts';
import { polluterText } from '../../reports/polluter-text.ts';
import { defineTool } from '../define-tool.ts';
import { polluterNextStep } from '../next-steps.ts';
import { Polluters, shownPolluters } from '../polluter-output.ts';
import { Triggers } from '../schemas.ts';
import { LONGEST_BUDGET, USUAL_BUDGET } from './verify-tests.ts';

/** A search is told as done by half when it has made so many runs; nobody knows how many it needs. */
const manyRuns = 20;

export const findPolluterTool = defineTool({
  name: 'find_polluter',
  title: 'Find the test that pollutes another',
  description:
    'For a test that passes alone and fails after others, or the reverse: names the tests to blame, the state they leave changed (proved by putting back just that), and a fix plan. Runs tests. "running": repeat the call to go on.',
  input: z.strictObject({
    victim: z.string().max(4096).describe('"path::name"'),
    candidates: z
      .array(z.string().max(4096))
      .min(1)
      .max(10_000)
      .optional()
      .describe('Run before it, in this order. Default: all of its project.'),
    timeout_s: z.number().min(1).max(LONGEST_BUDGET).default(USUAL_BUDGET),
  }),
  output: Polluters.partial().extend({
    status: z.enum(['done', 'running', 'approval_required']),
    approval_id: z.string().optional(),
    triggers: Triggers.optional(),
    triggers_more: z.number().optional(),
    next_step: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async run({ victim, candidates, timeout_s }, context, { signal, progress }) {
    const { findPolluter } = await import('../find-polluter.ts');
    const found = await findPolluter(
      {
        victim,
        candidates,
        timeoutMs: timeout_s * 1000,
        signal,
        onProgress: ({ runs }) => progress(runs, Math.max(manyRuns, runs + 1)),
      },
      context,
    );
    if (found.status === 'approval_required') return found;
    return { status: found.status, ...shownPolluters(found), next_step: polluterNextStep(found) };
  },
  text({ status, triggers = [], triggers_more = 0, next_step, ...rest }) {
    const report = Polluters.safeParse(rest).data;
    const parts = [report && status !== 'approval_required' ? polluterText({ ...report, status }) : status];
    if (triggers.length > 0) parts.push(triggersText(triggers));
    if (triggers_more > 0) parts.push(`and ${triggers_more} more.`);
    return [...parts, next_step].join('\n');
  },
});
