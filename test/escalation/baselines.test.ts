import { expect, it } from 'vitest';
import { createContext } from '../../src/server/context.ts';
import { openState } from '../../src/state/index.ts';
import { hasBaseline } from '../../src/verification/baseline.ts';
import { CampaignLog } from '../../src/verification/campaign-log.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { header, range, run } from '../verification/support.ts';

const campaign_id = 'campaign_abcdefghijklmnopqrst';

async function recorded(runs: readonly ReturnType<typeof run>[], root = '/w') {
  const home = tempWorkspace();
  const env = { TESTING_PATTERNS_HOME: home.root };
  const state = openState({ env, roots: [root] });
  const log = new CampaignLog(state);
  await log.create(header({ campaign_id }));
  for (const one of runs) await log.append(campaign_id, one);
  return { state, env };
}

it('times of a file are a baseline from the fifth passed run of a test on', async () => {
  const passed = range(5).map((number) => run(number + 1));
  const { state } = await recorded(passed.slice(0, 4));
  expect(await hasBaseline(state, 't.test.ts')).toBe(false);
  const log = new CampaignLog(state);
  await log.append(campaign_id, run(5, { failed: [0, 1] }));
  expect(await hasBaseline(state, 't.test.ts')).toBe(false);
  await log.append(campaign_id, run(6, { outcome: 'cancelled' }));
  expect(await hasBaseline(state, 't.test.ts')).toBe(false);
  await log.append(campaign_id, run(7));
  expect(await hasBaseline(state, 't.test.ts')).toBe(true);
  expect(await hasBaseline(state, 't.test')).toBe(false);
  expect(await hasBaseline(state, 'other.test.ts')).toBe(false);
});

it('a threshold of such a file needs nobody, and of another one it does', async () => {
  const before = "it('is fast', () => {\n  const elapsed = run();\n  expect(run).toBeDefined();\n});\n";
  const after = before.replace('});', '  expect(elapsed).toBeLessThan(100);\n});');
  const { root } = tempWorkspace({ 't.test.ts': before, 'u.test.ts': before });
  const { env } = await recorded(
    range(5).map((number) => run(number + 1)),
    root,
  );
  const gate = await createContext({ roots: [root], env, cwd: root }).gate();
  const bound = (path: string) => gate.evaluate({ kind: 'apply_fixes', changes: [{ path, before, after }] });
  expect((await bound('t.test.ts')).triggers).toEqual([]);
  expect((await bound('u.test.ts')).triggers.map(({ trigger }) => trigger)).toContain('performance-threshold');
});
