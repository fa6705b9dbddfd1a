import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Bench, bench, undoId } from './bench.ts';
import { replaces } from './word-analyzer.ts';

describe('a file that must not be replaced', () => {
  const cases: [string, (made: Bench, file: string) => unknown, RegExp][] = [
    ['read-only, for root too', (_, file) => chmodSync(file, 0o444), /is read-only. Give its owner the right to write/],
    ['with set-user-ID', (_, file) => chmodSync(file, 0o4755), /runs with the rights of its owner or group/],
    ['with set-group-ID', (_, file) => chmodSync(file, 0o2755), /runs with the rights of its owner or group/],
    ['with a second name', ({ temp }, file) => linkSync(file, temp.at('twin')), /has 2 hard links/],
  ];

  it.each(cases)('%s is not planned, and the reason is given', async (_, change, reason) => {
    const made = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    change(made, made.temp.at('ws/a.test.ts'));
    const plan = await made.fixes.suggest();
    expect(plan.files.map(({ path }) => path)).toEqual(['b.test.ts']);
    expect(plan.unfixable).toEqual([{ finding_id: 'a.test.ts:no-bad:0', reason: expect.stringMatching(reason) }]);
  });

  it.each([
    ...cases,
    [
      'that became a named pipe',
      (_: Bench, file: string) => {
        rmSync(file);
        execFileSync('mkfifo', [file]);
      },
      /is not a regular file/,
    ],
    [
      'that became a socket',
      async (_: Bench, file: string) => {
        rmSync(file);
        const server = createServer();
        onTestFinished(() => void server.close());
        await new Promise<void>((resolve) => server.listen(file, resolve));
      },
      /is not a regular file/,
    ],
  ] satisfies typeof cases)('%s since the plan is refused, and no other file is written', async (_, change, reason) => {
    const made = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    const { plan_id } = await made.fixes.suggest();
    await change(made, made.temp.at('ws/a.test.ts'));
    await expect(made.fixes.apply(plan_id)).rejects.toThrow(reason);
    expect(made.text('b.test.ts')).toBe('BAD');
  });

  it.each(cases)('%s since it was applied is not undone, and stays as it is', async (_, change, reason) => {
    const made = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    const undo_id = undoId(await made.applyAll());
    change(made, made.temp.at('ws/a.test.ts'));
    await expect(made.fixes.undo(undo_id)).rejects.toThrow(reason);
    expect([made.text('a.test.ts'), made.text('b.test.ts')]).toEqual(['GOOD', 'GOOD']);
  });
});

it('a file that would become larger than what is read is refused: its undo could not be', async () => {
  const { fixes, text } = await bench({ 'a.test.ts': 'BAD' }, [
    replaces('no-bad', 'BAD', 'x'.repeat(2 * 1024 * 1024 + 1)),
  ]);
  const { plan_id } = await fixes.suggest();
  await expect(fixes.prepare(plan_id)).rejects.toThrow(/larger than 2 MB.*Nothing was changed/);
  await expect(fixes.apply(plan_id)).rejects.toThrow(/larger than 2 MB/);
  expect(text('a.test.ts')).toBe('BAD');
});

describe('names', () => {
  it('of every kind are written and undone, each file as itself', async () => {
    const names = [
      'new\nline.test.ts',
      'escape\u001b[31m.test.ts',
      'caf\u00e9.test.ts',
      'cafe\u0301.test.ts',
      'UPPER.test.ts',
      'upper.test.ts',
      ' space .test.ts',
      'back\\slash.test.ts',
      'quote\'".test.ts',
      '-rf.test.ts',
      '$(x).test.ts',
      '\u{1f600}.test.ts',
      `${'long'.repeat(60)}.test.ts`,
    ];
    const before = Object.fromEntries(names.map((name, at) => [name, `BAD ${at}`]));
    const made = await bench(before);
    const { plan_id } = await made.fixes.suggest();
    const undo_id = undoId(await made.fixes.apply(plan_id));
    expect(names.map((name) => made.text(name))).toEqual(names.map((_, at) => `GOOD ${at}`));
    expect(await made.fixes.undo(undo_id)).toMatchObject({ status: 'undone' });
    expect(names.map((name) => made.text(name))).toEqual(names.map((_, at) => `BAD ${at}`));
    expect(readdirSync(made.root).sort()).toEqual([...names].sort());
  });
});
