import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Connection, clients } from './support/clients.ts';
import { projectFolder } from './support/program.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

const SHOP = {
  'package.json': '{ "name": "shop", "private": true, "type": "module", "devDependencies": { "vitest": "^4.1.0" } }\n',
  'vitest.config.ts': 'export default {};\n',
  'src/outbox.ts': `export const delivered: string[] = [];
export function send(message: string): void {
  setTimeout(() => delivered.push(message), 120);
}
`,
  'test/outbox.test.ts': `import { expect, it } from 'vitest';
import { delivered, send } from '../src/outbox.ts';

it('delivers a message', async () => {
  send('paid');
  await new Promise((resolve) => setTimeout(resolve, 25));
  expect(delivered).toEqual(['paid']);
});

it('starts empty', () => {
  expect(delivered).not.toContain('refunded');
});
`,
};

describe('apply_fixes with prove', () => {
  let sandbox: Sandbox;
  let server: Connection;
  beforeAll(async () => {
    sandbox = await createSandbox(SHOP);
    await symlink(path.join(projectFolder, 'node_modules'), path.join(sandbox.project, 'node_modules'));
    server = await clients[0].connect({ sandbox });
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  /** A proof may take several calls: each goes on where the last one stopped. */
  async function proved(plan_id: string, calls = 6): Promise<Answer> {
    const answer = await server.call('apply_fixes', { plan_id, prove: true });
    return answer.structured.status === 'proving' && calls > 1 ? proved(plan_id, calls - 1) : answer;
  }

  it('writes a fix only when the unfixed test was seen to fail and the fixed one was not', {
    timeout: 240_000,
  }, async () => {
    const plan = await server.call('suggest_fixes', { paths: ['test/outbox.test.ts'], include_suggested: true });
    expect(plan.structured.files).toHaveLength(1);
    expect(await sandbox.read('test/outbox.test.ts')).toBe(SHOP['test/outbox.test.ts']);

    const { structured, text } = await proved(String(plan.structured.plan_id));
    expect(structured).toMatchObject({ status: 'applied', proof: { verdict: 'fixed' } });
    expect(text).toContain('fixed:');
    expect(await sandbox.read('test/outbox.test.ts')).toContain('vi.waitFor');

    const after = await server.call('verify_tests', {
      tests: ['test/outbox.test.ts'],
      runs: 5,
      strategies: ['repeat'],
    });
    expect(after.structured).toMatchObject({ verdict: 'stable' });
  });
});
