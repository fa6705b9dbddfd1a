import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Workspace } from '../../src/workspace/index.ts';
import { TempFolder } from './temp-folder.ts';

let temp: TempFolder;
beforeEach(() => {
  temp = new TempFolder();
});
afterEach(() => temp.dispose());

async function discovered(...patterns: string[]): Promise<readonly string[]> {
  const workspace = await Workspace.open({ roots: [temp.path], env: {}, cwd: temp.path });
  return (await workspace.discover(patterns)).files.map((file) => file.path);
}

function write(...names: string[]): void {
  for (const name of names) temp.write(name);
}

describe('which files are test files', () => {
  it.each([
    'a.test.ts',
    'src/a.spec.tsx',
    'a.test.mjs',
    'a.spec.cts',
    'e2e/login.e2e.ts',
    'cypress/login.cy.js',
    'src/__tests__/cart.ts',
    'src/__tests__/deep/cart.jsx',
    'test/test-cart.js',
    'test/cart-test.js',
    'test/cart_test.ts',
    'test_cart.py',
    'tests/cart_test.py',
    'app/tests.py',
    'conftest.py',
    '[id].test.ts',
  ])('finds %s', async (name) => {
    write(name, 'src/cart.ts', 'cart.py');
    expect(await discovered()).toEqual([name]);
  });

  it.each([
    'a.test.d.ts',
    'vendor.test.min.js',
    'src/__tests__/types.d.ts',
    'src/__tests__/fixtures/cart.ts',
    'src/__tests__/helpers/render.tsx',
    'src/__tests__/__mocks__/fs.ts',
    'src/__tests__/__snapshots__/a.test.ts.snap',
    'test-utils.tsx',
    'latest.ts',
    'contest.py',
    'testing.py',
    'test_data.json',
  ])('leaves %s out', async (name) => {
    write(name);
    expect(await discovered()).toEqual([]);
  });
});

describe('test files without a telling name', () => {
  it('are the scripts of a test folder in which none has one, as mocha and node:test take them', async () => {
    write('test/cart.js', 'test/orders/list.mjs', 'test/fixtures/data.js', 'test/support/app.js', 'src/cart.js');
    expect(await discovered()).toEqual(['test/cart.js', 'test/orders/list.mjs']);
    expect(await discovered('test')).toEqual(['test/cart.js', 'test/orders/list.mjs']);
    expect(await discovered('test/**/*.js')).toEqual(['test/cart.js']);
  });

  it('are not looked for where some file has one', async () => {
    write('test/cart.test.js', 'test/setup-app.js', 'packages/a/test/list.js');
    expect(await discovered()).toEqual(['packages/a/test/list.js', 'test/cart.test.js']);
  });
});

describe('scripts in a fixtures folder', () => {
  it('are data of other tests, unless they are asked for', async () => {
    write('test/a.test.ts', 'test/fixtures/b.test.ts', 'tests/fixtures/test_c.py');
    expect(await discovered()).toEqual(['test/a.test.ts', 'tests/fixtures/test_c.py']);
    expect(await discovered('test/fixtures')).toEqual(['test/fixtures/b.test.ts']);
    expect(await discovered('test/fixtures/b.test.ts')).toEqual(['test/fixtures/b.test.ts']);
  });
});

describe.each(['in a git repository', 'outside of git'])('%s', (where) => {
  beforeEach(() => {
    if (where === 'in a git repository') temp.git('init', '-q');
  });

  it('respects .gitignore files, nested ones and exceptions included', async () => {
    temp.write('.gitignore', 'generated/\n*.gen.test.ts\n!keep.gen.test.ts\n');
    temp.write('pkg/.gitignore', '/local.test.ts\n');
    write(
      'generated/a.test.ts',
      'a.gen.test.ts',
      'keep.gen.test.ts',
      'pkg/local.test.ts',
      'pkg/sub/local.test.ts',
      'local.test.ts',
    );
    expect(await discovered()).toEqual(['keep.gen.test.ts', 'local.test.ts', 'pkg/sub/local.test.ts']);
  });

  it('leaves dependencies, environments, caches and build output out', async () => {
    const folders = [
      'node_modules/x',
      '.venv/lib',
      'venv',
      'lib/site-packages',
      'dist',
      'build',
      'out',
      'coverage',
      '.next',
      '__pycache__',
      '.tox',
      '.nox',
      '.mypy_cache',
    ];
    write(...folders.map((folder) => `${folder}/test_x.py`), 'app/test_x.py', 'vendor/test_y.py');
    expect(await discovered()).toEqual(['app/test_x.py', 'vendor/test_y.py']);
  });

  it('leaves a virtual environment out whatever its name', async () => {
    write('env/pyvenv.cfg', 'env/lib/test_x.py', 'my-env/pyvenv.cfg', 'my-env/test_x.py', 'envelope/test_x.py');
    expect(await discovered()).toEqual(['envelope/test_x.py']);
  });

  it('follows no symbolic link, neither to files nor to folders', async () => {
    write('real/a.test.ts');
    temp.link('linked', temp.at('real'));
    temp.link('b.test.ts', 'real/a.test.ts');
    temp.link('real/loop', '..');
    expect(await discovered()).toEqual(['real/a.test.ts']);
  });

  it('sorts, and lists a file once however often it is asked for', async () => {
    write('b.test.ts', 'a.test.ts');
    expect(await discovered('.', 'b.test.ts', '*.test.ts')).toEqual(['a.test.ts', 'b.test.ts']);
  });

  it('takes the test files of a folder', async () => {
    write('api/a.test.ts', 'api/client.ts', 'web/b.test.ts');
    expect(await discovered('api')).toEqual(['api/a.test.ts']);
  });

  it('takes the test files that a glob of any name matches, and what a glob of some name says', async () => {
    write('api/a.test.ts', 'api/client.ts', 'api/price_check.py');
    expect(await discovered('api/**')).toEqual(['api/a.test.ts']);
    expect(await discovered('**/*.ts')).toEqual(['api/a.test.ts']);
    expect(await discovered('**/*_check.py')).toEqual(['api/price_check.py']);
    expect(await discovered('{api/a,web/b}.test.ts')).toEqual(['api/a.test.ts']);
    expect(await discovered('{web,api/**}/*.test.ts')).toEqual(['api/a.test.ts']);
  });

  it('takes a file that is named, whatever its name and ignored or not', async () => {
    temp.write('.gitignore', 'scratch/\n');
    write('scratch/checks.py', 'dist/cart.test.js');
    expect(await discovered('scratch/checks.py', 'dist/cart.test.js')).toEqual([
      'dist/cart.test.js',
      'scratch/checks.py',
    ]);
  });

  it('takes a folder that is named though its name is one of build output', async () => {
    write('build/a.test.ts', 'a.test.ts');
    expect(await discovered('build')).toEqual(['build/a.test.ts']);
  });

  it('takes names with glob characters as they are', async () => {
    write('pages/[id].test.ts', 'pages/i.test.ts');
    expect(await discovered('pages/[id].test.ts')).toEqual(['pages/[id].test.ts']);
  });

  it('reports the patterns that match nothing, in the order given', async () => {
    write('a.test.ts', 'readme.md');
    const workspace = await Workspace.open({ roots: [temp.path], env: {}, cwd: temp.path });
    const { unmatched } = await workspace.discover([
      'missing.test.ts',
      'a.test.ts',
      'none/**/*.py',
      'readme.md',
      '**/../../*.ts',
    ]);
    expect(unmatched).toEqual(['missing.test.ts', 'none/**/*.py', 'readme.md', '**/../../*.ts']);
  });

  it('refuses patterns that point outside, and names which one', async () => {
    const workspace = await Workspace.open({ roots: [temp.path], env: {}, cwd: temp.path });
    await expect(workspace.discover(['.', '../**/*.ts'])).rejects.toThrow(
      /paths\[1\] .* is outside the workspace root/,
    );
    await expect(workspace.discover(['/etc/**'])).rejects.toThrow(/paths\[0\] "\/etc" is outside/);
    await expect(workspace.discover(['{/etc,.{.,x}/..,a}/**'])).rejects.toThrow(/paths\[0\] .* is outside/);
    await expect(workspace.discover(['.', '*a*a*a*a*a*b.ts'])).rejects.toThrow(/paths\[1\] "\*a.* would take too long/);
  });
});

describe('git', () => {
  it('that the project brings is not run', async () => {
    temp.git('init', '-q');
    temp.git('init', '-q', 'nested');
    const folders = ['node_modules/.bin', 'bin'];
    const traps = folders.map((folder) => temp.write(`${folder}/git`, '#!/bin/sh\ntouch "$0.ran"\n'));
    for (const trap of traps) chmodSync(trap, 0o755);
    vi.stubEnv('PATH', [...traps.map((trap) => path.dirname(trap)), process.env.PATH].join(path.delimiter));
    write('a.test.ts', 'nested/b.test.ts');
    expect(await discovered()).toEqual(['a.test.ts', 'nested/b.test.ts']);
    expect(traps.filter((trap) => existsSync(`${trap}.ran`))).toEqual([]);
  });

  it('finds tracked and new files, and not those that were deleted', async () => {
    temp.git('init', '-q');
    write('tracked.test.ts', 'deleted.test.ts');
    temp.git('add', '.');
    temp.git('rm', '-q', '--cached', 'tracked.test.ts');
    temp.git('add', 'tracked.test.ts');
    temp.write('new.test.ts');
    expect(await discovered()).toEqual(['deleted.test.ts', 'new.test.ts', 'tracked.test.ts']);
    temp.git('rm', '-q', '-f', 'deleted.test.ts');
    expect(await discovered()).toEqual(['new.test.ts', 'tracked.test.ts']);
  });

  it('finds tests in a source folder that is named build when the project tracks it', async () => {
    temp.git('init', '-q');
    write('src/build/a.test.ts');
    expect(await discovered()).toEqual([]);
    temp.git('add', '.');
    expect(await discovered()).toEqual(['src/build/a.test.ts']);
  });

  it('looks into repositories inside the repository, and leaves further checkouts of the same one out', async () => {
    temp.git('init', '-q');
    write('a.test.ts');
    temp.git('add', '.');
    temp.git('commit', '-q', '-m', 'one');
    temp.git('worktree', 'add', '-q', 'trees/branch');
    temp.git('init', '-q', 'nested');
    write('nested/b.test.ts');
    expect(await discovered()).toEqual(['a.test.ts', 'nested/b.test.ts']);
  });

  it('looks into submodules', async () => {
    temp.git('init', '-q', 'library.ts');
    write('library.ts/b.test.ts');
    temp.git('-C', 'library.ts', 'add', '.');
    temp.git('-C', 'library.ts', 'commit', '-q', '-m', 'one');
    temp.git('init', '-q');
    temp.git('submodule', 'add', '-q', temp.at('library.ts'), 'modules/library.ts');
    temp.write('.gitignore', '/library.ts\n');
    expect(await discovered()).toEqual(['modules/library.ts/b.test.ts']);
  });

  it('looks into the submodules of a further checkout that is a root itself', async () => {
    temp.git('init', '-q', 'checkout');
    write('checkout/a.test.ts', 'checkout/modules/b.test.ts');
    // As git keeps a submodule of a linked work tree.
    const kept = path.join(temp.folder('main/.git/worktrees/checkout/modules'), 'm');
    temp.git('init', '-q', '--separate-git-dir', kept, 'checkout/modules');
    const workspace = await Workspace.open({ roots: [temp.at('checkout')], env: {}, cwd: temp.path });
    expect((await workspace.discover()).files.map((file) => file.path)).toEqual(['a.test.ts', 'modules/b.test.ts']);
  });

  it('does not lead out of the root, whatever its index says', async () => {
    write('outside/b.test.ts', 'ws/aa/outside/b.test.ts', 'ws/a.test.ts');
    temp.git('init', '-q', '--object-format=sha1', 'ws');
    temp.git('-C', 'ws', 'add', '.');
    const index = readFileSync(temp.at('ws/.git/index')).subarray(0, -20);
    index.write('..', index.indexOf('aa/outside'));
    writeFileSync(temp.at('ws/.git/index'), Buffer.concat([index, createHash('sha1').update(index).digest()]));
    rmSync(temp.at('ws/aa'), { recursive: true });
    expect(temp.git('-C', 'ws', 'ls-files')).toContain('../outside/b.test.ts');
    const workspace = await Workspace.open({ roots: [temp.at('ws')], env: {}, cwd: temp.path });
    expect((await workspace.discover()).files.map((file) => file.path)).toEqual(['a.test.ts']);
  });

  it('sees the files of a root that an outer repository ignores', async () => {
    temp.git('init', '-q');
    temp.write('.gitignore', '*\n');
    write('project/a.test.ts');
    const workspace = await Workspace.open({ roots: [temp.at('project')], env: {}, cwd: temp.path });
    expect((await workspace.discover()).files.map((file) => file.path)).toEqual(['a.test.ts']);
  });

  it('runs no program that the repository names as its file system monitor', async () => {
    temp.git('init', '-q');
    write('a.test.ts');
    temp.write('monitor.sh', `#!/bin/sh\ntouch ${temp.at('ran')}\n`);
    temp.git('update-index', '--chmod=+x', '--add', 'monitor.sh');
    temp.git('config', 'core.fsmonitor', `sh ${temp.at('monitor.sh')}`);
    await discovered();
    expect(existsSync(temp.at('ran'))).toBe(false);
  });

  it('fetches no folder that the repository lacks, by whatever program it names for that', async () => {
    temp.git('init', '-q');
    write('near/a.test.ts', 'far/b.test.ts');
    temp.git('add', '.');
    temp.git('commit', '-q', '-m', 'one');
    const far = temp.git('rev-parse', 'HEAD:far').trim();
    temp.git('sparse-checkout', 'init', '--cone', '--sparse-index');
    temp.git('sparse-checkout', 'set', 'near');
    const trap = temp.write('trap.sh', `#!/bin/sh\ntouch ${temp.at('ran')}\n`);
    chmodSync(trap, 0o755);
    temp.git('config', 'extensions.partialClone', 'origin');
    temp.git('config', 'remote.origin.url', temp.path);
    temp.git('config', 'remote.origin.promisor', 'true');
    temp.git('config', 'remote.origin.uploadpack', trap);
    rmSync(temp.at('.git/objects', far.slice(0, 2), far.slice(2)));
    expect(await discovered()).toEqual(['near/a.test.ts']);
    expect(existsSync(temp.at('ran'))).toBe(false);
  });
});

describe('several roots', () => {
  it('searches each root, and lets a relative glob speak of all of them', async () => {
    write('one/a.test.ts', 'two/b.test.ts');
    const workspace = await Workspace.open({ roots: [temp.at('one'), temp.at('two')], env: {}, cwd: temp.path });
    expect((await workspace.discover()).files.map((file) => file.display)).toEqual(['one/a.test.ts', 'two/b.test.ts']);
    expect((await workspace.discover(['*.test.ts'])).files).toHaveLength(2);
    expect((await workspace.discover(['two/**/*.test.ts'])).files.map((file) => file.display)).toEqual([
      'two/b.test.ts',
    ]);
  });
});
