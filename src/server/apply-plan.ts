import type { ShownTrigger } from '../escalation/shown-triggers.ts';
import type { FixService, Prepared } from '../fixes/index.ts';
import { type ShownProof, shownProof } from '../reports/proof-text.ts';
import type { ProofOptions } from '../verification/proof/index.ts';
import type { ServerContext } from './context.ts';
import { proofNextStep, staleNextStep } from './next-steps.ts';
import { heldBy, planAction } from './plan-action.ts';

export interface PlanOutcome {
  readonly status: 'applied' | 'approval_required' | 'stale' | 'proving' | 'not_proved';
  readonly applied: { path: string; fixes: number }[];
  readonly undo_id?: string;
  readonly approval_id?: string;
  readonly triggers: ShownTrigger[];
  readonly triggers_more?: number;
  readonly proof?: ShownProof;
  readonly next_step: string;
}

/**
 * Applies a plan if the gate lets it pass. The gate sees the whole files as they are now, before and after; what is then
 * written is exactly that, or nothing: this very plan, which is bound to the hashes of both.
 */
export async function applyPlan(
  planId: string,
  context: Pick<ServerContext, 'fixes' | 'gate'>,
  signal?: AbortSignal,
): Promise<PlanOutcome> {
  const fixes = await context.fixes();
  const prepared = await fixes.prepare(planId);
  if (prepared.stale.length > 0) return (await alreadyApplied(fixes, prepared)) ?? stale(prepared.stale);
  if (prepared.plan.files.length > 0) {
    const gate = await context.gate();
    signal?.throwIfAborted();
    const passage = await gate.pass(planAction(prepared));
    if (!passage.passed) {
      const { status, ...held } = heldBy(passage);
      return { status, applied: [], ...held };
    }
  }
  const result = await fixes.apply(planId, prepared.plan.digest);
  return result.status === 'stale' ? stale(result.stale) : applied([...result.applied], result.undo_id);
}

/** Applies a plan only when runs have shown that it mends a test; until then not a byte of the workspace is written. */
export async function applyProved(
  planId: string,
  context: Pick<ServerContext, 'workspace' | 'analyzer' | 'fixes' | 'gate' | 'state'>,
  options: Omit<ProofOptions, 'state'>,
): Promise<PlanOutcome> {
  const fixes = await context.fixes();
  const prepared = await fixes.prepare(planId);
  if (prepared.stale.length > 0) return (await alreadyApplied(fixes, prepared)) ?? stale(prepared.stale);
  const { provePlan } = await import('./prove-plan.ts');
  const proved = await provePlan(planId, undefined, context, options);
  if (proved.status === 'stale') return stale(proved.stale);
  if (proved.status === 'approval_required') return { ...proved, applied: [] };
  const proof = shownProof(proved);
  if (proof.verdict === 'fixed') return { ...(await applyPlan(planId, context, options.signal)), proof };
  const status = proof.status === 'running' ? 'proving' : 'not_proved';
  return { status, applied: [], triggers: [], proof, next_step: proofNextStep(proof, planId) };
}

/** The same call again, over the files that it has written: the same answer, and nothing to ask about. */
async function alreadyApplied(fixes: FixService, { plan }: Prepared): Promise<PlanOutcome | undefined> {
  const undoId = await fixes.appliedAs(plan);
  if (undoId === undefined) return undefined;
  return applied(
    plan.files.map(({ path, fixes }) => ({ path, fixes: fixes.length })),
    undoId,
  );
}

function applied(files: { path: string; fixes: number }[], undo_id: string): PlanOutcome {
  return {
    status: 'applied',
    applied: files,
    undo_id,
    triggers: [],
    next_step: `Run these tests. undo_fixes with undo_id "${undo_id}" puts the files back.`,
  };
}

function stale(files: readonly string[]): PlanOutcome {
  return {
    status: 'stale',
    applied: [],
    triggers: [],
    next_step: staleNextStep(files),
  };
}
