import { chmodSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bench, undoId } from './bench.ts';

describe('undoing', () => {
  it('puts back the bytes and the permissions from before', async () => {
    const before = Buffer.from('\uFEFFa\r\n\tBAD\n\nend');
    const { fixes, applyAll, temp, mode } = await bench({ 'a.test.ts': before, 'sub/b.test.ts': 'BAD' });
    chmodSync(temp.at('ws/a.test.ts'), 0o640);
    const undo_id = undoId(await applyAll());
    chmodSync(temp.at('ws/a.test.ts'), 0o600);
    expect(await fixes.undo(undo_id)).toEqual({ status: 'undone', files: ['a.test.ts', 'sub/b.test.ts'] });
    expect(readFileSync(temp.at('ws/a.test.ts'))).toEqual(before);
    expect(mode('a.test.ts')).toBe(0o640);
  });

  it('again does nothing and gives the same answer', async () => {
    const { fixes, applyAll, text } = await bench({ 'a.test.ts': 'BAD' });
    const undo_id = undoId(await applyAll());
    const first = await fixes.undo(undo_id);
    expect(await fixes.undo(undo_id)).toEqual(first);
    expect(text('a.test.ts')).toBe('BAD');
  });

  it('touches nothing when a file changed since, and names it', async () => {
    const { fixes, applyAll, text, write } = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    const undo_id = undoId(await applyAll());
    write('b.test.ts', 'GOOD and mine');
    expect(await fixes.undo(undo_id)).toEqual({ status: 'stale', stale: ['b.test.ts'] });
    expect([text('a.test.ts'), text('b.test.ts')]).toEqual(['GOOD', 'GOOD and mine']);
  });

  it('after an undo does not take away what somebody wrote since', async () => {
    const { fixes, applyAll, text, write } = await bench({ 'a.test.ts': 'BAD' });
    const undo_id = undoId(await applyAll());
    await fixes.undo(undo_id);
    write('a.test.ts', 'mine');
    expect(await fixes.undo(undo_id)).toEqual({ status: 'stale', stale: ['a.test.ts'] });
    expect(text('a.test.ts')).toBe('mine');
  });

  it('keeps the fixes everywhere when one file cannot be written', async () => {
    const { fixes, applyAll, text, temp } = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    const undo_id = undoId(await applyAll());
    mkdirSync(temp.at(`ws/.b.test.ts.${undo_id}.tmp`));
    await expect(fixes.undo(undo_id)).rejects.toThrow(/could not be written: .*still applied/);
    expect([text('a.test.ts'), text('b.test.ts')]).toEqual(['GOOD', 'GOOD']);
    rmSync(temp.at(`ws/.b.test.ts.${undo_id}.tmp`), { recursive: true });
    expect(await fixes.undo(undo_id)).toMatchObject({ status: 'undone' });
  });

  it('keeps what an editor writes in the middle, and the fixes in all other files', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `file-${String(n).padStart(2, '0')}.test.ts`);
    const last = 'file-39.test.ts';
    const { fixes, applyAll, text, write, root } = await bench(Object.fromEntries(names.map((name) => [name, 'BAD'])));
    const undo_id = undoId(await applyAll());
    // The first old content appears on the disk: the last file is not yet written for a long time.
    const watcher = watch(root, (_, name) => {
      if (name?.endsWith('.tmp') && text(last) === 'GOOD') write(last, 'mine');
    });
    const result = await fixes.undo(undo_id).finally(() => watcher.close());
    expect(result).toEqual({ status: 'stale', stale: [last] });
    expect(names.map((name) => text(name))).toEqual(names.map((name) => (name === last ? 'mine' : 'GOOD')));
  });

  it('is refused when a file became a link', async () => {
    const { fixes, applyAll, temp } = await bench({ 'a.test.ts': 'BAD' });
    const undo_id = undoId(await applyAll());
    temp.write('outside.ts', 'GOOD');
    rmSync(temp.at('ws/a.test.ts'));
    temp.link('ws/a.test.ts', temp.at('outside.ts'));
    await expect(fixes.undo(undo_id)).rejects.toThrow(/leads out of the workspace now/);
    expect(readFileSync(temp.at('outside.ts'), 'utf8')).toBe('GOOD');
  });

  it('is refused when the kept bytes were altered', async () => {
    const { fixes, applyAll, state, text } = await bench({ 'a.test.ts': 'BAD' });
    const undo_id = undoId(await applyAll());
    writeFileSync(`${state.folder}/journal/${undo_id}/0`, 'EVIL');
    await expect(fixes.undo(undo_id)).rejects.toThrow(/missing or damaged.*Restore the file from version control/);
    expect(text('a.test.ts')).toBe('GOOD');
  });

  it.each(['undo_unknownunknownunkno', '../../key', '', 'plan_aaaaaaaaaaaaaaaaaaaa'])(
    'is refused for %j',
    async (id) => {
      const { fixes } = await bench({});
      await expect(fixes.undo(id)).rejects.toThrow(
        /undo_id .* is not known\. Allowed: an undo_id that apply_fixes gave/,
      );
    },
  );
});

describe('looking at an undo before it is done', () => {
  it('shows the diff back and the whole texts, and touches nothing', async () => {
    const { fixes, applyAll, text, root } = await bench({ 'a.test.ts': 'BAD\n' });
    const undo_id = undoId(await applyAll());
    const place = { path: 'a.test.ts', relative: 'a.test.ts', root };
    expect(await fixes.undoPlan(undo_id)).toMatchObject({
      stale: [],
      files: [{ path: 'a.test.ts', diff: '--- a/a.test.ts\n+++ b/a.test.ts\n@@ -1,1 +1,1 @@\n-GOOD\n+BAD\n' }],
      changes: [{ ...place, before: 'GOOD\n', after: 'BAD\n' }],
    });
    expect(text('a.test.ts')).toBe('GOOD\n');
  });

  it('names the files that changed since', async () => {
    const { fixes, applyAll, write } = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    const undo_id = undoId(await applyAll());
    write('a.test.ts', 'mine');
    expect(await fixes.undoPlan(undo_id)).toMatchObject({ stale: ['a.test.ts'], files: [], changes: [] });
  });
});
