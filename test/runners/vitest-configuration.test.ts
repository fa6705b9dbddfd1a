import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RunnerError } from '../../src/runners/runner.ts';
import { vitest } from '../../src/runners/vitest.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { toolchains } from '../support/toolchains.ts';
import { drivenProject, generations, printed, summary } from '../support/vitest-generations.ts';

const counting = {
  'state.ts': 'export const state = { count: 0 };',
  'a.test.ts': `import { it } from 'vitest'; import { state } from './state.ts'; it('a', () => { state.count += 1; console.log('>a', state.count); });`,
  'b.test.ts': `import { it } from 'vitest'; import { state } from './state.ts'; it('b', () => { state.count += 1; console.log('>b', state.count); });`,
};
const both = ['b.test.ts::b', 'a.test.ts::a'];

describe.each(generations)('$name keeps the configuration of the user', { timeout: 90_000 }, (generation) => {
  // With it they share nothing: that is seen where several projects run.
  it('without isolation files share their modules, in the planned order', async () => {
    const project = drivenProject(generation, {
      ...counting,
      'vitest.config.ts': `export default { test: { isolate: false } };`,
    });
    expect(printed(await project.run(both))).toEqual(['b 1', 'a 2']);
  });

  it.each(['threads', 'vmThreads'])('drives the pool %s', async (pool) => {
    const project = drivenProject(generation, {
      ...counting,
      'vitest.config.ts': `export default { test: { pool: '${pool}' } };`,
      'p.test.ts': `
        import { it } from 'vitest';
        it('late', () => {});
        it('early', () => { console.log('>', Math.random() === Math.random(), new Date().getFullYear() > 2300); });
      `,
    });
    const tests = ['p.test.ts::early', 'p.test.ts::late', ...both];
    const result = await project.run(tests, { condition: { clockShiftMs: 300 * 366 * 86_400_000 } });
    expect(summary(result)).toEqual(tests.map((id) => `${id} passed`));
    expect(printed(result)).toEqual(['false true', 'b 1', 'a 1']);
    expect(result.outcome).toBe('passed');
  });

  it('drives an environment of browsers, where vite serves only files of the project', async () => {
    const project = drivenProject(generation, {
      ...counting,
      'vitest.config.ts': `export default { test: { environment: './browser.mjs' } };`,
      'browser.mjs': `export default { name: 'browser', viteEnvironment: 'client', transformMode: 'web', setup: () => ({ teardown() {} }) };`,
    });
    expect(await project.list(['a.test.ts'])).toMatchObject({ tests: ['a.test.ts::a'], errors: [] });
    const result = await project.run(both);
    expect(summary(result)).toEqual(both.map((id) => `${id} passed`));
    expect(result.outcome).toBe('passed');
  });

  it('says why an environment cannot be loaded', async () => {
    const project = drivenProject(generation, {
      ...counting,
      'vitest.config.ts': `export default { test: { environment: './broken.cjs' } };`,
      'broken.cjs': `throw new TypeError('needs a newer Node');`,
    });
    const { errors } = await project.list(['a.test.ts']);
    expect(errors.map(({ message }) => message).join()).toContain('needs a newer Node');
  });

  it('runs set-up files, plugins, globals and the runner that are configured', async () => {
    const base = generation.version.startsWith('4') ? 'VitestTestRunner' : 'TestRunner';
    const from = generation.version.startsWith('4') ? 'vitest/runners' : 'vitest';
    const project = drivenProject(generation, {
      'conf/vitest.config.ts': `
        const plugin = { name: 'ours', transform: (code) => code.replaceAll('MARK', JSON.stringify('from the plugin')) };
        export default { plugins: [plugin], test: { globals: true, runner: './conf/runner.ts', setupFiles: './conf/setup.ts', name: 'mine' } };
      `,
      'conf/setup.ts': `globalThis.fromSetup = 'from set-up';`,
      'conf/runner.ts': `
        import { ${base} } from '${from}';
        export default class Mine extends ${base} {
          onBeforeRunTask = async (test: { name: string }) => { console.log('>runner', test.name); return super.onBeforeRunTask(test as never); };
        }
      `,
      'g.test.ts': `it('b', () => { expect(globalThis.fromSetup).toBe('from set-up'); }); it('a', () => { console.log('>', MARK); });`,
    });
    const result = await project.run(['g.test.ts::a', 'g.test.ts::b'], {
      project: { runner: 'vitest', folder: project.folder, config: 'conf/vitest.config.ts' },
    });
    expect(summary(result)).toEqual(['g.test.ts::a passed', 'g.test.ts::b passed']);
    expect(printed(result)).toEqual(['runner a', 'from the plugin', 'runner b']);
  });

  it('runs each file in the project that it belongs to, isolated as it says, in the planned order across projects', async () => {
    const inProject = (name: string) =>
      `import { it } from 'vitest'; import { state } from '../state.ts'; it('${name}', () => { state.count += 1; console.log('>${name}', process.env.WHERE, state.count); });`;
    const project = drivenProject(generation, {
      'state.ts': counting['state.ts'],
      'vitest.config.ts': `
        const part = (name) => ({ test: { name, include: [name + '/*.test.ts', 'common/*.test.ts'], env: { WHERE: name }, isolate: name === 'left', retry: 2 } });
        export default { test: { projects: [part('left'), part('right')] } };
      `,
      'left/l.test.ts': inProject('l'),
      'right/r.test.ts': inProject('r'),
      'common/c.test.ts': inProject('c'),
      'left/m.test.ts': inProject('m'),
    });
    const result = await project.run([
      'right/r.test.ts::r',
      'left/l.test.ts::l',
      'common/c.test.ts::c',
      'left/m.test.ts::m',
    ]);
    expect(printed(result)).toEqual(['r right 1', 'l left 1', 'c left 1', 'm left 1']);
    expect(result.outcome).toBe('passed');
    expect(result.limitations).toEqual([expect.stringContaining('several vitest projects')]);
  });

  it('shares the files among several workers when asked', async () => {
    const meet = (name: string, other: string) => `
      import { existsSync, writeFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { expect, it, vi } from 'vitest';
      it('meets', async () => {
        writeFileSync(tmpdir() + '/${name}', '');
        await vi.waitFor(() => expect(existsSync(tmpdir() + '/${other}')).toBe(true), { timeout: 20_000 });
      }, 25_000);`;
    const project = drivenProject(generation, { 'a.test.ts': meet('a', 'b'), 'b.test.ts': meet('b', 'a') });
    const result = await project.run(['a.test.ts::meets', 'b.test.ts::meets'], { workers: 2 });
    expect(result.outcome).toBe('passed');
  });

  it('takes back what would hide, stop, shuffle or record', async () => {
    const project = drivenProject(generation, {
      'vitest.config.ts': `
        export default { test: {
          bail: 1, retry: 2, allowOnly: false, testNamePattern: 'fails', passWithNoTests: false, update: true,
          sequence: { shuffle: true, seed: 3 }, coverage: { enabled: true, provider: 'v8' },
          reporters: ['junit'], outputFile: 'report.xml',
        } };
      `,
      'a.test.ts': `
        import { describe, expect, it } from 'vitest';
        it('1 fails', () => { expect(1).toBe(2); });
        describe.shuffle('block', () => { it.only('4', () => {}); it('3', () => {}); it('2', () => {}); });
        it('5', () => {});
      `,
      'b.test.ts': `import { it } from 'vitest'; it('6', () => {});`,
    });
    const tests = ['1 fails', 'block > 2', 'block > 3', 'block > 4', '5'].map((name) => `a.test.ts::${name}`);
    const result = await project.run([...tests, 'b.test.ts::6']);
    expect(summary(result)).toEqual([
      `${tests[0]} failed`,
      ...tests.slice(1).map((id) => `${id} passed`),
      'b.test.ts::6 passed',
    ]);
    expect(result.problems).toEqual([]);
    expect(result.outcome).toBe('failed');
    expect(readdirSync(project.folder).sort()).toEqual([
      'a.test.ts',
      'b.test.ts',
      'node_modules',
      'package.json',
      'vitest.config.ts',
    ]);
  });

  it('reports a configuration that cannot be loaded', async () => {
    const project = drivenProject(generation, {
      ...counting,
      'vitest.config.ts': `throw new Error('no such plugin');`,
    });
    const result = await project.run(both);
    expect(result.outcome).toBe('collection_failed');
    expect(result.problems[0]?.message).toContain('no such plugin');
  });
});

describe('Without a vitest that can be driven', () => {
  const limits = { timeMs: 20_000, memoryBytes: 2 ** 31 };

  it('says what to install where there is none', async () => {
    const { root } = tempWorkspace();
    const listing = vitest.list({ project: { runner: 'vitest', folder: root }, files: [], limits });
    await expect(listing).rejects.toThrow(RunnerError);
    await expect(listing).rejects.toThrow(
      `vitest is not installed for ${root}. Run "npm install --save-dev vitest" there`,
    );
  });

  it('says that an old one is too old', async () => {
    const workspace = tempWorkspace({ 'node_modules/vitest/package.json': '{ "name": "vitest", "version": "2.1.9" }' });
    const listing = vitest.list({ project: { runner: 'vitest', folder: workspace.root }, files: [], limits });
    await expect(listing).rejects.toThrow('vitest 2.1.9 of ');
  });

  it.skipIf(Number.parseInt(process.versions.node, 10) >= 22)('says that vitest 5 needs a newer Node', async () => {
    const listing = vitest.list({ project: { runner: 'vitest', folder: toolchains }, files: [], limits });
    await expect(listing).rejects.toThrow('vitest 5.1.1 needs Node 22.12 or newer, and would be started with Node');
  });
});
