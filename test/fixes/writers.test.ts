import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { bundledMain } from './crash/bundle.ts';
import { numberedPlace } from './crash/everywhere.ts';
import { deskOf, leftOver, numberIn, type Place, planFor, textOf, wrongAfterCut } from './crash/numbered.ts';
import { answer, ended, start } from './crash/processes.ts';

const bundle = bundledMain();

describe('three writers at once', () => {
  /** Each counts the same two files up, named in the order and found from the roots it is given. */
  async function countTogether(name: string, times: number, writers: readonly { root: string; names: string[] }[]) {
    const folder = bundle.temp.folder(`${name}/ws/sub`);
    for (const file of ['a', 'b']) writeFileSync(path.join(folder, file), textOf(0));
    const places = writers.map(
      ({ root, names }): Place => ({
        roots: [bundle.temp.at(name, root)],
        home: bundle.temp.at(name, 'home'),
        files: names.map((file) => path.join(folder, file)),
      }),
    );
    await Promise.all(places.map((place) => answer(bundle.main, { do: 'increment', place, times })));
    const left = places.flatMap(leftOver);
    return { numbers: ['a', 'b'].map((file) => numberIn(path.join(folder, file))), left };
  }

  it('lose no update, whatever order they name the files in', async () => {
    const orders = [
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'a'],
    ];
    const writers = orders.map((names) => ({ root: 'ws', names }));
    expect(await countTogether('same', 15, writers)).toEqual({ numbers: [45, 45], left: [] });
  });

  it('lose no update when their roots overlap and their states are not the same', async () => {
    const writers = [
      { root: 'ws', names: ['a', 'b'] },
      { root: 'ws/sub', names: ['b', 'a'] },
      { root: 'ws/sub', names: ['a', 'b'] },
    ];
    expect(await countTogether('overlapping', 15, writers)).toEqual({ numbers: [45, 45], left: [] });
  });
});

it('a writer killed with all locks in its hands is followed at once, not when its locks are old', async () => {
  const { place, plan } = await numberedPlace(bundle.temp.at('killed'), 'apply');
  const file = bundle.temp.write('killed.json', JSON.stringify(plan));
  const job = { do: 'apply', place, plan: file, faults: { how: 'kill', at: 26 } } as const;
  expect(await ended(start(bundle.main, job))).toMatchObject({ signal: 'SIGKILL' });
  const left = leftOver(place);
  expect(left.filter((name) => name.endsWith('.lock'))).toHaveLength(3);
  // By the clock that stands still they would never be old.
  vi.spyOn(performance, 'now').mockReturnValue(0);
  expect(await wrongAfterCut(place, plan, 0)).toEqual([]);
});

describe('a writer who is not the owner', () => {
  const isRoot = process.getuid?.() === 0;
  /** Somebody without rights: as root, another user; else this one, from whom the rights are taken. */
  const somebody = isRoot ? 65534 : undefined;

  async function applyAs(name: string, folderMode: number) {
    const root = bundle.temp.folder(`${name}/ws`);
    const home = bundle.temp.folder(`${name}/home`);
    const file = path.join(root, 'a.test.ts');
    writeFileSync(file, textOf(0));
    chmodSync(file, 0o666);
    chownSync(home, somebody ?? -1, somebody ?? -1);
    const place = { roots: [root], home, files: [file] };
    const plan = bundle.temp.write(
      `${name}.json`,
      JSON.stringify(await planFor(await deskOf(place), [file], textOf(0), textOf(1))),
    );
    chmodSync(root, folderMode);
    const job = { do: 'apply', place, plan, faults: { how: 'once', at: 1_000_000 } } as const;
    const { errors } = await ended(start(bundle.main, job, { uid: somebody }));
    chmodSync(root, 0o755);
    return { errors, number: numberIn(file) };
  }

  it('learns that a folder may not be written', async () => {
    const { errors, number } = await applyAs('folder', 0o555);
    expect(errors).toMatch(/EACCES.*All files are as they were\. Give this program the right to write there/);
    expect(number).toBe(0);
  });

  it.runIf(isRoot)('does not make a file of others his own', async () => {
    const { errors, number } = await applyAs('owner', 0o777);
    expect(errors).toMatch(/"a.test.ts" belongs to user 0 and group 0/);
    expect(number).toBe(0);
  });
});
