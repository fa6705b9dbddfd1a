import { spawn } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bench, bench, undoId } from './bench.ts';

const filesIn = (folder: string) => readdirSync(folder).sort();

describe('applying a plan', () => {
  it('leaves every byte outside the edit alone: BOM, CRLF, lone LF, tabs, no final newline', async () => {
    const before = '\uFEFFit("ü 👍", () => {\r\n\tBAD\t \r\n}\n\r\n\n  end';
    const { applyAll, text } = await bench({ 'a.test.ts': before });
    expect(await applyAll()).toMatchObject({ status: 'applied', applied: [{ path: 'a.test.ts', fixes: 1 }] });
    expect(text('a.test.ts')).toBe(before.replace('BAD', 'GOOD'));
  });

  it('writes all files of the plan and leaves nothing else in their folders', async () => {
    const { applyAll, text, root } = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD BAD' });
    expect(await applyAll()).toMatchObject({
      applied: [
        { path: 'a.test.ts', fixes: 1 },
        { path: 'sub/b.test.ts', fixes: 2 },
      ],
    });
    expect([text('a.test.ts'), text('sub/b.test.ts')]).toEqual(['GOOD', 'GOOD GOOD']);
    expect([filesIn(root), filesIn(path.join(root, 'sub'))]).toEqual([['a.test.ts', 'sub'], ['b.test.ts']]);
  });

  it.each([0o755, 0o640])('keeps the permissions %o', async (mode) => {
    const { applyAll, temp, mode: modeOf, text } = await bench({ 'a.test.ts': 'BAD' });
    chmodSync(temp.at('ws/a.test.ts'), mode);
    await applyAll();
    expect(text('a.test.ts')).toBe('GOOD');
    expect(modeOf('a.test.ts')).toBe(mode);
  });

  it('gives the same answer when it is applied again, and does nothing', async () => {
    const { fixes, temp } = await bench({ 'a.test.ts': 'BAD' });
    const { plan_id } = await fixes.suggest();
    const first = await fixes.apply(plan_id);
    const { ino, mtimeMs } = statSync(temp.at('ws/a.test.ts'));
    expect(await fixes.apply(plan_id)).toEqual(first);
    expect(statSync(temp.at('ws/a.test.ts'))).toMatchObject({ ino, mtimeMs });
  });

  it('can be applied again after it was undone', async () => {
    const { fixes, text } = await bench({ 'a.test.ts': 'BAD' });
    const { plan_id } = await fixes.suggest();
    await fixes.undo(undoId(await fixes.apply(plan_id)));
    expect(await fixes.apply(plan_id)).toMatchObject({ status: 'applied' });
    expect(text('a.test.ts')).toBe('GOOD');
  });

  it('skips files that are not UTF-8', async () => {
    const { fixes } = await bench({
      'a.test.ts': Buffer.from('\uFEFFBAD', 'utf16le'),
      'b.test.ts': Buffer.from('BAD caf\xe9', 'latin1'),
    });
    expect((await fixes.suggest()).files).toEqual([]);
  });
});

describe('a file that changed since the plan', () => {
  it('makes the plan stale, and no file is touched', async () => {
    const { fixes, write, text } = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    const { plan_id } = await fixes.suggest();
    write('b.test.ts', 'BAD // mine');
    expect(await fixes.apply(plan_id)).toEqual({ status: 'stale', stale: ['b.test.ts'] });
    expect([text('a.test.ts'), text('b.test.ts')]).toEqual(['BAD', 'BAD // mine']);
  });

  it('makes the plan stale when it is gone', async () => {
    const { fixes, temp, text } = await bench({ 'a.test.ts': 'BAD', 'b.test.ts': 'BAD' });
    const { plan_id } = await fixes.suggest();
    rmSync(temp.at('ws/b.test.ts'));
    expect(await fixes.apply(plan_id)).toEqual({ status: 'stale', stale: ['b.test.ts'] });
    expect(text('a.test.ts')).toBe('BAD');
  });

  it('makes the plan stale when somebody else made the same edit', async () => {
    const { fixes, write } = await bench({ 'a.test.ts': 'BAD' });
    const { plan_id } = await fixes.suggest();
    write('a.test.ts', 'GOOD');
    expect(await fixes.apply(plan_id)).toEqual({ status: 'stale', stale: ['a.test.ts'] });
  });
});

describe('a file that is no longer the plain file that was shown', () => {
  const refused = async (change: (bench: Bench) => void, reason: RegExp) => {
    const made = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD' });
    made.temp.write('outside/b.test.ts', 'BAD');
    const { plan_id } = await made.fixes.suggest();
    change(made);
    await expect(made.fixes.apply(plan_id)).rejects.toThrow(reason);
    expect(made.text('a.test.ts')).toBe('BAD');
    expect(readFileSync(made.temp.at('outside/b.test.ts'), 'utf8')).toBe('BAD');
  };

  it('is refused when it became a link out of the workspace', () =>
    refused(({ temp }) => {
      rmSync(temp.at('ws/sub/b.test.ts'));
      temp.link('ws/sub/b.test.ts', temp.at('outside/b.test.ts'));
    }, /"sub\/b.test.ts" leads out of the workspace now\. Nothing was changed/));

  it('is refused when it became a link inside the workspace', () =>
    refused(({ temp, write }) => {
      write('other.ts', 'BAD');
      rmSync(temp.at('ws/sub/b.test.ts'));
      temp.link('ws/sub/b.test.ts', '../other.ts');
    }, /is a symbolic link, or lies behind one, now/));

  it('is refused when its folder became a link', () =>
    refused(({ temp }) => {
      renameSync(temp.at('ws/sub'), temp.at('ws/moved'));
      temp.link('ws/sub', 'moved');
    }, /is a symbolic link, or lies behind one, now/));

  it('is refused when its folder became a link out of the workspace', () =>
    refused(({ temp }) => {
      rmSync(temp.at('ws/sub'), { recursive: true });
      temp.link('ws/sub', temp.at('outside'));
    }, /leads out of the workspace now/));

  it('is refused when it has a second name', () =>
    refused(({ temp }) => linkSync(temp.at('ws/sub/b.test.ts'), temp.at('twin')), /has 2 hard links/));

  it('is refused when it became a folder', () =>
    refused(({ temp }) => {
      rmSync(temp.at('ws/sub/b.test.ts'));
      mkdirSync(temp.at('ws/sub/b.test.ts'));
    }, /"sub\/b.test.ts" is a folder\. Nothing was changed/));
});

describe('all files or none', () => {
  /** What stands where the new content of the second file has to wait: nobody, root included, can create a file there. */
  function blockSecond({ temp, fixes }: Bench, planId: string): Promise<unknown> {
    mkdirSync(temp.at(`ws/sub/.b.test.ts.${planId.replace('plan_', 'undo_')}.tmp`));
    return fixes.apply(planId);
  }

  it('puts nothing in place when one file cannot be written, and says so', async () => {
    const made = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD' });
    const { plan_id } = await made.fixes.suggest();
    await expect(blockSecond(made, plan_id)).rejects.toThrow(/could not be written: .*All files are as they were/);
    expect([made.text('a.test.ts'), made.text('sub/b.test.ts')]).toEqual(['BAD', 'BAD']);
    expect(filesIn(made.root)).toEqual(['a.test.ts', 'sub']);
  });

  it('cannot undo what was rolled back', async () => {
    const made = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD' });
    const { plan_id } = await made.fixes.suggest();
    await blockSecond(made, plan_id).catch(() => undefined);
    await expect(made.fixes.undo(plan_id.replace('plan_', 'undo_'))).rejects.toThrow(/was never applied/);
  });

  it('works once the cause is mended', async () => {
    const made = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD' });
    const { plan_id } = await made.fixes.suggest();
    await blockSecond(made, plan_id).catch(() => undefined);
    rmSync(made.temp.at(`ws/sub/.b.test.ts.${plan_id.replace('plan_', 'undo_')}.tmp`), { recursive: true });
    expect(await made.fixes.apply(plan_id)).toMatchObject({ status: 'applied' });
    expect([made.text('a.test.ts'), made.text('sub/b.test.ts')]).toEqual(['GOOD', 'GOOD']);
  });
});

describe('a file that an editor changes while the plan is being written', () => {
  it('keeps what the editor wrote, and all other files are put back', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `file-${String(n).padStart(2, '0')}.test.ts`);
    const last = 'file-39.test.ts';
    const made = await bench(Object.fromEntries(names.map((name) => [name, 'BAD'])));
    const { plan_id } = await made.fixes.suggest();
    // The first new content appears on the disk: the last file is not yet written for a long time.
    const watcher = watch(made.root, (_, name) => {
      if (name?.endsWith('.tmp') && made.text(last) === 'BAD') made.write(last, 'mine');
    });
    const result = await made.fixes.apply(plan_id).finally(() => watcher.close());
    expect(result).toEqual({ status: 'stale', stale: [last] });
    expect(names.map((name) => made.text(name))).toEqual(names.map((name) => (name === last ? 'mine' : 'BAD')));
    expect(filesIn(made.root)).toEqual(names);
  });
});

describe('a crash in the middle', () => {
  /** Leaves things as a process that died between the first and the second rename does. */
  async function crashed(made: Bench): Promise<string> {
    const { plan_id } = await made.fixes.suggest();
    const undo_id = undoId(await made.fixes.apply(plan_id));
    made.write('sub/b.test.ts', 'BAD');
    made.write(`sub/.b.test.ts.${undo_id}.tmp`, 'GOOD');
    const entry = `${made.state.folder}/journal/${undo_id}.json`;
    writeFileSync(entry, readFileSync(entry, 'utf8').replace('"status":"applied"', '"status":"applying"'));
    return plan_id;
  }

  it('is put back before the next plan is applied', async () => {
    const made = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD' });
    const plan_id = await crashed(made);
    expect([made.text('a.test.ts'), made.text('sub/b.test.ts')]).toEqual(['GOOD', 'BAD']);
    expect(await made.fixes.apply(plan_id)).toMatchObject({ status: 'applied' });
    expect([made.text('a.test.ts'), made.text('sub/b.test.ts')]).toEqual(['GOOD', 'GOOD']);
    expect(filesIn(path.join(made.root, 'sub'))).toEqual(['b.test.ts']);
  });

  it('is put back when an undo is asked for, which then has nothing to undo', async () => {
    const made = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD' });
    const plan_id = await crashed(made);
    await expect(made.fixes.undo(plan_id.replace('plan_', 'undo_'))).rejects.toThrow(/was never applied/);
    expect([made.text('a.test.ts'), made.text('sub/b.test.ts')]).toEqual(['BAD', 'BAD']);
  });

  it('leaves alone what somebody wrote since', async () => {
    const made = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD' });
    const plan_id = await crashed(made);
    made.write('a.test.ts', 'mine');
    expect(await made.fixes.apply(plan_id)).toEqual({ status: 'stale', stale: ['a.test.ts'] });
    expect(made.text('a.test.ts')).toBe('mine');
  });

  it('of an undo is carried to its end', async () => {
    const made = await bench({ 'a.test.ts': 'BAD', 'sub/b.test.ts': 'BAD' });
    const undo_id = undoId(await made.applyAll());
    made.write('a.test.ts', 'BAD');
    const entry = `${made.state.folder}/journal/${undo_id}.json`;
    writeFileSync(entry, readFileSync(entry, 'utf8').replace('"status":"applied"', '"status":"undoing"'));
    expect(await made.fixes.undo(undo_id)).toMatchObject({ status: 'undone' });
    expect([made.text('a.test.ts'), made.text('sub/b.test.ts')]).toEqual(['BAD', 'BAD']);
  });
});

describe('several at once', () => {
  it('apply one plan once, and all learn the same', async () => {
    const { fixes, text } = await bench({ 'a.test.ts': 'BAD '.repeat(5000) });
    const { plan_id } = await fixes.suggest();
    const results = await Promise.all([1, 2, 3].map(() => fixes.apply(plan_id)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(text('a.test.ts')).toBe('GOOD '.repeat(5000));
  });

  it('apply different plans for one file: the first wins and the others are stale', async () => {
    const { fixes, text } = await bench({ 'a.test.ts': 'BAD BAD BAD' });
    const plans = await Promise.all([0, 1, 2].map((n) => fixes.suggest({ finding_ids: [`a.test.ts:no-bad:${n}`] })));
    const results = await Promise.all(plans.map(({ plan_id }) => fixes.apply(plan_id)));
    expect(results.map(({ status }) => status).sort()).toEqual(['applied', 'stale', 'stale']);
    expect(text('a.test.ts').split(' ').sort()).toEqual(['BAD', 'BAD', 'GOOD']);
  });

  it('apply different plans from three processes: the first wins and the others are stale', async () => {
    const made = await bench({ 'a.test.ts': 'BAD BAD BAD', 'b.test.ts': 'BAD BAD BAD' });
    const plans = await Promise.all(
      [0, 1, 2].map((n) => made.fixes.suggest({ finding_ids: [`a.test.ts:no-bad:${n}`, `b.test.ts:no-bad:${n}`] })),
    );
    const statuses = await Promise.all(plans.map(({ plan_id }) => applyInProcess(made, plan_id)));
    expect(statuses.sort()).toEqual(['applied', 'stale', 'stale']);
    expect(made.text('a.test.ts')).toBe(made.text('b.test.ts'));
    expect(made.text('a.test.ts').split(' ').sort()).toEqual(['BAD', 'BAD', 'GOOD']);
  });
});

/** Applies a plan in a process of its own and gives the status it printed. */
function applyInProcess({ root, temp }: Bench, planId: string): Promise<string> {
  const script = fileURLToPath(new URL('./apply-process.mjs', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, root, temp.at('home'), planId], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
    });
    child.on('error', reject);
    child.on('close', () => resolve(output.trim()));
  });
}
