import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bench } from './bench.ts';

/** A ledger with a decision, a request, an answer and a use in it. */
async function written() {
  const parts = await bench({ 'pytest.ini': '[pytest]\n' });
  const action = parts.edit('pytest.ini', (text) => `${text}addopts = -q\n`);
  const passage = await parts.gate.pass(action);
  if (passage.passed) throw new Error('The action was let through.');
  await parts.gate.approvals.grant(passage.approval_id, { channel: 'elicitation', client: 'inspector' });
  await parts.gate.pass(action);
  const file = path.join(parts.state.folder, 'ledger.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return {
    ...parts,
    file,
    lines,
    rewrite: (changed: readonly string[]) => writeFileSync(file, `${changed.join('\n')}\n`),
  };
}

describe('the ledger', () => {
  it('says what was decided, asked, answered and used, in exact words', async () => {
    const { lines, gate } = await written();
    const events = lines.map((line): unknown => JSON.parse(line));
    expect(events).toMatchObject([
      { event: 'decision', action: 'apply_fixes', decision: 'approval_required' },
      { event: 'approval_requested', required_rank: 1 },
      { event: 'answered', words: 'approved', channel: 'elicitation', client: 'inspector' },
      { event: 'decision', action: 'apply_fixes' },
      { event: 'consumed' },
    ]);
    expect(await gate.ledger.verify()).toEqual({ ok: true, lines: 5 });
  });

  it.each<[string, (lines: string[]) => string[], number]>([
    ['a line was changed', ([first = '', ...rest]) => [first.replace('approval_required', 'allow'), ...rest], 2],
    ['a line was taken out', (lines) => lines.toSpliced(2, 1), 3],
    ['two lines changed places', ([a = '', b = '', ...rest]) => [b, a, ...rest], 1],
    ['a line was put in', (lines) => lines.toSpliced(2, 0, lines[1] ?? ''), 3],
    ['a line is not JSON', (lines) => lines.with(3, 'nonsense'), 4],
    ['the first line is gone', (lines) => lines.slice(1), 1],
  ])('shows the first broken place when %s', async (_how, change, line) => {
    const { gate, lines, rewrite } = await written();
    rewrite(change(lines));
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line });
  });

  it('stays whole when several processes write at once', async () => {
    const { openGate } = await bench();
    const gates = [openGate(), openGate(), openGate()];
    await Promise.all(
      gates.flatMap((gate) => ['a', 'b', 'c'].map((text) => gate.evaluate({ kind: 'describe', text }))),
    );
    expect(await openGate().ledger.verify()).toEqual({ ok: true, lines: 9 });
  });

  it('goes on after a line that a crash cut off, and shows it', async () => {
    const { gate, file, lines } = await written();
    writeFileSync(file, `${lines.join('\n')}\n{"at":"2026`);
    await gate.evaluate({ kind: 'describe', text: 'next' });
    expect(await gate.ledger.verify()).toMatchObject({ ok: false, line: 6 });
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(7);
  });

  it('is empty before anything was decided', async () => {
    const { gate } = await bench();
    expect(await gate.ledger.verify()).toEqual({ ok: true, lines: 0 });
  });
});
