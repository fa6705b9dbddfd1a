import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { clients } from './support/clients.ts';
import { cleanEnvironment } from './support/program.ts';
import { createSandbox } from './support/sandbox.ts';

const POLICY = '.testing-patterns/escalation.yaml';
const SKILL = '.testing-patterns/patterns/SKILL.md';
const STRICT = 'triggers:\n  - { keyword: [prices], reason: Prices are watched., min_rank: 2 }\n';
const LOOSE = 'triggers: []\n';
const RULES = `---
name: house-rules
description: What we do not do.
escalation_triggers:
  - keyword: ["billing"]
    reason: "The billing tests belong to another team"
---

Ask the billing team.
`;

it('counts as it was committed, whatever becomes of the files in the work tree', async () => {
  const sandbox = await createSandbox();
  onTestFinished(sandbox.remove);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: sandbox.project,
      env: cleanEnvironment(sandbox.home),
      stdio: 'pipe',
    });
  await sandbox.write(POLICY, STRICT);
  await sandbox.write(SKILL, RULES);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'Rules');
  git('checkout', '-q', '-b', 'work');
  // What an agent could do before it starts a server.
  git('rm', '-q', '-r', '.testing-patterns');
  git('commit', '-q', '-m', 'No rules');
  await sandbox.write(POLICY, LOOSE);

  const server = await clients[0].connect({ sandbox });
  onTestFinished(server.close);
  const { structured: plan } = await server.call('suggest_fixes', { paths: ['cart.test.ts'] });
  const apply = () => server.call('apply_fixes', { plan_id: plan.plan_id });
  const held = await apply();
  expect(held.structured).toMatchObject({
    status: 'approval_required',
    triggers: [{ trigger: 'prices', source: `main:${POLICY}:2` }],
  });
  expect(held.text).toContain('A dialog is not enough for these triggers.');
  const billing = await server.call('check_escalation', { action: 'rewrite the billing tests' });
  expect(billing.structured).toMatchObject({ triggers: [{ trigger: 'billing', source: `main:${SKILL}:5` }] });

  await sandbox.write(POLICY, 'triggers: [\n');
  const broken = await server.call('check_escalation', { action: 'rename a variable' });
  expect(broken.structured).toMatchObject({
    decision: 'approval_required',
    triggers: [{ trigger: 'policy-unreadable', where: `${POLICY}:2` }],
  });
  const page = await server.read('escalation://policy');
  expect(page).toContain(
    `## Unreadable\n\nEverything needs a person until these are mended.\n\n- ${POLICY}:2: The policy is not valid YAML`,
  );
  expect(page).toContain(`## main:${POLICY}\n\n\`\`\`yaml\n${STRICT}\`\`\``);
  expect(page).toMatch(
    /^Read in the work tree and as committed at: HEAD [0-9a-f]{12}, main [0-9a-f]{12}\. What was taken away/m,
  );
  expect(page).toContain(
    `The billing tests belong to another team (main:${SKILL}:5; lifted by a yes in the client's dialog)`,
  );

  await rm(path.join(sandbox.project, '.testing-patterns'), { recursive: true });
  expect((await apply()).structured).toMatchObject({ status: 'approval_required' });
  expect(await server.read('escalation://policy')).not.toContain('## Unreadable');
  // A person agrees: it is on the branch that others start from.
  git('branch', '-f', 'main', 'work');
  expect((await apply()).structured).toMatchObject({ status: 'applied' });
  await sandbox.write(POLICY, STRICT);
  expect(await server.read('escalation://policy')).toContain('The file is in none of the commits that count (HEAD ');
});
