import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Gate, signersFiles, sshSignatures, statementOf } from '../../src/escalation/index.ts';
import { canonicalJson } from '../../src/state/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { requestFor, yes } from './answers.ts';
import { bench } from './bench.ts';

/** Ada may sign, Eve may not; Old might, for mails only. */
const people = ['ada', 'eve', 'old'] as const;
type Person = (typeof people)[number];
let keys: string;
beforeAll(() => {
  keys = mkdtempSync(path.join(tmpdir(), 'tp-keys-'));
  for (const person of people)
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path.join(keys, person)]);
});
afterAll(() => rmSync(keys, { recursive: true, force: true }));

const publicKey = (person: Person) => readFileSync(path.join(keys, `${person}.pub`), 'utf8').trim();

function sign(person: Person, text: string, namespace = 'testing-patterns-mcp'): string {
  return execFileSync('ssh-keygen', ['-Y', 'sign', '-q', '-n', namespace, '-f', path.join(keys, person)], {
    input: text,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** An edit that only a signature lifts, and the list of those who may sign. */
async function asked() {
  const config = mkdtempSync(path.join(keys, 'config-'));
  const signers = path.join(config, 'testing-patterns-mcp', 'allowed_signers');
  mkdirSync(path.dirname(signers), { mode: 0o700 });
  const lines = [`ada@example.com ${publicKey('ada')}`, `old@example.com namespaces="mail" ${publicKey('old')}`];
  writeFileSync(signers, `${lines.join('\n')}\n`, { mode: 0o600 });
  const parts = await bench(
    { 'pytest.ini': '[pytest]\n' },
    {
      env: { XDG_CONFIG_HOME: config },
      triggers: {
        triggers: [
          { kind: 'keyword', keywords: ['payroll'], reason: 'Pays people.', source: 'SKILL.md:1', minRank: 3 },
        ],
        problems: [],
      },
    },
  );
  const edit = (value: string) => parts.edit('pytest.ini', (text) => `${text}addopts = --payroll ${value}\n`);
  const action = edit('one');
  return { ...parts, config, signers, edit, action, approval_id: await requestFor(parts.gate, action) };
}

/** Root can; for others the file stays theirs and they become somebody else. */
function giveAway(file: string): void {
  if (process.getuid?.() === 0) chownSync(file, 12_345, 12_345);
  else vi.spyOn(process, 'getuid').mockReturnValue(12_345);
}

async function statement({ approvals }: Gate, approvalId: string): Promise<string> {
  const shown = await approvals.show(approvalId, 'signature');
  if (!shown.ok) throw new Error(shown.reason);
  return statementOf(shown.text);
}

describe('a signed approval', () => {
  it('lifts what nothing else lifts, once, and the ledger says who signed with which key', async () => {
    const { gate, action, approval_id } = await asked();
    expect(await yes(gate, approval_id, 'terminal')).toMatchObject({ lifted: false });
    expect(await gate.pass(action)).toMatchObject({
      passed: false,
      reason: 'Only a signed approval lifts these triggers.',
      how_a_person_approves: expect.stringContaining(`approve ${approval_id} --statement`),
    });
    const signed = await gate.approvals.sign(approval_id, sign('ada', await statement(gate, approval_id)));
    expect(signed).toMatchObject({ status: 'approved', lifted: true });
    expect(await gate.pass(action)).toMatchObject({ passed: true, approval_id });
    expect((await gate.pass(action)).passed).toBe(false);
    const signer = expect.stringMatching(/^ada@example\.com SHA256:\S{43}$/);
    expect(await gate.ledger.entries()).toContainEqual(
      expect.objectContaining({ event: 'answered', words: 'approved', channel: 'signature', signer }),
    );
  });

  it('is over everything that a person has to know', async () => {
    const { gate, root, action, approval_id } = await asked();
    const { decision } = await gate.pass(action);
    const text = await statement(gate, approval_id);
    const { approvals } = gate;
    const found = await approvals.find(approval_id);
    const { expires } = found.ok ? found.approval : { expires: 'never' };
    for (const part of [approval_id, expires, root, 'Pays people.', '+addopts = --payroll one'])
      expect(text).toContain(part);
    expect(text).toContain(`Action ${decision.action_digest}\nPolicy ${decision.policy_digest}\n`);
    expect(text).toMatch(/\nThe text above has the sha256 [0-9a-f]{64}\n$/);
  });

  it.each<[string, (text: string) => string, string]>([
    [
      'over an altered statement',
      (text) => sign('ada', text.replace('payroll one', 'payroll two')),
      'is not one over this',
    ],
    ['over the statement without its last line end', (text) => sign('ada', text.slice(0, -1)), 'is not one over this'],
    ['for something else', (text) => sign('ada', text, 'mail'), 'in the namespace "testing-patterns-mcp"'],
    ['with a key that is not in the list', (text) => sign('eve', text), 'The key of this signature is not in '],
    ['with a key that is in the list for something else', (text) => sign('old', text), 'is not one over this'],
    ['that is none', () => 'approved', 'This is not a signature of ssh-keygen'],
    ['that is empty', () => '', 'This is not a signature of ssh-keygen'],
    [
      'that is far too long',
      (text) => sign('ada', text).replace('\n', `\n${'A'.repeat(20_000)}`),
      'This is not a signature',
    ],
  ])('%s does not count', async (_what, make, says) => {
    const { gate, action, approval_id } = await asked();
    const reason = expect.stringContaining(says);
    const signature = make(await statement(gate, approval_id));
    expect(await gate.approvals.sign(approval_id, signature)).toMatchObject({ status: 'refused', reason });
    expect((await gate.pass(action)).passed).toBe(false);
    expect(await gate.ledger.entries()).toContainEqual(
      expect.objectContaining({ event: 'refused', approval_id, why: reason }),
    );
  });

  it('holds for no other request', async () => {
    const { gate, edit, approval_id } = await asked();
    const other = await requestFor(gate, edit('two'));
    const signature = sign('ada', await statement(gate, approval_id));
    expect(await gate.approvals.sign(other, signature)).toMatchObject({ status: 'refused' });
  });

  it('ends like every other', async () => {
    const { gate, action, approval_id, passMinutes } = await asked();
    const signature = sign('ada', await statement(gate, approval_id));
    passMinutes(29);
    expect(await gate.approvals.sign(approval_id, signature)).toMatchObject({ lifted: true });
    passMinutes(2);
    expect((await gate.pass(action)).passed).toBe(false);
    expect(await gate.approvals.sign(approval_id, signature)).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('expired'),
    });
  });

  it('is checked once more when it is used: a record made with our key proves nothing', async () => {
    const { gate, action, approval_id, state } = await asked();
    const file = path.join(state.folder, 'approvals', `${approval_id}.json`);
    await yes(gate, approval_id, 'terminal');
    const { record } = JSON.parse(readFileSync(file, 'utf8'));
    const forged = { ...record, granted_rank: 3, channel: 'signature', signature: sign('eve', 'yes'), signer: 'ada' };
    const mac = createHmac('sha256', await state.key())
      .update(`approval\n${canonicalJson(forged)}`)
      .digest('hex');
    writeFileSync(file, JSON.stringify({ record: forged, mac }));
    expect(await gate.pass(action)).toMatchObject({
      passed: false,
      reason: expect.stringContaining('The key of this signature is not in '),
    });
  });

  it('no longer holds once the key was taken out of the list', async () => {
    const { gate, action, approval_id, signers } = await asked();
    await gate.approvals.sign(approval_id, sign('ada', await statement(gate, approval_id)));
    writeFileSync(signers, `eve@example.com ${publicKey('eve')}\n`);
    expect(await gate.pass(action)).toMatchObject({ passed: false });
  });

  it('cannot be checked without ssh-keygen, and says what to install', async () => {
    const { gate, approval_id } = await asked();
    const signature = sign('ada', await statement(gate, approval_id));
    vi.stubEnv('PATH', keys);
    expect(await gate.approvals.sign(approval_id, signature)).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('Install OpenSSH'),
    });
  });

  it('is not checked by a program that a project puts in the place of ssh-keygen', async () => {
    const { gate, approval_id, write } = await asked();
    const signature = sign('eve', await statement(gate, approval_id));
    const elsewhere = tempWorkspace();
    const says = '#!/bin/sh\ntouch "$0.ran"\necho ada@example.com\n';
    const traps = [write('bin/ssh-keygen', says), elsewhere.write('node_modules/.bin/ssh-keygen', says)];
    for (const trap of traps) chmodSync(trap, 0o755);
    vi.stubEnv('PATH', [...traps.map((trap) => path.dirname(trap)), process.env.PATH].join(path.delimiter));
    expect(await gate.approvals.sign(approval_id, signature)).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('The key of this signature is not in '),
    });
    for (const trap of traps) expect(existsSync(`${trap}.ran`)).toBe(false);
  });
});

describe('the list of those who may sign', () => {
  it.each<[string, (signers: string, root: string) => void, string]>([
    ['missing', (signers) => rmSync(signers), 'Nobody may sign yet: there is no '],
    ['open to other writers', (signers) => chmodSync(signers, 0o666), 'can be written by other users'],
    [
      'in a folder open to other writers',
      (signers) => chmodSync(path.dirname(signers), 0o777),
      'can be written by other',
    ],
    [
      'inside the workspace',
      (signers, root) => {
        renameSync(signers, path.join(root, 'allowed_signers'));
        execFileSync('ln', ['-s', path.join(root, 'allowed_signers'), signers]);
      },
      'lies inside the workspace root',
    ],
  ])('%s lets nobody sign', async (_how, change, says) => {
    const { gate, root, approval_id, signers } = await asked();
    const signature = sign('ada', await statement(gate, approval_id));
    change(signers, root);
    expect(await gate.approvals.sign(approval_id, signature)).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining(says),
    });
  });

  it('may lie in a folder that is a link, as people keep their settings', async () => {
    const { gate, approval_id, signers } = await asked();
    const folder = path.dirname(signers);
    renameSync(folder, `${folder}-kept`);
    symlinkSync(`${folder}-kept`, folder);
    const signature = sign('ada', await statement(gate, approval_id));
    expect(await gate.approvals.sign(approval_id, signature)).toMatchObject({ lifted: true });
  });

  it('of another user lets nobody sign', async () => {
    const { signers, root } = await asked();
    giveAway(signers);
    expect(await sshSignatures([signers], [root])('text', sign('ada', 'text'))).toEqual({
      ok: false,
      reason: expect.stringMatching(/allowed_signers belongs to another user \(uid \d+\), who could add a key/),
    });
  });

  it('stands where the system keeps settings, and root may have one that goes before', () => {
    const name = 'testing-patterns-mcp/allowed_signers';
    expect(signersFiles({ HOME: '/home/ada' }, 'linux')).toEqual([`/etc/${name}`, `/home/ada/.config/${name}`]);
    expect(signersFiles({ HOME: '/home/ada', XDG_CONFIG_HOME: '/conf' }, 'darwin')).toEqual([
      `/etc/${name}`,
      `/conf/${name}`,
    ]);
    expect(signersFiles({ HOME: '/home/ada', XDG_CONFIG_HOME: 'relative' }, 'linux')[1]).toBe(
      `/home/ada/.config/${name}`,
    );
    expect(signersFiles({ APPDATA: '/roaming', USERPROFILE: '/u' }, 'win32')).toEqual([`/roaming/${name}`]);
  });
});
