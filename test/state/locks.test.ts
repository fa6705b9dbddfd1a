import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lifeOf, newHolder } from '../../src/state/holder.ts';
import { withLock } from '../../src/state/locks.ts';
import { TempFolder } from '../workspace/temp-folder.ts';

let temp: TempFolder;
beforeEach(() => {
  temp = new TempFolder();
});
afterEach(() => temp.dispose());

/** The lock `one`, as somebody holds it. */
function heldBy(holder: string): void {
  mkdirSync(temp.at('one.lock'));
  writeFileSync(temp.at('one.lock', holder), '');
}

/** A holder's name with parts of another. */
async function holder(parts: { place?: string; pid?: number; start?: string }): Promise<string> {
  const [place, pid, start, random] = (await newHolder()).split('.');
  return [parts.place ?? place, parts.pid ?? pid, parts.start ?? start, random].join('.');
}

const endedPid = (): number => spawnSync('true').pid;

describe('a holder', () => {
  it('that is this process lives', async () => {
    expect(await lifeOf(await newHolder())).toBe('alive');
  });

  it('whose process has ended is dead', async () => {
    expect(await lifeOf(await holder({ pid: endedPid() }))).toBe('dead');
  });

  it('whose number was given to another process is dead', async () => {
    expect(await lifeOf(await holder({ start: '1' }))).toBe('dead');
  });

  it('that was killed is dead, also when nobody waited for it', async () => {
    // The shell never asks how its child ended, so that the system keeps the entry.
    const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = await once(shell.stdout, 'data');
    const pid = Number(String(line));
    const start = startOf(pid);
    expect(await lifeOf(await holder({ pid, start }))).toBe('alive');
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => lifeOf(await holder({ pid, start })), { timeout: 60_000 }).toBe('dead');
    expect(process.kill(pid, 0)).toBe(true);
    shell.kill();
    await once(shell, 'close');
  });

  it('that stands still lives', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    child.kill('SIGSTOP');
    expect(await lifeOf(await holder({ pid, start: startOf(pid) }))).toBe('alive');
    child.kill('SIGKILL');
    await once(child, 'close');
  });

  it.each([
    ['of another machine or container', { place: 'elsewhere' }],
    ['of which the system does not tell when it began', { start: '0' }],
  ])('%s is not known', async (_, parts) => {
    expect(await lifeOf(await holder(parts))).toBe('unknown');
  });

  it.each(['', 'x', 'a.b.c.d', 'undefined.-1.0'])('with the name %j is not known', async (name) => {
    expect(await lifeOf(name)).toBe('unknown');
  });
});

describe('a lock', () => {
  it('of a dead holder goes to one of those who wait, and then to the next', async () => {
    heldBy(await holder({ pid: endedPid() }));
    let inside = 0;
    const seen: number[] = [];
    const task = async () => {
      inside += 1;
      seen.push(inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => withLock(temp.path, 'one', task)));
    expect(seen).toEqual(Array.from({ length: 20 }, () => 1));
    expect(readdirSync(temp.path)).toEqual([]);
  });

  it('that somebody left empty is free', async () => {
    mkdirSync(temp.at('one.lock'));
    expect(await withLock(temp.path, 'one', async () => 'in')).toBe('in');
  });

  /** Every look at the clock takes a second. */
  function hurry(meanwhile: () => void = () => undefined): void {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      meanwhile();
      now += 1_000;
      return now;
    });
  }

  it('of somebody elsewhere is taken when he does not renew it for 10 seconds', async () => {
    heldBy(await holder({ place: 'elsewhere' }));
    hurry();
    expect(await withLock(temp.path, 'one', async () => 'in')).toBe('in');
  });

  it('of somebody elsewhere who was silent is taken with his others, and not those that he takes later', async () => {
    const [one, two, later] = await Promise.all(
      [1, 2, 3].map(() => holder({ place: 'elsewhere', pid: 7, start: '7' })),
    );
    for (const name of [one, two, later]) temp.write(`${name}.lock/${name}`);
    const seconds = Date.now() / 1000;
    utimesSync(temp.at(`${later}.lock/${later}`), seconds + 60, seconds + 60);
    hurry();
    await withLock(temp.path, `${one}`, async () => undefined);
    // By this clock a wait is over after one look.
    const noPatience = () => vi.spyOn(performance, 'now').mockReset().mockReturnValueOnce(0).mockReturnValue(30_000);
    noPatience();
    expect(await withLock(temp.path, `${two}`, async () => 'in')).toBe('in');
    noPatience();
    await expect(withLock(temp.path, `${later}`, async () => 'in')).rejects.toThrow(/Another process \(number 7\)/);
  });

  it('of somebody elsewhere who renews it is not taken', async () => {
    const name = await holder({ place: 'elsewhere' });
    heldBy(name);
    let renewed = 0;
    hurry(() => {
      renewed += 1;
      utimesSync(temp.at('one.lock', name), renewed, renewed);
    });
    await expect(withLock(temp.path, 'one', async () => 'in')).rejects.toThrow(
      /Another process .* for over 20 seconds/,
    );
  });

  it('of somebody who lives is not taken: after 20 seconds it is said who has it', async () => {
    await withLock(temp.path, 'one', async () => {
      hurry();
      await expect(withLock(temp.path, 'one', async () => 'in')).rejects.toThrow(
        new RegExp(`Another process \\(number ${process.pid}\\) has been working on this.*Wait for it to end`),
      );
    });
  });

  it('takes away what one left who died with another, or before he had it, and nothing of those who live', async () => {
    const [dead, living] = [await holder({ pid: endedPid() }), await holder({})];
    for (const name of [dead, living]) {
      mkdirSync(temp.at(`${name}.tmp`));
      temp.write(`of.${name}.lock/${name}`);
    }
    await withLock(temp.path, 'one', async () => undefined);
    expect(readdirSync(temp.path, { recursive: true }).sort()).toEqual(
      [`${living}.tmp`, `of.${living}.lock`, `of.${living}.lock/${living}`].sort(),
    );
  });
});

/** When a process began, as its holder's name would say it. */
function startOf(pid: number): string {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
