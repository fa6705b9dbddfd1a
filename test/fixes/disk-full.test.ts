import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledMain } from './crash/bundle.ts';
import type { Everywhere } from './crash/everywhere.ts';
import type { Grown } from './crash/main.ts';
import { answer } from './crash/processes.ts';

const bundle = bundledMain();

it('whatever step of apply and undo fails, alone or from then on, all files are old or new, and it is said what to do', async () => {
  const { cases, wrong } = await answer<Everywhere>(bundle.main, {
    do: 'fail everywhere',
    folder: bundle.temp.at('fail'),
  });
  expect(wrong).toEqual([]);
  expect(cases).toBeGreaterThan(100);
}, 300_000);

describe('on a disk that is really full', () => {
  /** What starts a command with 256 KB of room in a folder: on a disk of that size, and who may not mount one has files of that size at most. */
  function small(folder: string): readonly string[] {
    const mount = ['sh', '-c', 'mount -t tmpfs -o size=256k small "$0" && exec "$@"', folder];
    const disks = [
      ['unshare', '-m', ...mount],
      ['unshare', '-rm', ...mount],
    ];
    const disk = disks.find(([command = '', ...rest]) => spawnSync(command, [...rest, 'true']).status === 0);
    return disk ?? ['sh', '-c', 'ulimit -f 512; exec "$@"', 'sh'];
  }
  const quota = () => ['sh', '-c', 'ulimit -f 512; exec "$@"', 'sh'];

  it.each([
    ['of its own', small],
    ['with a quota', quota],
  ])('a workspace %s is left as it was, and what fits is applied', async (name, limited) => {
    const root = bundle.temp.folder(`${name}/ws`);
    const files = [`${root}/a.test.ts`, `${root}/b.test.ts`];
    const place = { roots: [root], home: bundle.temp.folder(`${name}/home`), files };
    const grown = await answer<Grown>(bundle.main, { do: 'grow', place }, { before: limited(root) });
    expect(grown).toEqual({
      said: expect.stringMatching(
        /could not be written: E.* All files are as they were\. .* free some room, then apply/,
      ),
      unchanged: true,
      leftOver: [],
      thenSmaller: 'applied',
    });
  });

  it.each([
    ['of its own', small],
    ['with a quota', quota],
  ])('a state folder %s without room for the journal leaves the workspace untouched', async (name, limited) => {
    const root = bundle.temp.folder(`state ${name}/ws`);
    const home = bundle.temp.folder(`state ${name}/home`);
    const files = [`${root}/a.test.ts`, `${root}/b.test.ts`];
    for (const file of files) writeFileSync(file, 'y'.repeat(600_000));
    const place = { roots: [root], home, files };
    const grown = await answer<Grown>(bundle.main, { do: 'grow', place }, { before: limited(home) });
    expect(grown).toMatchObject({
      said: expect.stringMatching(/Nothing was changed: E.* free some room, then do the same again/),
      unchanged: true,
      thenSmaller: 'applied',
    });
  });
});
