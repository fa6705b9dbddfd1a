import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Gate } from '../../src/escalation/index.ts';
import { planDigest } from '../../src/fixes/plan.ts';
import { applyPlan } from '../../src/server/apply-plan.ts';
import { readerOf } from '../../src/server/gate-reader.ts';
import { sha256 } from '../../src/workspace/index.ts';
import { bench } from '../fixes/bench.ts';

it('writes the plan that was decided on, and no other that takes its place meanwhile', async () => {
  const { fixes, state, workspace, text } = await bench({
    'a.test.ts': "test('a', () => { expect(BAD).toBe(1); });\n",
  });
  const { plan_id } = await fixes.suggest();
  const file = path.join(state.folder, 'plans', `${plan_id}.json`);
  const swap = () => {
    const plan = JSON.parse(readFileSync(file, 'utf8').replaceAll('GOOD', 'EVIL'));
    plan.files[0].sha256_after = sha256(text('a.test.ts').replace('BAD', 'EVIL'));
    writeFileSync(file, JSON.stringify({ ...plan, digest: planDigest(plan) }));
  };
  const gate = new Gate({
    triggers: { triggers: [], problems: [] },
    // Asked in the middle of a decision.
    policies: async () => {
      swap();
      return { files: [], documents: { triggers: [], problems: [] } };
    },
    state,
    workspaceReader: readerOf(workspace),
    env: {},
  });
  const applied = applyPlan(plan_id, { fixes: async () => fixes, gate: async () => gate });
  await expect(applied).rejects.toThrow('is another plan now than the one that was decided on');
  expect(text('a.test.ts')).toContain('BAD');
});
