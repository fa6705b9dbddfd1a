import { describe, expect, it } from 'vitest';
import { mocha } from '../../src/runners/mocha.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { tempProject } from '../support/toolchains.ts';
import { mochaProject, numbersAfter, told } from './support/script-project.ts';

const limits = { timeMs: 60_000, memoryBytes: 2 ** 31 };

describe('the configuration of a project with mocha', () => {
  it('keeps the interface, required modules, root hooks, global fixtures, first files and time-outs', async () => {
    const project = mochaProject(
      {
        'hooks.cjs': `
          globalThis.required = true;
          exports.mochaHooks = { beforeEach() { this.timeout(0); globalThis.rooted = true; } };
          exports.mochaGlobalSetup = () => { globalThis.fixed = true; };`,
        'first.js': 'globalThis.first = true;',
        'a.js': `
          suite('s', () => test('x', function () {
            this.timeout(0);
            if (!(required && rooted && fixed && first)) throw new Error('something is missing');
          }));
          test('slow', () => new Promise(() => setTimeout(() => {}, 2000)));`,
      },
      { ui: 'tdd', require: ['./hooks.cjs'], file: ['./first.js'], timeout: 50 },
    );
    const result = await project.run(['a.js::s > x', 'a.js::slow']);
    expect(told(result)).toEqual(['a.js::s > x passed', 'a.js::slow failed']);
    expect(result.results[1]?.error?.message).toContain('Timeout of 50ms exceeded');
  });

  it('keeps what only the test script says: required modules, the interface, time-outs, variables', async () => {
    const project = mochaProject({
      'package.json': JSON.stringify({
        scripts: {
          other: 'mocha --ui bdd',
          test: 'cross-env WHO=us c8 --all mocha -r ./setup.cjs --ui=tdd --timeout 50 --reporter dot --grep nothing --bail --inspect-brk "test/**"',
        },
      }),
      'setup.cjs': 'globalThis.who = process.env.WHO;',
      'a.js': `
        test('set up', function () { this.timeout(0); if (who !== 'us') throw new Error(who); });
        test('slow', () => new Promise(() => setTimeout(() => {}, 2000)));`,
    });
    expect((await project.list('a.js')).tests).toEqual(['a.js::set up', 'a.js::slow']);
    const result = await project.run(['a.js::slow', 'a.js::set up']);
    expect(told(result)).toEqual(['a.js::slow failed', 'a.js::set up passed']);
    expect(result.results[0]?.error?.message).toContain('Timeout of 50ms exceeded');
  });

  it('puts the condition of a run above the variables of the test script', async () => {
    const project = mochaProject({
      'package.json': JSON.stringify({ scripts: { test: 'TZ=UTC mocha' } }),
      'a.js': "it('x', () => { console.log('zone', process.env.TZ); });",
    });
    expect((await project.run(['a.js::x'])).output).toContain('zone UTC');
    const condition = { timezone: 'Pacific/Kiritimati' };
    expect((await project.run(['a.js::x'], { condition })).output).toContain('zone Pacific/Kiritimati');
  });

  it('reads the configuration file of the project, not another that the test script names', async () => {
    const project = mochaProject({
      'package.json': JSON.stringify({ scripts: { test: 'mocha --config other.json --ui tdd' } }),
      'other.json': '{ "require": "./missing.cjs" }',
      'mine.json': '{ "timeout": 50 }',
      'a.js': "test('slow', () => new Promise(() => setTimeout(() => {}, 2000)));",
    });
    const { results } = await mocha.run({
      runId: 'named',
      project: { runner: 'mocha', folder: project.folder, config: 'mine.json' },
      tests: ['a.js::slow'],
      seed: 1,
      limits,
    });
    expect(results[0]?.error?.message).toContain('Timeout of 50ms exceeded');
  });

  it('turns off what would stop or hide: bail, grep, forbidden only, failing on nothing', async () => {
    const project = mochaProject(
      { 'a.js': "it.only('x', () => { throw new Error('x'); }); it('y', () => {}); it.skip('z', () => {});" },
      { bail: true, grep: 'nothing', forbidOnly: true, forbidPending: true, parallel: true, reporter: 'json' },
    );
    const result = await project.run(['a.js::x', 'a.js::y', 'a.js::z']);
    expect(told(result)).toEqual(['a.js::x failed', 'a.js::y passed', 'a.js::z skipped']);
    expect(result.output).not.toContain('"stats"');
  });

  it('loads ES modules, and TypeScript by what the configuration requires', async () => {
    const project = mochaProject(
      {
        'lib.mjs': 'export const two = 2;',
        'a.mjs': "import { two } from './lib.mjs'; it('x', () => { if (two !== 2) throw new Error(); });",
        // Stands for ts-node and its like: strips the one annotation there is.
        'hook.cjs':
          "require.extensions['.ts'] = (module, file) => module._compile(require('fs').readFileSync(file, 'utf8').replace(': number', ''), file);",
        'b.ts': "const n: number = 1; it('y', () => { if (n !== 1) throw new Error(); });",
      },
      { require: './hook.cjs', extension: ['ts'] },
    );
    const planned = ['b.ts::y', 'a.mjs::x'];
    expect(told(await project.run(planned))).toEqual(planned.map((id) => `${id} passed`));
  });

  it('starts Node with the flags that the configuration asks for', async () => {
    const project = mochaProject(
      {
        'loaded.mjs': 'globalThis.loaded = true;',
        'a.js': "it('x', () => { if (!loaded) throw new Error(); global.gc(); }); it('y', () => process.exit(3));",
      },
      { 'node-option': ['expose-gc', 'import=./loaded.mjs'] },
    );
    const result = await project.run(['a.js::x', 'a.js::y']);
    expect(told(result)).toEqual(['a.js::x passed', 'a.js::y crashed']);
    expect(result.exitCode).toBe(3);
  });

  it('waits for a test file that starts the run itself', async () => {
    const project = mochaProject(
      { 'a.js': "setTimeout(() => { it('x', () => {}); it('y', () => {}); run(); }, 50);" },
      { delay: true },
    );
    expect((await project.list('a.js')).tests).toEqual(['a.js::x', 'a.js::y']);
    expect(told(await project.run(['a.js::y', 'a.js::x']))).toEqual(['a.js::y passed', 'a.js::x passed']);
  });

  it('replays the same chance with the same seed, and shifts the clock', async () => {
    const day = 86_400_000;
    const project = mochaProject({
      'a.js':
        "console.log('drawn', Math.random()); it('x', () => console.log('drawn', Math.random(), 'now', Date.now()));",
    });
    const run = (seed: number) => project.run(['a.js::x'], { seed, condition: { clockShiftMs: 30 * day } });
    const [first, again, other] = [await run(11), await run(11), await run(12)];
    expect(numbersAfter('drawn', first)).toHaveLength(2);
    expect(numbersAfter('drawn', again)).toEqual(numbersAfter('drawn', first));
    expect(numbersAfter('drawn', other)).not.toEqual(numbersAfter('drawn', first));
    expect((numbersAfter('now', first)[0] ?? 0) - Date.now()).toBeGreaterThan(29 * day);
  });

  it('takes a configuration by name, package.json too', async () => {
    const folder = tempProject({
      'package.json': JSON.stringify({ mocha: { ui: 'qunit' } }),
      'other.json': JSON.stringify({ ui: 'tdd' }),
      'a.js': "suite('s'); test('x', () => {});",
      'b.js': "suite('s', () => test('x', () => {}));",
    });
    const list = (config: string, file: string) =>
      mocha.list({ project: { runner: 'mocha', folder, config }, files: [file], limits });
    expect((await list('package.json', 'a.js')).tests).toEqual(['a.js::s > x']);
    expect((await list('other.json', 'b.js')).tests).toEqual(['b.js::s > x']);
  });

  it('a configuration that cannot be used is a failed collection', async () => {
    const project = mochaProject({ 'a.js': "it('x', () => {});" }, { require: './missing.cjs' });
    const result = await project.run(['a.js::x']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.reason).toContain('missing.cjs');
  });

  it('a global fixture that fails is an error of the run', async () => {
    const project = mochaProject(
      {
        'fixture.cjs': "exports.mochaGlobalSetup = () => { throw new Error('no database'); };",
        'a.js': "it('x', () => {});",
      },
      { require: './fixture.cjs' },
    );
    const result = await project.run(['a.js::x']);
    expect(result.outcome).toBe('crashed');
    expect(result.problems).toEqual([expect.objectContaining({ message: 'mocha globalSetup: no database' })]);
  });

  it('says what to install where there is no mocha', async () => {
    const folder = tempWorkspace({ 'package.json': '{}' }).root;
    const run = mocha.run({ runId: 'none', project: { runner: 'mocha', folder }, tests: ['a.js::x'], seed: 1, limits });
    await expect(run).rejects.toThrow('npm install --save-dev mocha');
  });
});
