import { z } from 'zod';
import { stableId } from '../state/index.ts';
import {
  continueProof,
  type ProofOptions,
  type ProofReport,
  proveFix,
  type RefusedBeforehand,
  wouldRun,
} from '../verification/proof/index.ts';
import type { ServerContext } from './context.ts';
import { ToolError } from './errors.ts';
import type { Held } from './plan-action.ts';
import { holdRun } from './verify.ts';

const Known = z.object({ proof_id: z.string() });
/** A little less than the 30 days for which proofs are kept: none is looked for that is gone. Milliseconds. */
const ageMs = 29 * 24 * 60 * 60 * 1000;

export type PlanProof =
  | ProofReport
  | RefusedBeforehand
  | Held
  | { readonly status: 'stale'; readonly stale: readonly string[] };

/**
 * Proves a fix plan in copies of the workspace; nothing of the real one is written. The same plan about the same tests goes
 * on with the same proof, so that a proof may take several calls.
 */
export async function provePlan(
  planId: string,
  tests: readonly string[] | undefined,
  context: Pick<ServerContext, 'workspace' | 'analyzer' | 'fixes' | 'gate' | 'state'>,
  options: Omit<ProofOptions, 'state'>,
): Promise<PlanProof> {
  const fixes = await context.fixes();
  const prepared = await fixes.prepare(planId);
  const undoId = prepared.stale.length > 0 ? await fixes.appliedAs(prepared.plan) : undefined;
  if (undoId !== undefined)
    throw new ToolError(
      `plan_id "${planId}" is applied already, so there is no unfixed test to compare with. Put the files back first (undo_fixes with undo_id "${undoId}"), or run the tests as they are now (verify_tests with tests).`,
    );
  if (prepared.stale.length > 0) return { status: 'stale', stale: prepared.stale };
  if (prepared.changes.length === 0)
    throw new ToolError(
      `plan_id "${planId}" changes no file, so there is nothing to prove. Allowed: plans with files.`,
    );
  const state = await context.state();
  const known = state.store('plan-proofs', Known);
  await known.removeOlderThan(ageMs);
  const key = keyOf(prepared.plan.digest, tests);
  const proof = await known.read(key);
  if (!proof || (await wouldRun(proof.proof_id, state))) {
    const asked = tests ?? prepared.changes.map(({ path }) => path);
    const how = { plan_digest: prepared.plan.digest };
    const held = await holdRun(context, asked, how, { signal: options.signal, goesOn: proof !== undefined });
    if (held) return held;
  }
  if (proof) return continueProof(proof.proof_id, { ...options, state });
  const begun = await proveFix({
    ...options,
    state,
    workspace: await context.workspace(),
    analyzer: await context.analyzer(),
    changes: prepared.changes,
    ...(tests ? { tests } : {}),
  });
  if ('proof_id' in begun) await known.write(key, { proof_id: begun.proof_id });
  return begun;
}

/** One proof for a plan's edits and the tests it is about, whatever the plan is called. */
function keyOf(digest: string, tests: readonly string[] = []): string {
  return stableId('planproof', [digest, ...[...tests].sort()]);
}
