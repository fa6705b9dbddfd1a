import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApprovalRequest, ApprovalService } from '../../src/escalation/approvals.ts';
import { Ledger } from '../../src/escalation/ledger.ts';
import { previewOf } from '../../src/escalation/preview.ts';
import { signersFiles, sshSignatures } from '../../src/escalation/signature.ts';
import { openState, type State } from '../../src/state/index.ts';
import { cleanEnvironment, program } from './support/program.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';
import { runInTerminal, shownCode } from './support/terminal.ts';

const consumer = fileURLToPath(new URL('support/consume.mjs', import.meta.url));

describe('a person who approves', () => {
  let sandbox: Sandbox;
  let state: State;
  let ledger: Ledger;
  let approvals: ApprovalService;

  beforeAll(async () => {
    sandbox = await createSandbox();
    const env = cleanEnvironment(sandbox.home);
    const now = () => new Date();
    state = openState({ env, roots: [sandbox.project] });
    ledger = new Ledger(state, now);
    approvals = new ApprovalService(state, ledger, now, sshSignatures(signersFiles(env), state.roots));
  });
  afterAll(() => sandbox.remove());

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: sandbox.home,
      env: cleanEnvironment(sandbox.home),
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  /** What the server asks for: running `command` needs a person, by a way of this rank. */
  function asking(command: string, required_rank: 2 | 3): ApprovalRequest {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const reason = 'It talks to the\nproduction database.';
    const trigger = {
      source: 'SKILL.md:1',
      kind: 'keyword',
      trigger: 'db',
      reason,
      matched: 'db',
      where: 'command',
    } as const;
    const bound = {
      triggers: [{ ...trigger, rank: required_rank }],
      required_rank,
      action_digest: hash(command),
      policy_digest: hash('policy'),
    };
    const preview = previewOf({ action: { kind: 'run_tests', command, text: 'line\n'.repeat(40) }, ...bound });
    return { action: 'run_tests', summary: 'Run tests', preview, ...bound };
  }

  it('sees what is open, with its workspace, and approves nothing by looking', async () => {
    const wanted = asking('pytest -m listed', 2);
    const { approval_id } = await approvals.request(wanted);
    const { status, stdout } = run('approve', '--list');
    expect(status).toBe(0);
    expect(stdout).toContain(`${approval_id}  Run tests\n  workspace  ${sandbox.project}\n`);
    expect(stdout).toContain('a person in a terminal of their own (rank 2); now: pending');
    expect(stdout).toContain(String.raw`- It talks to the\u{a}production database.`);
    expect(await approvals.consume(wanted)).toMatchObject({ ok: false });
    expect(run('approve')).toMatchObject({ status: 2, stderr: expect.stringContaining('"approve ID --statement"') });
  });

  it('pages through all of it in a small window before there is a code, and without the code grants nothing', async () => {
    const wanted = asking('pytest -m paged', 2);
    const { approval_id } = await approvals.request(wanted);
    const pages: string[] = [];
    const turning = (fresh: string) => {
      const done = /q refuses: $/.test(fresh) || shownCode(fresh);
      if (done) pages.push(fresh);
      return done ? '' : undefined;
    };
    const { status, screen } = await runInTerminal(sandbox, ['approve', approval_id], turning, {
      rows: 12,
      columns: 60,
    });
    expect(status, screen).toBe(1);
    expect(screen).toContain('The code was not retyped. Nothing was approved');
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.map((page) => shownCode(page) !== undefined).indexOf(true)).toBe(pages.length - 1);
    expect(screen.split('  | line\n')).toHaveLength(41);
    expect(await approvals.consume(wanted)).toMatchObject({ ok: false });
  });

  it('approves with the code; of four processes that use it at once, one does', async () => {
    const wanted = asking('pytest -m once', 2);
    const { approval_id } = await approvals.request(wanted);
    const { status, screen } = await runInTerminal(sandbox, ['approve', approval_id], shownCode);
    expect(status, screen).toBe(0);

    const home = cleanEnvironment(sandbox.home).TESTING_PATTERNS_HOME ?? '';
    const processes = Array.from({ length: 4 }, () =>
      spawn(process.execPath, [consumer, home, sandbox.project, JSON.stringify(wanted)]),
    );
    await Promise.all(processes.map(({ stdout }) => once(stdout, 'data')));
    const answers = processes.map(async ({ stdout, stdin }) => {
      stdin.write('go\n');
      const [answer] = await once(stdout, 'data');
      return String(answer);
    });
    const used = (await Promise.all(answers)).filter((answer) => answer.includes('"ok":true'));
    expect(used).toEqual([JSON.stringify({ ok: true, approval_id })]);
    expect((await ledger.entries()).filter(({ event }) => event === 'consumed')).toHaveLength(1);
  });

  it('signs what is printed, and that alone lifts what needs a signature', async () => {
    const key = path.join(sandbox.home, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
    const folder = path.join(sandbox.home, '.config/testing-patterns-mcp');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, 'allowed_signers'), `ada ${readFileSync(`${key}.pub`, 'utf8')}`, { mode: 0o600 });

    const wanted = asking('pytest -m signed', 3);
    const { approval_id } = await approvals.request(wanted);
    const printed = run('approve', approval_id, '--statement');
    expect(printed.stderr).toContain('ssh-keygen -Y sign -n testing-patterns-mcp -f KEY FILE');
    const file = path.join(sandbox.home, 'statement');
    writeFileSync(file, printed.stdout);
    execFileSync('ssh-keygen', ['-Y', 'sign', '-q', '-n', 'testing-patterns-mcp', '-f', key, file], {
      stdio: 'ignore',
    });
    expect(run('approve', approval_id, '--signature', `${file}.sig`)).toMatchObject({ status: 0, stderr: '' });
    expect(await approvals.consume(wanted)).toEqual({ ok: true, approval_id });
  });

  it('finds the ledger whole, reads it, and finds a changed line', async () => {
    const lines = (await ledger.entries()).length;
    const whole = run('ledger', 'verify', '--root', sandbox.project);
    expect(whole).toEqual({ status: 0, stdout: `whole  ${lines} lines  ${sandbox.project}\n`, stderr: '' });
    expect(run('ledger', 'show', '--last', '2').stdout).toMatch(
      /^\S+shop: \d+ entries\n {2}\S+Z {2}answered .* approved {2}by ada SHA256:\S+ {2}through signature\n {2}\S+Z {2}consumed .*\n$/,
    );
    const file = path.join(state.folder, 'ledger.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('approved', 'dismissed'));
    const broken = run('ledger', 'verify');
    expect(broken.status).toBe(1);
    expect(broken.stdout).toMatch(
      /^BROKEN {2}line \d+: The line was changed, or written without the key of this ledger\. {2}\S+shop\n$/,
    );
  });

  it('is told when the state would lie inside the workspace', () => {
    const env = { ...cleanEnvironment(sandbox.home), TESTING_PATTERNS_HOME: path.join(sandbox.project, '.state') };
    const { status, stderr } = spawnSync(process.execPath, [program, 'undo', 'undo_0', '--root', sandbox.project], {
      cwd: sandbox.home,
      env,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('lies inside the workspace root');
  });
});
