import type { CampaignReport, VerifyRequest } from '../verification/index.ts';
import type { ServerContext } from './context.ts';
import { type Held, heldBy } from './plan-action.ts';
import { runAction } from './run-action.ts';

/** Starts a campaign, or goes on with one, if the gate lets it pass. */
export async function verify(
  request: VerifyRequest,
  context: Pick<ServerContext, 'workspace' | 'gate' | 'verifier' | 'noteFailures'>,
): Promise<CampaignReport | Held> {
  const verifier = await context.verifier();
  const asked = await verifier.asked(request);
  if (asked) {
    const { tests, runs, strategies } = asked;
    const goesOn = request.campaignId !== undefined;
    const held = await holdRun(context, tests, { runs, strategies }, { signal: request.signal, goesOn });
    if (held) return held;
  }
  const report = await verifier.verify(request);
  await context.noteFailures(report);
  return report;
}

export interface HoldOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * With runs that passed the gate. What they load may have changed since, so it looks again; it asks again only when it sees
   * something else than it let pass.
   */
  readonly goesOn?: boolean;
}

/** Asks the gate whether these tests may be run; undefined when they may. */
export async function holdRun(
  context: Pick<ServerContext, 'workspace' | 'gate'>,
  tests: readonly string[],
  how: Readonly<Record<string, unknown>>,
  { signal, goesOn }: HoldOptions = {},
): Promise<Held | undefined> {
  const action = await runAction(await context.workspace(), tests, how);
  const passage = await (await context.gate()).pass(action, goesOn);
  signal?.throwIfAborted();
  return passage.passed ? undefined : heldBy(passage);
}
