import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { approveInTerminal } from '../../src/escalation/index.ts';
import { bench } from './bench.ts';

/** A person at a terminal: reads what is shown and types what `answer` makes of it. */
function person(answer: (shown: string) => string) {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  let answered = false;
  output.setEncoding('utf8').on('data', (part: string) => {
    shown += part;
    if (answered || !/type [A-Z0-9]{6} /.test(shown)) return;
    answered = true;
    input.end(`${answer(shown)}\n`);
  });
  return { input, output, shown: () => shown };
}

const code = (shown: string) => /type ([A-Z0-9]{6}) /.exec(shown)?.[1] ?? '';

async function asked(after = '[pytest]\naddopts = -v\n') {
  const parts = await bench({ 'pytest.ini': '[pytest]\n', '.env': 'DATABASE_URL=postgres://db.acme.io/app\n' });
  const action = parts.edit('pytest.ini', () => after);
  const passage = await parts.gate.pass(action);
  if (passage.passed) throw new Error('The action was let through.');
  return { ...parts, action, approval_id: passage.approval_id, approvals: parts.gate.approvals };
}

describe('approving in a terminal', () => {
  it('lifts what a dialog cannot, when the person retypes the code', async () => {
    const { gate, action, approvals, approval_id } = await asked();
    const { shown, ...streams } = person(code);
    expect(await approveInTerminal({ approvals, approval_id, ...streams, isTTY: true })).toEqual({
      status: 'approved',
    });
    expect((await gate.pass(action)).passed).toBe(true);
    expect(shown()).toContain('+addopts = -v');
    expect(shown()).toContain('production database access: test uses database at db.acme.io');
  });

  it('names each reason once, with the trigger that repeats it and every document that declares that', async () => {
    const { approvals, approval_id } = await asked();
    const { input, output, shown } = person(() => '');
    await approveInTerminal({ approvals, approval_id, input, output, isTTY: true });
    expect(shown().split('test uses database at db.acme.io')).toHaveLength(2);
    expect(shown()).toContain('(fact production-database, from built-in; pattern production.*database, from ');
    expect(shown()).toMatch(
      /from python-testing-patterns\/SKILL\.md:\d+ and typescript-testing-patterns\/SKILL\.md:\d+/,
    );
  });

  it.each(['', 'yes', 'AAAAAA', 'y'])('refuses %j instead of the code', async (typed) => {
    const { gate, action, approvals, approval_id } = await asked();
    const { input, output } = person(() => typed);
    expect(await approveInTerminal({ approvals, approval_id, input, output, isTTY: true })).toMatchObject({
      status: 'refused',
    });
    expect((await gate.pass(action)).passed).toBe(false);
  });

  it('refuses a pipe, without showing a code', async () => {
    const { approvals, approval_id } = await asked();
    const { input, output, shown } = person(code);
    const outcome = await approveInTerminal({ approvals, approval_id, input, output, isTTY: false });
    expect(outcome).toMatchObject({ status: 'refused', reason: expect.stringContaining('terminal') });
    expect(shown()).toBe('');
  });

  it('refuses an id that is not known', async () => {
    const { approvals } = await asked();
    const { input, output } = person(code);
    const outcome = await approveInTerminal({ approvals, approval_id: 'ap_2', input, output, isTTY: true });
    expect(outcome).toMatchObject({ status: 'refused', reason: expect.stringContaining('There is no approval') });
  });

  it('shows what would be hidden: escape sequences, bidirectional and zero-width characters', async () => {
    const { approvals, approval_id } = await asked('[pytest]\na = \u001B[2Kb\u202Ec\u200Bd\u{E0041}\r\n');
    const { input, output, shown } = person(() => '');
    await approveInTerminal({ approvals, approval_id, input, output, isTTY: true });
    expect(shown()).toContain(String.raw`+a = \u{1b}[2Kb\u{202e}c\u{200b}d\u{e0041}`);
    expect(shown()).not.toContain('\u001B');
  });
});
