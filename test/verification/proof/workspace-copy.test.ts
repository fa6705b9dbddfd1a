import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newHolder } from '../../../src/state/holder.ts';
import { changedBetween, fingerprint } from '../../../src/verification/proof/fingerprint.ts';
import { copyWorkspace, sweepCopies } from '../../../src/verification/proof/index.ts';
import { tempWorkspace } from '../../support/temp-workspace.ts';

async function copyOf(root: string) {
  const parent = tempWorkspace().root;
  const copy = await copyWorkspace(root, { parent });
  onTestFinished(() => copy.remove());
  return { ...copy, parent, file: (name: string) => path.join(copy.root, name) };
}

it('holds what is on the disk: untracked, changed, ignored and empty files, modes and links', async () => {
  const workspace = tempWorkspace({
    'src/cart.py': 'x = 1\n',
    '.gitignore': '.env\ngenerated/\n',
    '.env': 'KEY=1\n',
    'generated/schema.json': '{}',
    'run.sh': '#!/bin/sh\n',
    'pkg/__init__.py': '',
  });
  spawnSync('git', ['init', '-q'], { cwd: workspace.root });
  chmodSync(path.join(workspace.root, 'run.sh'), 0o755);
  symlinkSync('src', path.join(workspace.root, 'link'));
  const copy = await copyOf(workspace.root);
  expect(
    ['src/cart.py', '.env', 'generated/schema.json', 'pkg/__init__.py'].filter((name) => existsSync(copy.file(name))),
  ).toHaveLength(4);
  await copy.write('run.sh', '#!/bin/sh\nexit 1\n');
  expect(statSync(copy.file('run.sh')).mode & 0o777).toBe(0o755);
  expect(realpathSync(copy.file('link'))).toBe(copy.file('src'));
  expect(readdirSync(copy.file('.git'))).toEqual([]);
});

it('shares no file with the real tree: what is written into the copy stays there', async () => {
  const workspace = tempWorkspace({ 'data.txt': 'real' });
  linkSync(path.join(workspace.root, 'data.txt'), path.join(workspace.root, 'twin.txt'));
  const before = await fingerprint(workspace.root);
  const copy = await copyOf(workspace.root);
  writeFileSync(copy.file('data.txt'), 'changed');
  writeFileSync(copy.file('twin.txt'), 'changed');
  rmSync(copy.file('data.txt'));
  expect(workspace.text('data.txt') + workspace.text('twin.txt')).toBe('realreal');
  expect(changedBetween(before, await fingerprint(workspace.root))).toEqual([]);
});

it('links packages one by one, so that caches beside them stay in the copy', async () => {
  const workspace = tempWorkspace({
    'node_modules/left/index.js': 'module.exports = 1;',
    'node_modules/@scope/right/index.js': 'module.exports = 2;',
    'node_modules/.vite/results.json': '{}',
    'packages/app/node_modules/inner/index.js': 'module.exports = 3;',
  });
  const copy = await copyOf(workspace.root);
  mkdirSync(copy.file('node_modules/.vite'));
  writeFileSync(copy.file('node_modules/.vite/results.json'), 'of the copy');
  expect(workspace.text('node_modules/.vite/results.json')).toBe('{}');
  expect(realpathSync(copy.file('node_modules/left'))).toBe(path.join(workspace.root, 'node_modules/left'));
  expect(realpathSync(copy.file('node_modules/@scope/right'))).toBe(
    path.join(workspace.root, 'node_modules/@scope/right'),
  );
  expect(realpathSync(copy.file('packages/app/node_modules/inner'))).toBe(
    path.join(workspace.root, 'packages/app/node_modules/inner'),
  );
});

it('leads packages of the same workspace to their twins', async () => {
  const workspace = tempWorkspace({ 'packages/core/index.js': 'module.exports = "core";', 'packages/app/x.js': '' });
  mkdirSync(path.join(workspace.root, 'node_modules/@acme'), { recursive: true });
  symlinkSync('../../packages/core', path.join(workspace.root, 'node_modules/@acme/core'));
  const copy = await copyOf(workspace.root);
  expect(realpathSync(copy.file('node_modules/@acme/core'))).toBe(copy.file('packages/core'));
  expect(copy.limitations).toEqual([]);
});

it('leads an editable install to the copy', async () => {
  const workspace = tempWorkspace({ 'src/shop/__init__.py': 'WHERE = __file__\n' });
  const { root } = workspace;
  const made = spawnSync('python3', ['-m', 'venv', '--without-pip', '.venv'], { cwd: root, encoding: 'utf8' });
  expect(made.stderr).toBe('');
  const [lib = ''] = readdirSync(path.join(root, '.venv/lib'));
  workspace.write(`.venv/lib/${lib}/site-packages/__editable__.shop.pth`, `${root}/src\n`);
  workspace.write(`.venv/lib/${lib}/site-packages/plain.py`, 'VALUE = 7\n');
  const copy = await copyOf(root);
  const python = copy.file('.venv/bin/python');
  const { stdout, stderr } = spawnSync(python, ['-c', 'import shop, plain; print(shop.WHERE, plain.VALUE)'], {
    encoding: 'utf8',
  });
  expect(stdout + stderr).toBe(`${copy.file('src/shop/__init__.py')} 7\n`);
});

it('surrounds a root that lies in a repository with its packages and configuration', async () => {
  const workspace = tempWorkspace({
    'package.json': '{"type":"module"}',
    'node_modules/left/index.js': '',
    'packages/shared/util.js': 'export const shared = 1;',
    'packages/app/main.js': '',
  });
  spawnSync('git', ['init', '-q'], { cwd: workspace.root });
  const copy = await copyOf(path.join(workspace.root, 'packages/app'));
  expect(readFileSync(copy.file('../../package.json'), 'utf8')).toBe('{"type":"module"}');
  expect(existsSync(copy.file('../../node_modules/left/index.js'))).toBe(true);
  expect(existsSync(copy.file('../shared/util.js'))).toBe(true);
  expect(lstatSync(copy.file('../../package.json')).isSymbolicLink()).toBe(false);
  expect(copy.limitations.join()).toMatch(/beside the workspace root/);
});

it('says which links lead out of the workspace', async () => {
  const outside = tempWorkspace({ 'data.txt': 'shared' });
  const workspace = tempWorkspace({ 'a.txt': '' });
  symlinkSync(outside.root, path.join(workspace.root, 'data'));
  const copy = await copyOf(workspace.root);
  expect(copy.limitations).toEqual([expect.stringContaining('The link data leads out of the workspace')]);
  await expect(copy.write('data/data.txt', 'over')).rejects.toThrow(/behind a link/);
  expect(outside.text('data.txt')).toBe('shared');
});

it('leaves out a file that is gone before it is copied, and holds the others', async () => {
  const workspace = tempWorkspace({ 'a.txt': '' });
  // It has this name, and cannot be found under the one that is listed: as good as gone.
  writeFileSync(Buffer.concat([Buffer.from(`${workspace.root}/caf`), Buffer.of(0xe9)]), '');
  const copy = await copyOf(workspace.root);
  expect(readdirSync(copy.root)).toEqual(['a.txt']);
});

it('refuses a root that is too large, and leaves nothing behind', async () => {
  const workspace = tempWorkspace({ 'big.bin': new Uint8Array(2_000) });
  const parent = tempWorkspace().root;
  await expect(copyWorkspace(workspace.root, { parent, maxBytes: 1_000 })).rejects.toThrow(/too much to be copied/);
  expect(readdirSync(parent)).toEqual([]);
});

it('goes away with all that tests put into it, folders that nobody may write to included', async () => {
  const workspace = tempWorkspace({ 'a.txt': '' });
  const parent = tempWorkspace().root;
  const copy = await copyWorkspace(workspace.root, { parent });
  mkdirSync(path.join(copy.root, 'locked/deep'), { recursive: true });
  chmodSync(path.join(copy.root, 'locked'), 0o500);
  await copy.remove();
  expect(readdirSync(parent)).toEqual([]);
});

it('is swept when its process was killed, and only then', async () => {
  const workspace = tempWorkspace({ 'a.txt': '' });
  const parent = tempWorkspace().root;
  const kept = await copyWorkspace(workspace.root, { parent });
  const [place, , start, random] = (await newHolder()).split('.');
  const ended = spawnSync('true').pid;
  const owned = async (...owner: readonly unknown[]) => {
    const copy = await copyWorkspace(workspace.root, { parent });
    const [holder = ''] = path.relative(parent, copy.root).split(path.sep);
    writeFileSync(path.join(parent, holder, 'owner'), owner.join('.'));
    return copy.root;
  };
  const dead = await owned(place, ended, start, random);
  // The number is of another process by now; and of another container, where it may live.
  const reused = await owned(place, process.pid, 1, random);
  const elsewhere = await owned('elsewhere', ended, start, random);
  expect(await sweepCopies(parent)).toBe(2);
  expect([dead, reused, elsewhere, kept.root].map((root) => existsSync(root))).toEqual([false, false, true, true]);
});
