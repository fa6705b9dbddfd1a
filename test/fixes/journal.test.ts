import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recoverAtStart } from '../../src/fixes/rollback.ts';
import { type Bench, bench, undoId } from './bench.ts';

/** An applied plan over two files, and the ways to its journal. */
async function applied() {
  const made = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
  const undo_id = undoId(await made.applyAll());
  const record = `${made.state.folder}/journal/${undo_id}.json`;
  const edit = (change: (text: string) => string) => writeFileSync(record, change(readFileSync(record, 'utf8')));
  return { ...made, undo_id, record, edit, original: (at: number) => `${made.state.folder}/journal/${undo_id}/${at}` };
}

const interrupted = (text: string) => text.replace('"status":"applied"', '"status":"applying"');
const start = ({ workspace, state }: Bench) => recoverAtStart(workspace, state);
const texts = ({ text }: Bench) => [text('a.test.ts'), text('b.test.ts')];

describe('at the start of a program', () => {
  it('what was interrupted is put back', async () => {
    const made = await applied();
    made.edit(interrupted);
    expect(await start(made)).toEqual([]);
    expect(texts(made)).toEqual(['BAD', 'BAD']);
    await expect(made.fixes.undo(made.undo_id)).rejects.toThrow(/was never applied/);
  });

  it('nothing is made where nothing was interrupted', async () => {
    const made = await bench({ 'a.test.ts': 'BAD' });
    expect(await start(made)).toEqual([]);
    expect(readdirSync(made.temp.path)).toEqual(['ws']);
  });

  it('a file whose kept bytes are gone is named, the others are put back, and it is tried again', async () => {
    const made = await applied();
    made.edit(interrupted);
    const kept = readFileSync(made.original(0));
    rmSync(made.original(0));
    expect(await start(made)).toEqual(['a.test.ts']);
    expect(texts(made)).toEqual(['GOOD', 'BAD']);
    writeFileSync(made.original(0), kept);
    expect(await start(made)).toEqual([]);
    expect(texts(made)).toEqual(['BAD', 'BAD']);
  });
});

describe('a damaged journal', () => {
  it.each(['', '{"undo_id":', 'null', '[]', '\0\0\0\0'])('with the record %j stops its own undo only', async (text) => {
    const made = await applied();
    made.edit(() => text);
    await expect(made.fixes.undo(made.undo_id)).rejects.toThrow(/The record undo_\w+ .* is damaged\. Remove that file/);
    expect(await start(made)).toEqual([]);
    made.write('c.test.ts', 'BAD');
    expect(await made.applyAll()).toMatchObject({ status: 'applied' });
    expect([...texts(made), made.text('c.test.ts')]).toEqual(['GOOD', 'GOOD', 'GOOD']);
  });

  it('without the original bytes tells of no edits, and of those of other plans', async () => {
    const made = await applied();
    made.write('c.test.ts', 'BAD');
    await made.applyAll();
    rmSync(made.original(0));
    expect((await made.fixes.appliedEdits()).map(({ path }) => path).sort()).toEqual(['b.test.ts', 'c.test.ts']);
  });

  it('with original bytes of another length or content undoes nothing', async () => {
    const made = await applied();
    writeFileSync(made.original(1), 'BAD ');
    await expect(made.fixes.undo(made.undo_id)).rejects.toThrow(
      /"b.test.ts" .* is missing or damaged.*version control/,
    );
    expect(texts(made)).toEqual(['GOOD', 'GOOD']);
  });

  it('that names a file outside the roots touches nothing there', async () => {
    const made = await applied();
    const outside = made.temp.write('outside/a.test.ts', 'GOOD');
    made.edit((text) => interrupted(text).replaceAll(made.root, made.temp.at('outside')));
    expect(await start(made)).toEqual(['a.test.ts', 'b.test.ts']);
    expect([readFileSync(outside, 'utf8'), readdirSync(made.temp.at('outside'))]).toEqual(['GOOD', ['a.test.ts']]);
    expect(texts(made)).toEqual(['GOOD', 'GOOD']);
  });

  it('that climbs out of its root touches nothing there', async () => {
    const made = await applied();
    const outside = made.temp.write('a.test.ts', 'GOOD');
    made.edit((text) => interrupted(text).replaceAll('"relative":"a.test.ts"', '"relative":"../a.test.ts"'));
    expect(await start(made)).toEqual(['a.test.ts']);
    expect(readFileSync(outside, 'utf8')).toBe('GOOD');
  });

  it('whose id would lead elsewhere is not read', async () => {
    const made = await applied();
    const other = made.temp.write('other.tmp', 'mine');
    made.edit((text) => interrupted(text).replace(made.undo_id, '/../../other'));
    expect(await start(made)).toEqual([]);
    expect(readFileSync(other, 'utf8')).toBe('mine');
  });
});

it('what is older than 30 days is forgotten, and what a kill left half made', async () => {
  const made = await applied();
  const old = Date.now() / 1000 - 31 * 24 * 60 * 60;
  utimesSync(made.record, old, old);
  mkdirSync(`${made.state.folder}/journal/undo_aaaaaaaaaaaaaaaaaaaa`);
  made.write('c.test.ts', 'BAD');
  const recent = undoId(await made.applyAll());
  expect(readdirSync(`${made.state.folder}/journal`).sort()).toEqual([recent, `${recent}.json`]);
  await expect(made.fixes.undo(made.undo_id)).rejects.toThrow(/is not known.*in the last 30 days/);
});
