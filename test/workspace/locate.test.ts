import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { relativeInside, spellingProblem, Workspace } from '../../src/workspace/index.ts';
import { TempFolder } from './temp-folder.ts';

let temp: TempFolder;
let workspace: Workspace;
beforeEach(async () => {
  temp = new TempFolder();
  workspace = await Workspace.open({ roots: [temp.folder('ws')], env: {}, cwd: temp.path });
});
afterEach(() => temp.dispose());

describe('paths inside the root', () => {
  it.each([
    ['a.test.ts', 'a.test.ts'],
    ['./sub/../a.test.ts', 'a.test.ts'],
    ['..foo', '..foo'],
    ['sub/..foo/a.ts', 'sub/..foo/a.ts'],
    ['...', '...'],
    ['.', '.'],
    ['not/there/yet.py', 'not/there/yet.py'],
  ])('takes %s as %s', async (given, expected) => {
    expect(await workspace.locate(given)).toMatchObject({ path: expected, display: expected, root: temp.at('ws') });
  });

  it('takes an absolute path', async () => {
    expect((await workspace.locate(temp.write('ws/sub/a.py'))).path).toBe('sub/a.py');
  });

  it('takes an absolute path through a link to the root', async () => {
    temp.link('alias', temp.at('ws'));
    temp.write('ws/a.py');
    expect(await workspace.locate(temp.at('alias/a.py'))).toMatchObject({ path: 'a.py', real: temp.at('ws/a.py') });
  });

  it('takes the URL of a file, as editors name it', async () => {
    temp.write('ws/a b.py');
    const { href } = pathToFileURL(temp.at('ws/a b.py'));
    expect(await workspace.locate(href)).toMatchObject({ path: 'a b.py' });
    temp.write('outside/a.py');
    await expect(workspace.locate(pathToFileURL(temp.at('outside/a.py')).href)).rejects.toThrow(/is outside/);
  });

  it('names the file behind a link, not the link', async () => {
    temp.write('ws/real.py');
    temp.link('ws/link.py', 'real.py');
    expect((await workspace.locate('link.py')).path).toBe('real.py');
  });
});

describe('paths outside the root', () => {
  it('says what is wrong, what was allowed and what to do', async () => {
    await expect(workspace.locate('../secrets.test.ts', 'paths[0]')).rejects.toThrow(
      'paths[0] "../secrets.test.ts" is outside the workspace root. Allowed: files below the roots given at start (--root). Pass a path relative to the root.',
    );
  });

  it.each(['..', '../ws-evil/a.py', 'sub/../../ws-evil/a.py', '/etc/passwd', '/'])('refuses %s', async (given) => {
    temp.write('ws-evil/a.py');
    await expect(workspace.locate(given)).rejects.toThrow(/is outside the workspace root/);
  });

  it('refuses a file behind a link that leads out', async () => {
    temp.write('outside/a.py');
    temp.link('ws/door', temp.at('outside'));
    await expect(workspace.locate('door/a.py')).rejects.toThrow(/is outside/);
    await expect(workspace.locate('door/not/there/yet.py')).rejects.toThrow(/is outside/);
  });

  it('refuses a link to nothing', async () => {
    temp.link('ws/dangling.py', temp.at('nowhere.py'));
    await expect(workspace.locate('dangling.py')).rejects.toThrow(/is a symbolic link to nothing/);
  });

  it('refuses a link to itself', async () => {
    temp.link('ws/loop.py', 'loop.py');
    await expect(workspace.locate('loop.py')).rejects.toThrow(/is a symbolic link to nothing/);
  });

  it.each(['', '   ', 'a\0.py'])('refuses %j before it asks the disk', async (given) => {
    await expect(workspace.locate(given)).rejects.toThrow(/is empty|NUL character/);
  });
});

describe('containment by the rules of Windows', () => {
  it('does not mind the case of a drive or folder', () => {
    expect(relativeInside('C:\\ws', 'c:\\WS\\sub\\a.py', path.win32)).toBe('sub/a.py');
  });

  it.each(['C:\\ws-evil\\a.py', 'D:\\ws\\a.py', 'C:\\', '\\\\host\\share\\ws\\a.py'])('finds %s outside', (full) => {
    expect(relativeInside('C:\\ws', full, path.win32)).toBeUndefined();
  });

  it('keeps a file named ..foo', () => {
    expect(relativeInside('C:\\ws', 'C:\\ws\\..foo', path.win32)).toBe('..foo');
  });

  it.each([
    ['CON', 'device'],
    ['sub\\nul.py', 'device'],
    ['sub/COM1', 'device'],
    ['lpt9.test.ts', 'device'],
    ['C:a.py', 'drive'],
    ['C:', 'drive'],
    ['a.py:hidden', 'data stream'],
    ['C:\\ws\\a.py::$DATA', 'data stream'],
    ['\\\\?\\C:\\ws\\a.py', 'device path'],
    ['\\\\.\\PhysicalDrive0', 'device path'],
    ['a.py.', 'dot or space'],
    ['sub \\a.py', 'dot or space'],
  ])('refuses the spelling %s', (given, problem) => {
    expect(spellingProblem(given, path.win32)).toContain(problem);
  });

  it.each(['C:\\ws\\a.py', 'sub\\..\\a.py', '.\\a.py', 'console.py', 'com10.py', 'aux-tests\\a.py'])(
    'takes %s',
    (given) => {
      expect(spellingProblem(given, path.win32)).toBeUndefined();
    },
  );

  it('leaves such names alone elsewhere', () => {
    expect(spellingProblem('CON', path.posix)).toBeUndefined();
    expect(spellingProblem('a.py:hidden', path.posix)).toBeUndefined();
  });
});
