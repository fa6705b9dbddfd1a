import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { cleanEnvironment, projectFolder } from './support/program.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

const Packed = z.tuple([
  z.object({ filename: z.string(), size: z.number(), files: z.array(z.object({ path: z.string() })) }),
]);
const Lock = z.object({ packages: z.record(z.string(), z.unknown()) });
/** Bytes of the tarball: half of it is the rules, a quarter the Python grammar. */
const SIZE_LIMIT = 1_700_000;
/** Milliseconds: builds, packs, and downloads what is not in npm's cache; measured on a machine with ten times its load: 115 s. */
const INSTALLING = 300_000;

describe('the package, installed in an empty folder', () => {
  let sandbox: Sandbox;
  let folder: string;
  let files: readonly string[];
  let size: number;
  let installed: { readonly status: number | null; readonly stderr: string };

  beforeAll(async () => {
    sandbox = await createSandbox();
    folder = path.join(sandbox.home, 'elsewhere');
    await mkdir(folder);
    // Packed from a copy: packing builds, and other tests run the built program.
    const copy = path.join(sandbox.home, 'copy');
    const left = new Set(['node_modules', 'dist', '.git', '.venv']);
    cpSync(projectFolder, copy, { recursive: true, filter: (source) => !left.has(path.basename(source)) });
    symlinkSync(path.join(projectFolder, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
    const packing = ['pack', '--silent', '--json', '--pack-destination', folder];
    const [tarball] = Packed.parse(lastJson(execFileSync('npm', packing, { cwd: copy, encoding: 'utf8' })));
    files = tarball.files.map((file) => file.path);
    size = tarball.size;
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    const installing = ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball.filename}`];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: process.env.TESTING_PATTERNS_TEST_CERTIFICATES };
    installed = spawnSync('npm', installing, { cwd: folder, encoding: 'utf8', env });
  }, INSTALLING);
  afterAll(() => sandbox.remove());

  const program = () => path.join(folder, 'node_modules/testing-patterns-mcp/dist/cli.js');

  it('holds what runs and what is read, and no source and no test', () => {
    const tops = [...new Set(files.map((file) => file.split('/')[0]))].sort();
    expect(tops).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'SECURITY.md',
        'dist',
        'drivers',
        'examples',
        'mcp.json',
        'package.json',
        'patterns',
        'vendor',
      ].sort(),
    );
    expect(files).toContain('vendor/tree-sitter-python/tree-sitter-python.wasm');
    expect(files).toContain('patterns/python-testing-patterns/SKILL.md');
    expect(size).toBeLessThan(SIZE_LIMIT);
  });

  it('installs without a warning of an engine or of anything deprecated, and without what only we need', () => {
    expect(installed.status, installed.stderr).toBe(0);
    expect(installed.stderr).not.toMatch(/EBADENGINE|deprecated/);
    const lock = Lock.parse(JSON.parse(readFileSync(path.join(folder, 'node_modules/.package-lock.json'), 'utf8')));
    const names = Object.keys(lock.packages).map((name) => name.replace(/^.*node_modules\//, ''));
    expect(names).toContain('ts-morph');
    expect(names.filter((name) => /^(?:vitest|typescript|fast-check|@biomejs\/.*)$/.test(name))).toEqual([]);
  });

  it('analyses a foreign project, under the name that npm links', () => {
    const bin = path.join(folder, 'node_modules/.bin/testing-patterns-mcp');
    const { status, stdout } = spawnSync(bin, ['analyze'], {
      cwd: sandbox.project,
      env: cleanEnvironment(sandbox.home),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(stdout).toContain('3 findings in 2 files with 2 tests');
    expect(status).toBe(1);
  });

  it('serves a client: patterns, findings in both languages, a plan', async () => {
    const client = new Client({ name: 'e2e', version: '1.0.0' }, {});
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [program(), 'serve', '--root', sandbox.project],
        env: cleanEnvironment(sandbox.home),
        cwd: folder,
      }),
    );
    const call = (name: string, args = {}) => client.callTool({ name, arguments: args });
    expect((await call('search_patterns')).structuredContent).toMatchObject({ more: 0 });
    expect((await call('analyze_tests')).structuredContent).toMatchObject({ summary: { files: 2, tests: 2 } });
    expect((await call('suggest_fixes')).structuredContent).toMatchObject({ files: [{ path: 'cart.test.ts' }] });
    await client.close();
  });

  it('runs tests with the drivers it brings', async () => {
    const shop = await createSandbox({
      'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
      'a.test.js': "import { test } from 'node:test';\n\ntest('draws', () => {});\n",
    });
    onTestFinished(shop.remove);
    const args = ['verify', 'a.test.js', '--runs', '5', '--strategies', 'repeat', '--root', shop.project];
    const { status, stdout } = spawnSync(process.execPath, [program(), ...args], {
      env: cleanEnvironment(shop.home),
      encoding: 'utf8',
    });
    expect(stdout).toContain('stable: 0 of 5 runs');
    expect(status).toBe(0);
  });
});

/** npm prints what the build says before its own JSON. */
function lastJson(output: string): unknown {
  return JSON.parse(output.slice(output.search(/^\[/m)));
}
