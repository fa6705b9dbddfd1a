import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openGround } from '../../../src/verification/polluter/ground.ts';
import { fingerprint } from '../../../src/verification/proof/fingerprint.ts';
import { tempWorkspace } from '../../support/temp-workspace.ts';

it('is made as it was, whatever tests have done to its folders', async () => {
  const workspace = tempWorkspace({ 'removed/deep/a.txt': 'a', 'linked/b.txt': 'b', 'file/c.txt': 'c', 'd.txt': 'd' });
  const outside = tempWorkspace({ 'b.txt': 'of somebody' });
  const ground = await openGround({ root: workspace.root, runner: 'node:test', folder: '', version: '1' });
  onTestFinished(() => ground.remove());
  const at = (name: string) => path.join(ground.root, name);
  rmSync(at('removed'), { recursive: true });
  renameSync(at('linked'), at('moved'));
  symlinkSync(outside.root, at('linked'));
  rmSync(at('file'), { recursive: true });
  writeFileSync(at('file'), '');
  rmSync(at('d.txt'));
  renameSync(at('moved'), at('d.txt'));
  await ground.clean();
  const names = [...(await fingerprint(ground.root)).keys()];
  expect(names.sort()).toEqual(['d.txt', 'file/c.txt', 'linked/b.txt', 'removed/deep/a.txt']);
  expect(names.map((name) => readFileSync(at(name), 'utf8'))).toEqual(['d', 'c', 'b', 'a']);
  expect(outside.text('b.txt')).toBe('of somebody');
});
