import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectFilesOn } from '../../src/analysis/project-files.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

it('lists what is in a folder of the workspace, and nothing for what is none', () => {
  const { root } = tempWorkspace({ 'pytest.ini': '', 'tests/test_a.py': '', 'tests/unit/test_b.py': '' });
  const files = projectFilesOn(root);
  expect(files.list?.('')).toEqual(expect.arrayContaining(['pytest.ini', 'tests']));
  expect(files.list?.('tests')).toEqual(expect.arrayContaining(['test_a.py', 'unit']));
  expect(files.list?.('pytest.ini')).toEqual([]);
  expect(files.list?.('gone')).toEqual([]);
});

it('lists nothing outside of the workspace, however it is reached', () => {
  const { root } = tempWorkspace({ 'inside/pytest.ini': '', 'outside/secret.txt': '' });
  const inside = path.join(root, 'inside');
  mkdirSync(path.join(inside, '.venv'));
  symlinkSync(path.join(root, 'outside'), path.join(inside, '.venv/lib'));
  const files = projectFilesOn(inside);
  expect(files.list?.('../outside')).toEqual([]);
  expect(files.list?.('.venv/lib')).toEqual([]);
});
