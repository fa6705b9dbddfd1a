import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { requestFor, yes } from './answers.ts';
import { bench } from './bench.ts';

/** A ledger with a decision, a request, an answer and a use in it. */
async function written() {
  const parts = await bench({ 'pytest.ini': '[pytest]\n' });
  const action = parts.edit('pytest.ini', (text) => `${text}addopts = -q\n`);
  await yes(parts.gate, await requestFor(parts.gate, action));
  await parts.gate.pass(action);
  const file = path.join(parts.state.folder, 'ledger.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return {
    ...parts,
    file,
    seal: path.join(parts.state.folder, 'ledger-seal.json'),
    lines,
    rewrite: (changed: readonly string[]) => writeFileSync(file, changed.map((line) => `${line}\n`).join('')),
  };
}

/** What somebody without the key can write: the right hash, and a code that was made for another line. */
function chained(last: string): string {
  const prev = createHash('sha256').update(last).digest('hex');
  return JSON.stringify({ ...JSON.parse(last), prev });
}

describe('the ledger', () => {
  it('says what was decided, asked, answered and used, in exact words', async () => {
    const { lines, gate } = await written();
    const events = lines.map((line): unknown => JSON.parse(line));
    expect(events).toMatchObject([
      { event: 'decision', action: 'apply_fixes', decision: 'approval_required' },
      { event: 'approval_requested', required_rank: 1 },
      { event: 'shown', channel: 'elicitation', shown_digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { event: 'answered', words: 'approved', channel: 'elicitation', client: 'inspector' },
      { event: 'decision', action: 'apply_fixes' },
      { event: 'consumed' },
    ]);
    expect(await gate.ledger.verify()).toEqual({ ok: true, lines: 6 });
  });

  it.each<[string, (lines: string[]) => string[], number]>([
    ['a line was changed', ([first = '', ...rest]) => [first.replace('approval_required', 'allow'), ...rest], 1],
    ['the last line was changed', (lines) => lines.with(-1, (lines.at(-1) ?? '').replace('consumed', 'refused')), 6],
    ['a line was spelled otherwise', (lines) => lines.with(1, (lines[1] ?? '').replace('{', '{ ')), 2],
    ['a line was taken out', (lines) => lines.toSpliced(2, 1), 3],
    ['two lines changed places', ([a = '', b = '', ...rest]) => [b, a, ...rest], 1],
    ['a line was put in', (lines) => lines.toSpliced(2, 0, lines[1] ?? ''), 3],
    ['a line without the code of the key follows in the chain', (lines) => [...lines, chained(lines.at(-1) ?? '')], 7],
    [
      'a line without any code is put in',
      (lines) => lines.toSpliced(1, 0, (lines[1] ?? '').replace(/"mac":"[^"]*",/, '')),
      2,
    ],
    ['a line is not JSON', (lines) => lines.with(3, 'nonsense'), 4],
    ['the first line is gone', (lines) => lines.slice(1), 1],
    ['the last line is gone', (lines) => lines.slice(0, -1), 6],
    ['half of the lines are gone', (lines) => lines.slice(0, 3), 4],
    ['every line is gone', () => [], 1],
  ])('shows the first broken place when %s, also after it went on', async (_how, change, line) => {
    const { gate, lines, rewrite } = await written();
    rewrite(change(lines));
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line });
    await gate.evaluate({ kind: 'describe', text: 'next' });
    await gate.evaluate({ kind: 'describe', text: 'and the next' });
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line });
  });

  it('that was deleted shows the loss, also after it went on', async () => {
    const { gate, file } = await written();
    rmSync(file);
    const reason = expect.stringContaining('Lines were cut off at the end: 6 were written, 0 are there.');
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line: 1, reason });
    await gate.evaluate({ kind: 'describe', text: 'next' });
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line: 1, reason });
  });

  it('that was deleted with its seal shows the loss while there are approvals, also after it went on', async () => {
    const { gate, file, seal } = await written();
    rmSync(file);
    rmSync(seal);
    const reason = expect.stringContaining('The ledger and its seal are gone, while there are approvals.');
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line: 1, reason });
    await gate.evaluate({ kind: 'describe', text: 'next' });
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line: 1, reason });
  });

  it('of another workspace does not pass for this one', async () => {
    const [mine, other] = [await written(), await written()];
    cpSync(other.file, mine.file);
    cpSync(other.seal, mine.seal);
    expect(await mine.gate.ledger.verify()).toMatchObject({ ok: false, line: 1 });
  });

  it.each<[string, (seal: string) => void]>([
    ['was taken away', (seal) => rmSync(seal)],
    ['says less', (seal) => writeFileSync(seal, readFileSync(seal, 'utf8').replace('"count":6', '"count":5'))],
    ['is no JSON', (seal) => writeFileSync(seal, '')],
  ])('shows when its seal %s', async (_how, change) => {
    const { gate, seal } = await written();
    change(seal);
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line: 7, reason: expect.stringContaining('seal') });
  });

  it('raises no alarm after a crash between a line and its seal', async () => {
    const { gate, seal } = await written();
    const before = readFileSync(seal, 'utf8');
    await gate.evaluate({ kind: 'describe', text: 'next' });
    writeFileSync(seal, before);
    expect(await gate.ledger.verify()).toEqual({ ok: true, lines: 7 });
    await gate.evaluate({ kind: 'describe', text: 'and the next' });
    expect(await gate.ledger.verify()).toEqual({ ok: true, lines: 8 });
  });

  it('keeps no more of a name than can be read, however long a client makes it', async () => {
    const { gate } = await bench();
    const why = 'x'.repeat(1_000_000);
    await gate.ledger.record({ event: 'refused', approval_id: 'ap', why });
    expect(await gate.ledger.entries()).toMatchObject([{ why: `${'x'.repeat(400)}…` }]);
  });

  it('stays whole when several processes write at once', async () => {
    const { openGate } = await bench();
    const gates = [openGate(), openGate(), openGate()];
    await Promise.all(
      gates.flatMap((gate) => ['a', 'b', 'c'].map((text) => gate.evaluate({ kind: 'describe', text }))),
    );
    expect(await openGate().ledger.verify()).toEqual({ ok: true, lines: 9 });
  });

  it('raises no alarm about a line that a crash cut off, and goes on without it', async () => {
    const { gate, file, lines } = await written();
    writeFileSync(file, `${lines.join('\n')}\n{"at":"2026`);
    expect(await gate.ledger.verify()).toEqual({ ok: true, lines: 6, torn: true });
    await gate.evaluate({ kind: 'describe', text: 'next' });
    expect(await gate.ledger.verify()).toEqual({ ok: true, lines: 7 });
  });

  it('is empty before anything was decided', async () => {
    const { gate, state } = await bench();
    expect(await gate.ledger.verify()).toEqual({ ok: true, lines: 0 });
    expect(existsSync(state.folder)).toBe(false);
  });
});
