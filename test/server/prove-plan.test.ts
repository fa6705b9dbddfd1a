import { expect, it } from 'vitest';
import { z } from 'zod';
import { Analyzer } from '../../src/analysis/index.ts';
import { Gate } from '../../src/escalation/index.ts';
import { readerOf } from '../../src/server/gate-reader.ts';
import { provePlan } from '../../src/server/prove-plan.ts';
import { stableId } from '../../src/state/index.ts';
import { type ProofPlan, ProofStore } from '../../src/verification/proof/record.ts';
import { bench } from '../fixes/bench.ts';

it('asks before a proof goes on over other settings than it was let pass with', async () => {
  const test = 'tests/test_a.py';
  const { fixes, root, state, workspace, write } = await bench({ [test]: 'def test_a():\n    assert BAD == 1\n' });
  const gate = new Gate({
    triggers: { triggers: [], problems: [] },
    policies: async () => ({ files: [], documents: { triggers: [], problems: [] } }),
    state,
    workspaceReader: readerOf(workspace),
    env: {},
  });
  const { plan_id, digest } = await fixes.suggest();
  const proof: ProofPlan = {
    proof_id: 'proof_aaaaaaaaaaaaaaaaaaaa',
    created: new Date().toISOString(),
    root,
    changes: [],
    runner: 'pytest',
    folder: '',
    shown: '.',
    tests: [{ id: `${test}::test_a`, before: `${test}::test_a` }],
    targets: [`${test}::test_a`],
    arms: [{ name: 'as declared', order: 'declared', surroundings: {} }],
    seed: 1,
    level: 0.95,
    exploring: 1,
    cleanRuns: 1,
    workspace: '',
    limitations: [],
  };
  await new ProofStore(state).create(proof);
  const known = state.store('plan-proofs', z.object({ proof_id: z.string() }));
  await known.write(stableId('planproof', [digest]), { proof_id: proof.proof_id });
  write('.env', 'DATABASE_URL=postgres://app@db.acme.io/shop\n');
  const context = {
    workspace: async () => workspace,
    analyzer: async () => new Analyzer(workspace, []),
    fixes: async () => fixes,
    gate: async () => gate,
    state: async () => state,
  };
  expect(await provePlan(plan_id, undefined, context, { budgetMs: 1 })).toMatchObject({
    status: 'approval_required',
    triggers: [{ trigger: 'production-database', where: '.env:1' }],
  });
});
