import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clients } from './support/clients.ts';
import { normalised } from './support/normalise.ts';
import { cleanEnvironment, program } from './support/program.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';
import { runInTerminal, shownCode } from './support/terminal.ts';

describe('the command line', () => {
  let sandbox: Sandbox;
  let cart: string;

  beforeAll(async () => {
    sandbox = await createSandbox();
    cart = await sandbox.read('cart.test.ts');
  });
  beforeEach(async () => {
    await sandbox.write('cart.test.ts', cart);
    await sandbox.write('.testing-patterns/escalation.yaml', 'triggers: []\n');
  });
  afterAll(() => sandbox.remove());

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: sandbox.project,
      env: cleanEnvironment(sandbox.home),
      encoding: 'utf8',
    });
    return { status, stdout: normalised(stdout), stderr: normalised(stderr), raw: stdout, rawError: stderr };
  }

  it('analyses, prints places and causes, and exits with 1 on errors', () => {
    const { status, stdout, stderr } = run('analyze', 'cart.test.ts');
    expect(status).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toContain('cart.test.ts:6:3-41 warning unawaited-assertion:');
    expect(stdout).toContain('2 findings in 1 file with 1 test: 1 error, 1 warning, 0 info (0 ms).');
  });

  it('prints JSON that says the same as analyze_tests', () => {
    const { status, raw } = run('analyze', '--format', 'json', '--rule', 'fixed-sleep');
    expect(status).toBe(1);
    expect(JSON.parse(raw)).toMatchObject({
      summary: { files: 2, findings: 1 },
      findings: [{ rule: 'fixed-sleep', path: 'tests/test_prices.py', fix: 'suggested' }],
    });
    expect(raw).not.toContain('"draft"');
  });

  it('says nothing of a pipe that is closed before it has printed all', async () => {
    const reader = spawn(process.execPath, [program, 'analyze', '--format', 'json'], {
      cwd: sandbox.project,
      env: cleanEnvironment(sandbox.home),
    });
    reader.stdout.destroy();
    let stderr = '';
    reader.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    await once(reader, 'close');
    expect({ status: reader.exitCode, stderr }).toEqual({ status: 1, stderr: '' });
  });

  it('exits with 0 when nothing of severity error is found', () => {
    expect(run('analyze', '--topic', 'database').status).toBe(0);
  });

  it.each([
    { args: ['analyze', 'missing.test.ts'], says: 'no file matches "missing.test.ts"' },
    { args: ['analyze', '../outside'], says: 'is outside the workspace root' },
    { args: ['analyze', '--root', '/'], says: 'is the root of the file system and is refused' },
    { args: ['analyze', '--rule', 'nothing'], says: 'there is no rule "nothing"' },
    { args: ['analyze', '--topic', 'weather'], says: 'Allowed: async, fixtures' },
    { args: ['analyze', '--format', 'xml'], says: 'Allowed choices are text, json' },
    { args: ['analyse'], says: 'There is no command "analyse". Allowed: serve, analyze, fix' },
    { args: ['analyze', '--colour'], says: "unknown option '--colour'" },
    { args: ['undo', 'undo_0'], says: 'Allowed: an undo_id' },
    { args: ['approve', 'ap_0'], says: 'There is no approval' },
    { args: ['approve', 'ap_0', '--list'], says: 'Allowed: "approve ID"' },
  ])('exits with 2 and a reason on bad use: $args', ({ args, says }) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  it('finds patterns, and prints one', () => {
    expect(run('patterns', 'freeze', 'time', '--language', 'python').stdout).toContain('pattern://python/mocking/time');
    expect(run('patterns', 'flaky/race-conditions').stdout).toMatch(/^# Race conditions and waits\n/);
    expect(run('patterns', 'xyzzy')).toMatchObject({ status: 1, stdout: '' });
  });

  it('shows a plan without touching a file, writes it, and takes it back', async () => {
    const dry = run('fix', '--dry-run');
    expect(dry).toMatchObject({ status: 0, stderr: '' });
    expect(dry.stdout).toContain('+  await expect(total([1, 2])).resolves.toBe(3);');
    expect(dry.stdout).toContain('1 more fix needs judgement: add --include-suggested.');
    expect(dry.stdout).toContain('The gate would allow it: run it without --dry-run.');
    expect(await sandbox.read('cart.test.ts')).toBe(cart);

    const fixed = run('fix');
    expect(fixed).toMatchObject({ status: 0, stderr: '' });
    expect(await sandbox.read('cart.test.ts')).toContain('await expect');

    expect(fixed.stdout).toContain('"npx testing-patterns-mcp undo <undo>" puts the files back.');
    const undoId = z.string().parse(/undo_[a-z0-9]{12,}/.exec(fixed.raw)?.[0]);
    expect(run('undo', undoId)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Put back: cart.test.ts.'),
    });
    expect(await sandbox.read('cart.test.ts')).toBe(cart);
  });

  describe('when the gate asks for a person', () => {
    beforeEach(() =>
      sandbox.write(
        '.testing-patterns/escalation.yaml',
        'triggers: [{ keyword: [prices], reason: Prices are watched. }]\n',
      ),
    );

    it('stops without a terminal, names the approval, and exits with 1', async () => {
      const { status, stderr } = run('fix');
      expect(status).toBe(1);
      expect(stderr).toContain('approval_required\n- Prices are watched.');
      expect(stderr).toContain('testing-patterns-mcp approve <ap>');
      expect(await sandbox.read('cart.test.ts')).toBe(cart);
    });

    it('does not take an approval through a pipe', () => {
      const approvalId = z.string().parse(
        /ap_[0-9a-z]{12,}/.exec(
          spawnSync(process.execPath, [program, 'fix'], {
            cwd: sandbox.project,
            env: cleanEnvironment(sandbox.home),
            encoding: 'utf8',
          }).stderr,
        )?.[0],
      );
      const { status, stderr } = run('approve', approvalId);
      expect(status).toBe(1);
      expect(stderr).toContain('needs a terminal');
    });

    it('goes on without a terminal after the person approved in one of their own', async () => {
      const stopped = run('fix');
      expect(stopped.stderr).toContain('Then run this command again.');
      const [approvalId = ''] = /ap_[0-9a-z]{12,}/.exec(stopped.rawError) ?? [];
      const approval = await runInTerminal(sandbox, ['approve', approvalId], shownCode);
      expect(approval.status, approval.screen).toBe(0);
      expect(run('fix')).toMatchObject({ status: 0, stderr: '' });
      expect(await sandbox.read('cart.test.ts')).toContain('await expect');
    });

    it('asks in the terminal and goes on after the code was retyped', async () => {
      const { status, screen } = await runInTerminal(sandbox, ['fix'], shownCode);
      expect(screen).toContain('Prices are watched.');
      expect(status, screen).toBe(0);
      expect(await sandbox.read('cart.test.ts')).toContain('await expect');
    });

    it("lifts an agent's plan that no dialog could lift, once", async () => {
      await sandbox.write(
        '.testing-patterns/escalation.yaml',
        'triggers: [{ keyword: [prices], reason: Prices are watched., min_rank: 2 }]\n',
      );
      const agent = await clients[0].connect({ sandbox });
      const { plan_id } = z.object({ plan_id: z.string() }).parse((await agent.call('suggest_fixes')).structured);
      const stopped = await agent.call('apply_fixes', { plan_id });
      const { approval_id } = z.object({ approval_id: z.string() }).parse(stopped.structured);
      expect(stopped.text).toContain('A dialog is not enough for these triggers.');

      const { status, screen } = await runInTerminal(sandbox, ['approve', approval_id], shownCode);
      expect(screen).toContain('+  await expect(total([1, 2])).resolves.toBe(3);');
      expect(status, screen).toBe(0);
      const applied = await agent.call('apply_fixes', { plan_id });
      expect(applied.structured).toMatchObject({ status: 'applied' });
      const undo = await agent.call('undo_fixes', { undo_id: applied.structured.undo_id });
      expect(undo.structured).toMatchObject({ status: 'approval_required' });
      await agent.close();
    });

    it('touches nothing after anything but the code', async () => {
      const { status, screen } = await runInTerminal(sandbox, ['fix'], (screen) =>
        shownCode(screen) ? 'yes' : undefined,
      );
      expect(screen).toContain('The code was not retyped. Nothing was approved');
      expect(status).toBe(1);
      expect(await sandbox.read('cart.test.ts')).toBe(cart);
    });
  });
});
