import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Connection, clients } from './support/clients.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

const Plan = z.object({ plan_id: z.string(), decision: z.string(), files: z.array(z.object({ path: z.string() })) });
const Findings = z.object({ findings: z.array(z.object({ id: z.string(), rule: z.string(), pattern: z.string() })) });
const Applied = z.object({ status: z.literal('applied'), undo_id: z.string() });

describe.each(clients)('the whole loop, driven by $name', ({ connect }) => {
  let sandbox: Sandbox;
  let server: Connection;

  let cart: string;

  beforeAll(async () => {
    sandbox = await createSandbox();
    cart = await sandbox.read('cart.test.ts');
    server = await connect({ sandbox });
  });
  beforeEach(async () => {
    await sandbox.write('cart.test.ts', cart);
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  it('finds, reads up, suggests, checks, applies and undoes, and writes nothing but JSON-RPC to stdout', async () => {
    const before = [await sandbox.read('cart.test.ts'), await sandbox.read('tests/test_prices.py')];

    const search = await server.call('search_patterns', { query: 'fixed sleep', language: 'python' });
    expect(search.text).toContain('pattern://python/flaky/race-conditions');

    const { findings } = Findings.parse((await server.call('analyze_tests')).structured);
    expect(findings.map(({ rule }) => rule)).toEqual(['focused-test', 'fixed-sleep', 'unawaited-assertion']);

    const pattern = await server.call('get_pattern', { pattern: findings.at(-1)?.pattern ?? '' });
    expect(pattern.text).toContain('# Race conditions and waits');

    const plan = Plan.parse((await server.call('suggest_fixes', { include_suggested: true })).structured);
    expect(plan.decision).toBe('allow');
    expect([await sandbox.read('cart.test.ts'), await sandbox.read('tests/test_prices.py')]).toEqual(before);

    const check = await server.call('check_escalation', { action: 'await an assertion', paths: ['cart.test.ts'] });
    expect(check.structured).toMatchObject({ decision: 'allow' });

    const applied = Applied.parse((await server.call('apply_fixes', { plan_id: plan.plan_id })).structured);
    expect(await sandbox.read('cart.test.ts')).toContain('  await expect(total([1, 2])).resolves.toBe(3);');
    const repaired = Findings.parse((await server.call('analyze_tests', { paths: ['cart.test.ts'] })).structured);
    expect(repaired.findings).toEqual([]);

    const undone = await server.call('undo_fixes', { undo_id: applied.undo_id });
    expect(undone.structured).toMatchObject({ status: 'undone' });
    expect([await sandbox.read('cart.test.ts'), await sandbox.read('tests/test_prices.py')]).toEqual(before);

    const lines = await server.stdoutLines();
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  });

  it('gives the same answer when a plan is applied twice', async () => {
    const { plan_id } = Plan.parse((await server.call('suggest_fixes')).structured);
    const first = await server.call('apply_fixes', { plan_id });
    const second = await server.call('apply_fixes', { plan_id });
    expect(second).toEqual(first);
    Applied.parse(second.structured);
  });

  it('touches nothing when a file changed since the plan, and says so', async () => {
    const { plan_id } = Plan.parse((await server.call('suggest_fixes')).structured);
    await sandbox.write('cart.test.ts', '// rewritten by somebody else\n');
    const result = await server.call('apply_fixes', { plan_id });
    expect(result.structured).toMatchObject({ status: 'stale', applied: [] });
    expect(result.text).toContain('cart.test.ts. Call suggest_fixes again.');
    expect(await sandbox.read('cart.test.ts')).toBe('// rewritten by somebody else\n');
  });
});
