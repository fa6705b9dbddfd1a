import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { clients } from './support/clients.ts';
import { createSandbox } from './support/sandbox.ts';

const SLEEPY = 'import time\n\n\ndef test_total():\n    time.sleep(1)\n    assert total() == 3\n';
const Findings = z.object({ findings: z.array(z.object({ path: z.string() })) });

it('serves several roots: paths carry the name of their root, in and out', async () => {
  const sandbox = await createSandbox({ 'api/tests/test_a.py': SLEEPY, 'web/tests/test_a.py': SLEEPY });
  onTestFinished(sandbox.remove);
  const [api, web] = [`${sandbox.project}/api`, `${sandbox.project}/web`];
  const server = await clients[0].connect({ sandbox, args: ['serve', '--root', api, '--root', web] });
  onTestFinished(server.close);

  const all = Findings.parse((await server.call('analyze_tests')).structured);
  expect(all.findings.map(({ path }) => path)).toEqual(['api/tests/test_a.py', 'web/tests/test_a.py']);
  const one = Findings.parse((await server.call('analyze_tests', { paths: ['web/tests/test_a.py'] })).structured);
  expect(one.findings).toHaveLength(1);

  await sandbox.write('web/.testing-patterns/escalation.yaml', 'triggers: [{ keyword: [total], reason: Watched. }]\n');
  const plan = await server.call('suggest_fixes', { include_suggested: true });
  expect(plan.structured).toMatchObject({ decision: 'approval_required' });
  expect(plan.text).toContain('from web/.testing-patterns/escalation.yaml:1');
});

it('lets nothing pass while the escalation policy of the workspace cannot be read', async () => {
  const sandbox = await createSandbox();
  onTestFinished(sandbox.remove);
  const server = await clients[0].connect({ sandbox });
  onTestFinished(server.close);
  await sandbox.write('.testing-patterns/escalation.yaml', 'triggers: [\u0000]\n');
  const plan = await server.call('suggest_fixes');
  expect(plan.structured).toMatchObject({ decision: 'approval_required' });
  expect(plan.text).toContain('everything needs a person until it is mended. The file is binary (it holds NUL bytes).');
});
