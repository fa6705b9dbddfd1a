import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Workspace } from '../../src/workspace/index.ts';
import { TempFolder } from './temp-folder.ts';

let temp: TempFolder;
beforeEach(() => {
  temp = new TempFolder();
});
afterEach(() => temp.dispose());

function open(options: { roots?: string[]; env?: Record<string, string>; cwd?: string }): Promise<Workspace> {
  return Workspace.open({ roots: options.roots, env: options.env ?? {}, cwd: options.cwd ?? temp.path });
}

describe('the order in which roots are looked for', () => {
  it('takes the roots given at start before anything else', async () => {
    const given = temp.folder('given');
    temp.write('package.json', '{}');
    const workspace = await open({ roots: [given], env: { CLAUDE_PROJECT_DIR: temp.folder('claude') } });
    expect(workspace.roots).toEqual([given]);
  });

  it('takes CLAUDE_PROJECT_DIR before the working directory', async () => {
    temp.write('package.json', '{}');
    const claude = temp.folder('claude');
    expect((await open({ env: { CLAUDE_PROJECT_DIR: claude } })).roots).toEqual([claude]);
  });

  it.each(['package.json', 'pyproject.toml', 'setup.py', 'pytest.ini', 'tox.ini', 'requirements.txt', '.git/HEAD'])(
    'takes the working directory when it holds %s',
    async (marker) => {
      temp.write(marker);
      expect((await open({})).roots).toEqual([temp.path]);
    },
  );

  it('refuses a working directory without a project marker and says how to name a root', async () => {
    await expect(open({})).rejects.toThrow(/holds no project marker.*Allowed: .*--root.*Give one with --root DIR/);
  });

  it('takes a relative root from the working directory', async () => {
    temp.folder('app');
    expect((await open({ roots: ['app'] })).roots).toEqual([temp.at('app')]);
  });

  it('takes the real path of a root that is a link', async () => {
    const real = temp.folder('real');
    temp.link('link', real);
    expect((await open({ roots: [temp.at('link')] })).roots).toEqual([real]);
  });
});

describe('refused roots', () => {
  it('refuses an empty root, which a client gives whose variable was never set', async () => {
    temp.write('package.json', '{}');
    await expect(open({ roots: [''] })).rejects.toThrow(/--root "" is empty\. Allowed: an existing project folder/);
  });

  it('refuses the root of the file system', async () => {
    await expect(open({ roots: [path.parse(temp.path).root] })).rejects.toThrow(
      /root of the file system and is refused.*--root DIR/,
    );
  });

  it('refuses the root of the file system as working directory, marker or not', async () => {
    await expect(open({ cwd: path.parse(temp.path).root, env: { CLAUDE_PROJECT_DIR: '/' } })).rejects.toThrow(
      /CLAUDE_PROJECT_DIR "\/" is the root/,
    );
  });

  it('refuses the home folder', async () => {
    for (const name of ['HOME', 'USERPROFILE']) vi.stubEnv(name, temp.folder('home'));
    await expect(open({ roots: [temp.at('home')] })).rejects.toThrow(/is the home folder and is refused/);
  });

  it('refuses the home folder behind a link', async () => {
    temp.link('project', temp.folder('home'));
    await expect(open({ roots: [temp.at('project')], env: { HOME: temp.at('home') } })).rejects.toThrow(
      /is the home folder/,
    );
  });

  it('refuses a missing folder', async () => {
    await expect(open({ roots: ['missing'] })).rejects.toThrow(
      /--root "missing" does not exist\. Allowed: an existing project folder/,
    );
  });

  it('refuses a file', async () => {
    temp.write('a.test.ts');
    await expect(open({ roots: ['a.test.ts'] })).rejects.toThrow(
      /is a file, not a folder.*Pass the folder that holds it/,
    );
  });
});

describe('several roots', () => {
  it('drops duplicates and roots inside other roots', async () => {
    const roots = [temp.folder('app'), temp.folder('app/inner'), temp.at('app/'), temp.folder('app-two')];
    expect((await open({ roots })).roots).toEqual([temp.at('app'), temp.at('app-two')]);
  });

  it('shows paths with the name of their root, and takes them back', async () => {
    const workspace = await open({ roots: [temp.folder('one'), temp.folder('two')] });
    const located = await workspace.locate(temp.write('two/a.test.ts'));
    expect(located).toEqual({
      root: temp.at('two'),
      path: 'a.test.ts',
      real: temp.at('two/a.test.ts'),
      display: 'two/a.test.ts',
    });
    expect(await workspace.locate(located.display)).toEqual(located);
  });

  it('gives roots of one name different names', async () => {
    const workspace = await open({ roots: [temp.folder('x/app'), temp.folder('y/app')] });
    const second = await workspace.locate(temp.write('y/app/a.test.ts'));
    expect(second.display).toBe('app-2/a.test.ts');
    expect(await workspace.locate('app-2/a.test.ts')).toEqual(second);
  });

  it('takes a relative path without a root name from the first root', async () => {
    const workspace = await open({ roots: [temp.folder('one'), temp.folder('two')] });
    expect((await workspace.locate('src/a.test.ts')).real).toBe(temp.at('one/src/a.test.ts'));
  });

  it('prefers the file that exists when a root has a folder named like a root', async () => {
    temp.write('one/one/a.test.ts');
    const workspace = await open({ roots: [temp.at('one'), temp.folder('two')] });
    expect((await workspace.locate('one/a.test.ts')).real).toBe(temp.at('one/one/a.test.ts'));
  });
});
