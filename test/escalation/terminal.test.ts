import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { approveInTerminal } from '../../src/escalation/index.ts';
import type { WindowSize } from '../../src/escalation/pages.ts';
import { requestFor } from './answers.ts';
import { bench } from './bench.ts';

/** A person at a terminal: pages with `page`, reads what is shown and types what `answer` makes of it. */
function person(answer: (shown: string) => string, { page = '', ...size }: WindowSize & { page?: string } = {}) {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), size);
  let shown = '';
  let answered = false;
  output.setEncoding('utf8').on('data', (part: string) => {
    shown += part;
    if (part.startsWith('-- more')) input.write(`${page}\n`);
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

  it('shows a long preview page by page, and the code only after the last', async () => {
    const lines = Array.from({ length: 100 }, (_, line) => `a${line} = ${'x'.repeat(line)}\n`).join('');
    const { gate, action, approvals, approval_id } = await asked(`[pytest]\n${lines}`);
    const { input, output, shown } = person(code, { rows: 15, columns: 60 });
    expect(await approveInTerminal({ approvals, approval_id, input, output, isTTY: true })).toEqual({
      status: 'approved',
    });
    const pages = shown().split('-- more: Enter shows the next page, q refuses: ');
    expect(pages.slice(0, -1).every((page) => page.trimEnd().split('\n').length <= 12)).toBe(true);
    expect(pages.map((page) => code(page) !== '').lastIndexOf(false)).toBe(pages.length - 2);
    expect(shown()).toContain(`+a99 = ${'x'.repeat(53)}\n>> ${'x'.repeat(46)}\n`);
    expect((await gate.pass(action)).passed).toBe(true);
  });

  it.each(['q', 'yes'])('refuses at %j in place of the next page, and shows no code', async (page) => {
    const { gate, action, approvals, approval_id } = await asked(`[pytest]\n${'a = 1\n'.repeat(100)}`);
    const { input, output, shown } = person(code, { page, rows: 15, columns: 60 });
    expect(await approveInTerminal({ approvals, approval_id, input, output, isTTY: true })).toEqual({
      status: 'refused',
      reason: 'Not everything was shown. Nothing was approved.',
    });
    expect(code(shown())).toBe('');
    expect((await gate.pass(action)).passed).toBe(false);
  });

  it('goes by the size that the window has at each page', async () => {
    const { approvals, approval_id } = await asked(`[pytest]\n${'a = 1\n'.repeat(100)}`);
    const { input, output, shown } = person(() => '', { rows: 15, columns: 60 });
    output.once('data', () => Object.assign(output, { rows: 0 }));
    await approveInTerminal({ approvals, approval_id, input, output, isTTY: true });
    expect(shown().split('-- more')).toHaveLength(2);
  });

  it('says by which digest the ledger knows what was shown', async () => {
    const { gate, approvals, approval_id } = await asked();
    const { input, output, shown } = person(code);
    await approveInTerminal({ approvals, approval_id, input, output, isTTY: true });
    const [, digest = ''] = /The text above has the sha256 ([0-9a-f]{16})…/.exec(shown()) ?? [];
    const events = (await gate.ledger.entries()).filter(({ shown_digest }) => String(shown_digest).startsWith(digest));
    expect(events.map(({ event }) => event)).toEqual(['shown', 'answered']);
  });

  it('does not ask for a code where only a signature counts, and says how to sign', async () => {
    const triggers = [{ kind: 'keyword', keywords: ['addopts'], reason: 'r', source: 'S:1', minRank: 3 }] as const;
    const { gate, edit } = await bench({ 'pytest.ini': '[pytest]\n' }, { triggers: { triggers, problems: [] } });
    const approval_id = await requestFor(
      gate,
      edit('pytest.ini', (text) => `${text}addopts = -v\n`),
    );
    const { input, output, shown } = person(code);
    expect(await approveInTerminal({ approvals: gate.approvals, approval_id, input, output, isTTY: true })).toEqual({
      status: 'refused',
      reason: expect.stringContaining(`"approve ${approval_id} --statement" prints what is to be signed`),
    });
    expect(shown()).toBe('');
  });
});
