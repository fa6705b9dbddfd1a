import type { CampaignReport, VerifyRequest } from '../verification/index.ts';
import type { ServerContext } from './context.ts';
import { type Held, heldBy } from './plan-action.ts';
import { runAction } from './run-action.ts';

/**
 * Starts a campaign, or goes on with one, if the gate lets it pass. Going on asks nobody again: the campaign was let pass as a
 * whole, and it goes on only over the same file contents.
 */
export async function verify(
  request: VerifyRequest,
  context: Pick<ServerContext, 'workspace' | 'gate' | 'verifier' | 'noteFailures'>,
): Promise<CampaignReport | Held> {
  const { tests, runs, strategies, campaignId, signal } = request;
  if (campaignId === undefined && tests && tests.length > 0) {
    const held = await holdRun(context, tests, { runs, strategies }, signal);
    if (held) return held;
  }
  const report = await (await context.verifier()).verify(request);
  await context.noteFailures(report);
  return report;
}

/** Asks the gate whether these tests may be run; undefined when they may. */
export async function holdRun(
  context: Pick<ServerContext, 'workspace' | 'gate'>,
  tests: readonly string[],
  how: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<Held | undefined> {
  const action = await runAction(await context.workspace(), tests, how);
  const passage = await (await context.gate()).pass(action);
  signal?.throwIfAborted();
  return passage.passed ? undefined : heldBy(passage);
}
