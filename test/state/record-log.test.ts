import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { newId, openState, RecordLog } from '../../src/state/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

const Thing = z.object({ name: z.string() });
const Step = z.object({ number: z.number(), by: z.string() });
const ageMs = 60_000;

const step = (number: number, by = 'me') => ({ number, by });

describe('a log', () => {
  it('keeps its head and its entries in order, readable by the owner only', async () => {
    const { log, id, file } = await newLog();
    await log.append(id, step(1));
    await log.append(id, step(2));
    expect(await log.read(id)).toEqual({ head: { name: 'it' }, entries: [step(1), step(2)] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });

  it('is made once', async () => {
    const { log, id } = await newLog();
    await expect(log.create(id, { name: 'another' })).rejects.toThrow('EEXIST');
    expect((await log.read(id))?.head).toEqual({ name: 'it' });
  });

  it('leaves out a last line that a kill has cut, wherever it was cut, and goes on after it', async () => {
    const { log, id, file } = await newLog();
    await log.append(id, step(1));
    const whole = readFileSync(file);
    await log.append(id, step(2, 'one whose line is longer than the next will be. '.repeat(20)));
    const longer = readFileSync(file);
    for (const cut of [whole.length + 1, whole.length + 40, longer.length - 1]) {
      writeFileSync(file, longer.subarray(0, cut));
      expect((await log.read(id))?.entries).toEqual([step(1)]);
      await log.append(id, step(3));
      expect((await log.read(id))?.entries).toEqual([step(1), step(3)]);
    }
  });

  it('that is damaged in the middle or at its head is refused with what to do, and the others are still told of', async () => {
    const { log, id, file } = await newLog();
    const sound = newId('thing');
    await log.create(sound, { name: 'sound' });
    appendFileSync(file, 'garbage\n');
    await log.append(id, step(1));
    await expect(log.read(id)).rejects.toThrow(
      `The thing ${id} in ${path.dirname(file)} is damaged. Remove that file and start a new thing.`,
    );
    truncateSync(file, 10);
    await expect(log.read(id)).rejects.toThrow('is damaged');
    expect(await log.all()).toEqual([{ head: { name: 'sound' }, entries: [] }]);
  });

  it('that nothing was added to for too long is gone when a new one begins', async () => {
    const { log, id, file } = await newLog();
    const old = new Date(Date.now() - ageMs - 1000);
    utimesSync(file, old, old);
    const next = newId('thing');
    await log.create(next, { name: 'next' });
    expect(readdirSync(path.dirname(file))).toEqual([`${next}.jsonl`]);
    expect(await log.read(id)).toBeUndefined();
  });

  it.each(['../../etc/passwd', '', 'thing_short', newId('another')])('is not looked for under %j', async (id) => {
    const { log, root } = await newLog();
    const before = readdirSync(root, { recursive: true });
    expect(await log.read(id)).toBeUndefined();
    expect(await log.alone(id, async () => 'nothing to lock')).toBe('nothing to lock');
    await expect(log.append(id, step(1))).rejects.toThrow('cannot be the id of a thing');
    await expect(log.create(id, { name: 'x' })).rejects.toThrow('cannot be the id of a thing');
    expect(readdirSync(root, { recursive: true })).toEqual(before);
  });
});

describe('a log and other processes', () => {
  it('loses no entry that was kept when its process is killed', async () => {
    const { log, id, root } = await newLog();
    const child = appending(root, id, 'child', 1_000_000);
    let kept = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      kept = Number(line);
      if (kept === 40) child.kill('SIGKILL');
    }
    const numbers = (await log.read(id))?.entries.map(({ number }) => number) ?? [];
    expect(kept).toBeGreaterThanOrEqual(40);
    expect(numbers.slice(0, kept)).toEqual(Array.from({ length: kept }, (_, index) => index + 1));
    expect(numbers.length - kept).toBeLessThanOrEqual(1);
  });

  it('says of no entry that it is kept when the disk had room for half of it', async () => {
    const { log, id, root } = await newLog();
    // Files have a limit. The system writes what fits of the last line, and tells no error before the next one.
    const limited = ['sh', '-c', 'ulimit -f 64; exec "$@" 2>/dev/null', 'sh'];
    const child = appending(root, id, 'x'.repeat(3_000), 50, limited);
    let kept = 0;
    for await (const line of createInterface({ input: child.stdout })) kept = Number(line);
    expect((await log.read(id))?.entries).toHaveLength(kept);
    expect([kept > 0, kept < 50]).toEqual([true, true]);
  });

  it('takes the entries of two that add at once, each whole and in its own order', async () => {
    const inOrder = Array.from({ length: 25 }, (_, index) => index + 1);
    const { log, id, root } = await newLog();
    const child = appending(root, id, 'a', 25);
    const end = ended(child);
    await once(child.stdout, 'data');
    for (const number of inOrder) await log.alone(id, () => log.append(id, step(number, 'b')));
    expect(await end).toBe(0);
    const entries = (await log.read(id))?.entries ?? [];
    expect(entries).toHaveLength(50);
    for (const writer of ['a', 'b']) {
      expect(entries.filter(({ by }) => by === writer).map(({ number }) => number)).toEqual(inOrder);
    }
  });
});

async function newLog() {
  const { root } = tempWorkspace();
  const state = openState({ env: { TESTING_PATTERNS_HOME: root }, roots: ['/w'] });
  const log = new RecordLog(state, { kind: 'thing', head: Thing, entry: Step, ageMs });
  const id = newId('thing');
  await log.create(id, { name: 'it' });
  return { log, id, root, file: path.join(state.folder, 'things', `${id}.jsonl`) };
}

/** A process that adds `count` entries and prints a line after each; `before` is what starts it. It ends with the test. */
function appending(
  home: string,
  id: string,
  by: string,
  count: number,
  before: readonly string[] = [],
): ChildProcessByStdio<null, Readable, null> {
  const script = fileURLToPath(new URL('append-process.mjs', import.meta.url));
  const [command = '', ...rest] = [...before, process.execPath, script, home, id, by, `${count}`];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Its exit code, once it has ended. What it prints is dropped. */
async function ended(child: ReturnType<typeof appending>): Promise<number | null> {
  child.stdout.resume();
  await once(child, 'exit');
  return child.exitCode;
}
