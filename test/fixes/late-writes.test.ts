import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  watch,
  writeSync,
} from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { bench, undoId } from './bench.ts';

const names = Array.from({ length: 30 }, (_, n) => `file-${String(n).padStart(2, '0')}.test.ts`);
const [first = ''] = names;

/** Thirty files, of which the first is replaced long before the last. */
async function thirty() {
  const made = await bench(Object.fromEntries(names.map((name) => [name, 'BAD'])));
  const inodes = () => names.map((name) => statSync(made.temp.at('ws', name)).ino);
  const texts = () => names.map((name) => made.text(name));
  return { ...made, inodes, texts, file: made.temp.at('ws', first) };
}

/** An editor that has had the file open for long, and writes into it in the moment in which another file has its name already. */
function editorWithOpenFile(root: string, file: string): void {
  const editor = openSync(file, 'r+');
  const old = fstatSync(editor).ino;
  const watcher = watch(root, () => {
    if (statSync(file).ino === old) return;
    watcher.close();
    ftruncateSync(editor);
    writeSync(editor, 'mine', 0);
  });
  onTestFinished(() => {
    watcher.close();
    closeSync(editor);
  });
}

it('what an editor writes into the old file after it was replaced is kept, and every file is the very one it was', async () => {
  const { fixes, root, file, inodes, texts } = await thirty();
  const { plan_id } = await fixes.suggest();
  const before = inodes();
  editorWithOpenFile(root, file);
  expect(await fixes.apply(plan_id)).toEqual({ status: 'stale', stale: [first] });
  expect(texts()).toEqual(['mine', ...names.slice(1).map(() => 'BAD')]);
  expect(inodes()).toEqual(before);
  expect(readdirSync(root).sort()).toEqual(names);
});

it('the same while an undo is written keeps the fixes everywhere else', async () => {
  const { fixes, root, file, inodes, texts, applyAll } = await thirty();
  const undo_id = undoId(await applyAll());
  const before = inodes();
  editorWithOpenFile(root, file);
  expect(await fixes.undo(undo_id)).toEqual({ status: 'stale', stale: [first] });
  expect(texts()).toEqual(['mine', ...names.slice(1).map(() => 'GOOD')]);
  expect(inodes()).toEqual(before);
  expect(readdirSync(root).sort()).toEqual(names);
});

it('a file that an editor puts in place of ours is his, and all others are put back', async () => {
  const { fixes, temp, root, file, texts } = await thirty();
  const { plan_id } = await fixes.suggest();
  const last = temp.at('ws', 'file-29.test.ts');
  const saved = temp.write('saved', 'mine');
  const old = statSync(file).ino;
  const watcher = watch(root, () => {
    if (statSync(file).ino === old) return;
    watcher.close();
    renameSync(saved, last);
  });
  expect(await fixes.apply(plan_id).finally(() => watcher.close())).toEqual({
    status: 'stale',
    stale: ['file-29.test.ts'],
  });
  expect(texts()).toEqual([...names.slice(1).map(() => 'BAD'), 'mine']);
  expect(readdirSync(root).sort()).toEqual(names);
});

it('what lies where the old file would be kept is not overwritten', async () => {
  const { fixes, root, write, texts } = await thirty();
  const { plan_id } = await fixes.suggest();
  const kept = `.${first}.${plan_id.replace('plan_', 'undo_')}.old`;
  write(kept, 'mine');
  await expect(fixes.apply(plan_id)).rejects.toThrow(/\.old is in the way\..*All files are as they were/);
  expect(texts()).toEqual(names.map(() => 'BAD'));
  expect(readdirSync(root).sort()).toEqual([kept, ...names]);
});
