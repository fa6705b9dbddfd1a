import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/escalation/index.ts';
import { approvalsText } from '../../src/reports/approvals-text.ts';
import { requestFor, yes } from './answers.ts';
import { bench } from './bench.ts';

const config = '[pytest]\naddopts = -q\n';
const files = { 'pytest.ini': config };
const change = (text: string) => text.replace('-q', '-v');

async function granted() {
  const parts = await bench(files);
  const action = parts.edit('pytest.ini', change);
  const approvalId = await requestFor(parts.gate, action);
  await yes(parts.gate, approvalId);
  return { ...parts, action, approvalId };
}

describe('an approval', () => {
  it('lets exactly one action through, once', async () => {
    const { gate, action, approvalId } = await granted();
    expect(await gate.pass(action)).toMatchObject({ passed: true, approval_id: approvalId });
    const again = await gate.pass(action);
    expect(again).toMatchObject({ passed: false, reason: expect.stringContaining('not approved') });
    expect(again).not.toMatchObject({ approval_id: approvalId });
    expect(await gate.approvals.find(approvalId)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('used already'),
    });
  });

  it('that was used holds for what goes on with its action, and for nothing else', async () => {
    const { gate, action, edit } = await granted();
    expect((await gate.pass(action, true)).passed).toBe(true);
    expect((await gate.pass(action, true)).passed).toBe(true);
    expect((await gate.pass(action)).passed).toBe(false);
    expect(
      (
        await gate.pass(
          edit('pytest.ini', (text) => `${change(text)}\n`),
          true,
        )
      ).passed,
    ).toBe(false);
  });

  it('is not spoken of at the first stop, nor while nobody has answered', async () => {
    const { gate, edit } = await bench(files);
    const action = edit('pytest.ini', change);
    const reason = 'A person has to approve this first.';
    expect(await gate.pass(action)).toMatchObject({ passed: false, reason });
    expect(await gate.pass(action)).toMatchObject({ passed: false, reason });
  });

  it('is said to be for something else when the action changed after the yes', async () => {
    const { gate, edit } = await granted();
    expect(await gate.pass(edit('pytest.ini', (text) => `${change(text)}\n`))).toMatchObject({
      passed: false,
      reason: expect.stringContaining('no approval is bound to exactly these files, arguments and policy'),
    });
  });

  it('that the client declined is said to be declined', async () => {
    const { gate, edit } = await bench(files);
    const action = edit('pytest.ini', change);
    await gate.approvals.decline(await requestFor(gate, action), 'declined_by_client');
    expect(await gate.pass(action)).toMatchObject({
      reason: 'This action was not approved: declined_by_client.',
    });
  });

  it('lets one of many callers through when they come at the same time, from several processes', async () => {
    const { openGate, action } = await granted();
    const gates = [openGate(), openGate(), openGate()];
    const passages = await Promise.all(gates.flatMap((gate) => [gate.pass(action), gate.pass(action)]));
    expect(passages.filter(({ passed }) => passed)).toHaveLength(1);
  });

  it('counts once when it is used many times at the very same time', async () => {
    const { gate, openGate, approvalId } = await granted();
    const found = await gate.approvals.find(approvalId);
    if (!found.ok) throw new Error(found.reason);
    const uses = Array.from({ length: 8 }, () => openGate().approvals.consume(found.approval));
    expect((await Promise.all(uses)).filter(({ ok }) => ok)).toEqual([{ ok: true, approval_id: approvalId }]);
  });

  it.each<[string, (action: Action) => Action]>([
    [
      'a byte of the new text',
      (action) => ({
        ...action,
        changes: (action.changes ?? []).map((file) => ({ ...file, after: `${file.after} ` })),
      }),
    ],
    [
      'a byte of the old text',
      (action) => ({
        ...action,
        changes: (action.changes ?? []).map((file) => ({ ...file, before: `${file.before}\n` })),
      }),
    ],
    [
      'the file',
      (action) => ({ ...action, changes: (action.changes ?? []).map((file) => ({ ...file, path: 'tox.ini' })) }),
    ],
    ['an argument', (action) => ({ ...action, arguments: { plan_id: 'plan_2' } })],
    ['the tool', (action) => ({ ...action, kind: 'undo_fixes' })],
    ['the command', (action) => ({ ...action, command: 'pytest' })],
  ])('is for nothing else: not when %s differs', async (_what, other) => {
    const { gate, action } = await granted();
    expect((await gate.pass(other(action))).passed).toBe(false);
    expect((await gate.pass(action)).passed).toBe(true);
  });

  it('does not hold under another policy', async () => {
    const { gate, action, write } = await granted();
    write('.testing-patterns/escalation.yaml', 'triggers:\n  - { keyword: [payroll], reason: r }\n');
    expect((await gate.pass(action)).passed).toBe(false);
  });

  it('ends after half an hour', async () => {
    const { gate, action, approvalId, passMinutes } = await granted();
    passMinutes(31);
    expect(await gate.approvals.find(approvalId)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('expired'),
    });
    const late = await gate.pass(action);
    expect(late.passed).toBe(false);
    expect(late).not.toMatchObject({ approval_id: approvalId });
  });

  it.each([
    { minutes: 30 - 1 / 60_000, passed: true },
    { minutes: 30, passed: false },
    { minutes: -1, passed: true },
    { minutes: -2, passed: false },
  ])('holds $minutes minutes later: $passed', async ({ minutes, passed }) => {
    const { gate, action, passMinutes } = await granted();
    passMinutes(minutes);
    expect((await gate.pass(action)).passed).toBe(passed);
  });

  it('from the future is refused: the clock was set back', async () => {
    const { gate, approvalId, passMinutes } = await granted();
    passMinutes(-60);
    expect(await gate.approvals.find(approvalId)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('it was set back'),
    });
  });

  it('is for the text that was shown: another one does not count', async () => {
    const { gate, edit } = await bench(files);
    const action = edit('pytest.ini', change);
    const approvalId = await requestFor(gate, action);
    const refused = { status: 'refused', reason: expect.stringContaining('What was shown is not what') };
    const shown_digest = '0'.repeat(64);
    expect(await gate.approvals.grant(approvalId, { channel: 'terminal', shown_digest })).toMatchObject(refused);
    expect((await gate.pass(action)).passed).toBe(false);
  });

  it('does not hold for an action that is shown otherwise when it is used', async () => {
    const { gate, approvalId } = await granted();
    const found = await gate.approvals.find(approvalId);
    if (!found.ok) throw new Error(found.reason);
    const { approval } = found;
    expect(await gate.approvals.consume({ ...approval, preview: `${approval.preview} ` })).toEqual({
      ok: false,
      reason: expect.stringContaining('would be shown otherwise now'),
    });
    expect(await gate.approvals.consume(approval)).toEqual({ ok: true, approval_id: approvalId });
  });

  it('counts for nothing when any one byte of its record differs', async () => {
    const { gate, approvalId, state } = await granted();
    const file = path.join(state.folder, 'approvals', `${approvalId}.json`);
    const genuine = readFileSync(file);
    const places = Array.from({ length: 150 }, (_, n) => Math.floor((n * genuine.length) / 150));
    const accepted: number[] = [];
    for (const at of places) {
      writeFileSync(
        file,
        genuine.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      );
      if ((await gate.approvals.find(approvalId)).ok) accepted.push(at);
    }
    expect(accepted).toEqual([]);
    writeFileSync(file, genuine);
    expect(await gate.approvals.find(approvalId)).toMatchObject({ ok: true });
  });

  it('is asked for anew when the same action is shown otherwise, and that yes counts', async () => {
    const { gate, approvalId } = await granted();
    const found = await gate.approvals.find(approvalId);
    if (!found.ok) throw new Error(found.reason);
    const wanted = { ...found.approval, preview: `${found.approval.preview} ` };
    const { approval_id } = await gate.approvals.request(wanted);
    expect(approval_id).not.toBe(approvalId);
    await yes(gate, approval_id);
    expect(await gate.approvals.consume(wanted)).toEqual({ ok: true, approval_id });
  });

  it('that ended is cleared away after a day, with the mark that it was used', async () => {
    const { gate, action, edit, passMinutes, state } = await granted();
    await gate.pass(action);
    passMinutes(25 * 60);
    const fresh = await requestFor(
      gate,
      edit('pytest.ini', (text) => `${change(text)}# two\n`),
    );
    expect(readdirSync(path.join(state.folder, 'approvals'))).toEqual([`${fresh}.json`]);
  });

  it('is used up for good, also when its record is put back from a copy', async () => {
    const { gate, action, approvalId, state } = await granted();
    const file = path.join(state.folder, 'approvals', `${approvalId}.json`);
    const copy = readFileSync(file);
    await gate.pass(action);
    writeFileSync(file, copy);
    expect((await gate.pass(action)).passed).toBe(false);
    expect(await gate.approvals.find(approvalId)).toMatchObject({ reason: expect.stringContaining('used already') });
  });

  it('does not hold in another workspace', async () => {
    const [one, other] = [await granted(), await bench(files)];
    cpSync(path.join(one.state.folder, 'approvals'), path.join(other.state.folder, 'approvals'), { recursive: true });
    expect(await other.gate.approvals.find(one.approvalId)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('signature'),
    });
    expect((await other.gate.pass(one.action)).passed).toBe(false);
  });

  it.each<[string, (key: string) => void]>([
    ['replaced', (key) => writeFileSync(key, Buffer.alloc(32))],
    ['deleted', (key) => rmSync(key)],
  ])('does not hold after the key was %s, and says why', async (_how, change) => {
    const { gate, action, approvalId, state } = await granted();
    change(path.join(state.folder, 'key'));
    const reason = expect.stringContaining('signature does not fit');
    expect(await gate.approvals.find(approvalId)).toMatchObject({ ok: false, reason });
    expect(await gate.pass(action)).toMatchObject({ passed: false, reason });
  });

  it('that is open is listed, the oldest first; used and ended ones are not', async () => {
    const { gate, edit, passMinutes } = await granted();
    const ids = async () => (await gate.approvals.open()).map(({ approval_id }) => approval_id);
    passMinutes(10);
    const second = await requestFor(
      gate,
      edit('pytest.ini', (text) => `${change(text)}# two\n`),
    );
    passMinutes(10);
    const third = edit('pytest.ini', (text) => `${change(text)}# three\n`);
    const thirdId = await requestFor(gate, third);
    passMinutes(15);
    expect(await ids()).toEqual([second, thirdId]);
    await yes(gate, thirdId);
    await gate.pass(third);
    expect(await ids()).toEqual([second]);
    expect(approvalsText([])).toBe('No approval is open.');
  });

  it('is asked for once, however often the action is tried', async () => {
    const { gate, edit } = await bench(files);
    const action = edit('pytest.ini', change);
    expect(await requestFor(gate, action)).toBe(await requestFor(gate, action));
  });

  it('is not asked for by a preview', async () => {
    const { gate, edit, state } = await bench(files);
    await gate.evaluate(edit('pytest.ini', change));
    expect(readdirSync(state.folder)).not.toContain('approvals');
  });

  it('counts for nothing when its record was edited or given another id', async () => {
    const { gate, edit, state } = await bench(files);
    const action = edit('pytest.ini', change);
    const approvalId = await requestFor(gate, action);
    const folder = path.join(state.folder, 'approvals');
    const file = path.join(folder, `${approvalId}.json`);
    const genuine = readFileSync(file, 'utf8');
    const forged = genuine
      .replace('"status":"pending"', '"status":"approved"')
      .replace('"granted_rank":0', '"granted_rank":3');
    expect(forged).not.toBe(genuine);
    writeFileSync(file, forged);
    expect(await gate.approvals.find(approvalId)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('signature'),
    });
    expect((await gate.pass(action)).passed).toBe(false);

    const other = 'ap_aaaaaaaaaaaaaaaaaaaa';
    writeFileSync(path.join(folder, `${other}.json`), genuine.replaceAll(approvalId, other));
    expect(await gate.approvals.grant(other, { channel: 'terminal', shown_digest: '' })).toMatchObject({
      status: 'refused',
    });
  });

  it.each(['ap_unknownunknownunkn', '../../etc/passwd', '', 'plan_aaaaaaaaaaaaaaaaaaaa'])(
    'is not found under %j',
    async (id) => {
      const { gate } = await bench();
      expect(await gate.approvals.find(id)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('There is no approval'),
      });
      expect(await gate.approvals.grant(id, { channel: 'terminal', shown_digest: '' })).toMatchObject({
        status: 'refused',
      });
    },
  );
});

describe("a client's dialog", () => {
  it('does not lift a trigger that needs a person in a terminal; the answer says what does', async () => {
    const { gate, edit } = await bench({ ...files, '.env': 'DATABASE_URL=postgres://db.acme.io/app\n' });
    const action = edit('pytest.ini', change);
    const approvalId = await requestFor(gate, action);
    const answered = await yes(gate, approvalId);
    expect(answered).toMatchObject({ status: 'approved', lifted: false });
    expect(await gate.pass(action)).toMatchObject({
      passed: false,
      approval_id: approvalId,
      reason: expect.stringContaining('dialog does not lift'),
      how_a_person_approves: expect.stringContaining(`"npx testing-patterns-mcp approve ${approvalId}"`),
    });
    await yes(gate, approvalId, 'terminal');
    expect((await gate.pass(action)).passed).toBe(true);
  });

  it('cannot turn its own no into a yes', async () => {
    const { gate, edit } = await bench(files);
    const action = edit('pytest.ini', change);
    const approvalId = await requestFor(gate, action);
    expect(await gate.approvals.decline(approvalId, 'declined_by_client')).toMatchObject({
      status: 'declined_by_client',
      lifted: false,
    });
    expect(await yes(gate, approvalId)).toMatchObject({
      status: 'declined_by_client',
      lifted: false,
    });
    expect((await gate.pass(action)).passed).toBe(false);
  });

  it('may ask again after it was dismissed', async () => {
    const { gate, edit } = await bench(files);
    const action = edit('pytest.ini', change);
    const approvalId = await requestFor(gate, action);
    await gate.approvals.decline(approvalId, 'dismissed');
    expect(await yes(gate, approvalId)).toMatchObject({
      status: 'approved',
      lifted: true,
    });
  });

  it("cannot take back a person's yes", async () => {
    const { gate, edit } = await bench(files);
    const action = edit('pytest.ini', change);
    const approvalId = await requestFor(gate, action);
    await yes(gate, approvalId, 'terminal');
    await gate.approvals.decline(approvalId, 'declined_by_client');
    expect((await gate.ledger.entries()).at(-1)).toMatchObject({ event: 'answered', words: 'declined_by_client' });
    expect((await gate.pass(action)).passed).toBe(true);
  });
});
