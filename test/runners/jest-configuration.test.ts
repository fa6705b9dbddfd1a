import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { jest } from '../../src/runners/jest.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { tempProject } from '../support/toolchains.ts';
import { idsOf, jestProject, jestVersions, numbersAfter, told } from './support/script-project.ts';

const customEnvironment = (name: string) => `
const { TestEnvironment } = require('jest-environment-node');
module.exports = class extends TestEnvironment {
  async setup() { await super.setup(); this.global.environmentName = '${name}'; }
  handleTestEvent(event) { if (event.name === 'run_start') this.global.sawRunStart = true; }
};`;

describe.each(jestVersions)('the configuration of a project with jest %s', (_version, packages) => {
  it('keeps set-up files, the global set-up, module maps and custom environments, those of a docblock too', async () => {
    const project = jestProject(
      {
        'setup.js': 'globalThis.fromSetup = 1;',
        'after-env.js': 'beforeEach(() => { globalThis.fromHook = 2; });',
        'global.js': "module.exports = () => { process.env.FROM_GLOBAL = '3'; };",
        'lib/map.js': 'module.exports = 4;',
        'first-environment.js': customEnvironment('first'),
        'second-environment.js': customEnvironment('second'),
        'a.test.js': `test('x', () => {
          expect([fromSetup, fromHook, process.env.FROM_GLOBAL, require('mapped')]).toEqual([1, 2, '3', 4]);
          expect([environmentName, sawRunStart]).toEqual(['first', true]);
        });`,
        'b.test.js': `/** @jest-environment ./second-environment.js */
          test('x', () => expect([environmentName, sawRunStart]).toEqual(['second', true]));`,
      },
      packages,
      {
        setupFiles: ['./setup.js'],
        setupFilesAfterEnv: ['./after-env.js'],
        globalSetup: './global.js',
        moduleNameMapper: { '^mapped$': '<rootDir>/lib/map.js' },
        testEnvironment: './first-environment.js',
      },
    );
    const result = await project.run(['a.test.js::x', 'b.test.js::x']);
    expect(result.results.map(({ error }) => error?.message)).toEqual([undefined, undefined]);
    expect(result.outcome).toBe('passed');
  });

  it('keeps what only the test script says: the environment, set-up files, time-outs, colours, variables', async () => {
    const project = jestProject(
      {
        'package.json': JSON.stringify({
          name: 'shop',
          scripts: {
            test: 'cross-env WHO=us jest --config=conf.json --env ./environment.js --setupFiles ./setup.js --testTimeout=50 --color=true -i --watchAll --coverage -t nothing',
          },
        }),
        'conf.json': '{ "transform": {} }',
        'environment.js': customEnvironment('from the script'),
        'setup.js': 'globalThis.who = process.env.WHO;',
        'a.test.js': `
          test('set up', () => expect([environmentName, who, process.env.FORCE_COLOR]).toEqual(['from the script', 'us', '1']));
          test('slow', () => new Promise(() => {}));`,
      },
      packages,
    );
    const result = await project.run(['a.test.js::set up', 'a.test.js::slow']);
    expect(told(result)).toEqual(['a.test.js::set up passed', 'a.test.js::slow failed']);
    expect(result.results[1]?.error?.message).toContain('Exceeded timeout of 50 ms');
    expect(result.limitations).toEqual([]);
  });

  it('goes without the arguments of a test script that jest refuses, and says so', async () => {
    const project = jestProject(
      {
        'package.json': JSON.stringify({ scripts: { test: 'jest --noSuchThing' }, jest: { transform: {} } }),
        'a.test.js': "test('x', () => {});",
      },
      packages,
    );
    const result = await project.run(['a.test.js::x']);
    expect(result.outcome).toBe('passed');
    expect(result.limitations.join()).toContain('noSuchThing');
  });

  it('replays the same chance with the same seed, before any set-up file, other chance with another, and shifts the clock', async () => {
    const project = jestProject(
      {
        'setup.js': "console.log('drawn', Math.random());",
        'a.test.js': "test('x', () => console.log('drawn', Math.random(), 'now', Date.now()));",
      },
      packages,
      { setupFiles: ['./setup.js'] },
    );
    const day = 86_400_000;
    const drawn = async (seed: number, clockShiftMs = 0) => {
      const result = await project.run(['a.test.js::x'], { seed, condition: { clockShiftMs } });
      const [now = 0] = numbersAfter('now', result);
      return { numbers: numbersAfter('drawn', result), days: Math.floor((now + day / 2 - Date.now()) / day) };
    };
    const first = await drawn(11);
    expect(first).toEqual({ numbers: [expect.any(Number), expect.any(Number)], days: 0 });
    expect(await drawn(11, 30 * day)).toEqual({ ...first, days: 30 });
    expect((await drawn(12)).numbers).not.toEqual(first.numbers);
  });

  it('writes no snapshot, and leaves those of tests that do not run as they are', async () => {
    const stored = '// Jest Snapshot v1, https://goo.gl/fbAQLP\n\nexports[`b 1`] = `2`;\n\n\nexports[`a 1`] = `1`;\n';
    const project = jestProject(
      {
        'a.test.js':
          "test('a', () => expect(1).toMatchSnapshot()); test('b', () => expect(2).toMatchSnapshot()); test('c', () => expect(3).toMatchSnapshot());",
        '__snapshots__/a.test.js.snap': stored.replace(
          'https://goo.gl/fbAQLP',
          _version === '30' ? 'https://jestjs.io/docs/snapshot-testing' : 'https://goo.gl/fbAQLP',
        ),
      },
      packages,
    );
    const file = path.join(project.folder, '__snapshots__/a.test.js.snap');
    const before = readFileSync(file, 'utf8');
    const known = await project.run(['a.test.js::a']);
    expect(known.outcome).toBe('passed');
    const unknown = await project.run(['a.test.js::c']);
    expect(unknown.outcome).toBe('failed');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('turns off what would stop, shuffle or measure: bail, coverage and its threshold, randomize, reporters', async () => {
    const project = jestProject(
      {
        'a.test.js': "test('x', () => { throw new Error('x'); });",
        'b.test.js': "test('y', () => {}); test('z', () => {});",
        'reporter.js': "module.exports = class { onRunComplete() { require('fs').writeFileSync('report.txt', ''); } };",
      },
      packages,
      {
        bail: 1,
        collectCoverage: true,
        coverageThreshold: { global: { lines: 100 } },
        randomize: true,
        reporters: ['<rootDir>/reporter.js'],
        testFailureExitCode: 0,
      },
    );
    const planned = ['a.test.js::x', 'b.test.js::z', 'b.test.js::y'];
    const result = await project.run(planned);
    expect(idsOf(result)).toEqual(planned);
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 1 });
    expect(existsSync(path.join(project.folder, 'report.txt'))).toBe(false);
    expect(existsSync(path.join(project.folder, 'coverage'))).toBe(false);
  });

  it('runs a file of several projects in the first, and says so', async () => {
    const file = "test('x', () => expect(name).toBe('one'));";
    const project = jestProject({ 'a/a.test.js': file, 'b/b.test.js': file }, packages, {
      projects: ['one', 'two'].map((name) => ({ displayName: name, transform: {}, globals: { name } })),
    });
    const result = await project.run(['b/b.test.js::x', 'a/a.test.js::x']);
    expect(told(result)).toEqual(['b/b.test.js::x passed', 'a/a.test.js::x passed']);
    expect(result.limitations).toContainEqual(expect.stringContaining('several jest projects'));
  });

  it('loads ES modules as such when a script of the project asks Node for it', async () => {
    const folder = tempProject(
      {
        'package.json': JSON.stringify({
          type: 'module',
          scripts: { test: 'NODE_OPTIONS=--experimental-vm-modules jest' },
          jest: { transform: {}, cacheDirectory: '<rootDir>/.cache' },
        }),
        'lib.js': 'export const two = 2;',
        'a.test.js':
          "import { two } from './lib.js'; test('x', () => { expect(two).toBe(2); expect(import.meta.url).toContain('a.test.js'); });",
      },
      packages,
    );
    const limits = { timeMs: 60_000, memoryBytes: 2 ** 31 };
    const project = { runner: 'jest', folder } as const;
    const result = await jest.run({ runId: 'modules', project, tests: ['a.test.js::x'], seed: 1, limits });
    expect(told(result)).toEqual(['a.test.js::x passed']);
  });

  it('a configuration that cannot be read is a failed collection', async () => {
    const project = jestProject({ 'a.test.js': "test('x', () => {});" }, packages, { preset: 'not-there' });
    const result = await project.run(['a.test.js::x']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.reason).toContain('not-there');
  });
});

describe('jest around a project', () => {
  it('keeps its cache where jest has it, not in the folder of the run', async () => {
    const project = jestProject(
      {
        'a.test.js': "test('x', () => {});",
        'transform.js': 'exports.process = (code) => ({ code });',
        'tmp/.keep': '',
      },
      undefined,
      { cacheDirectory: undefined, transform: { '\\.js$': '<rootDir>/transform.js' } },
    );
    const temporary = path.join(project.folder, 'tmp');
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await project.run(['a.test.js::x'])).toMatchObject({ outcome: 'passed' });
    expect(readdirSync(temporary)).toContainEqual(expect.stringMatching(/^jest_/));
  });

  it('says what to install where there is no jest', async () => {
    const folder = tempWorkspace({ 'package.json': '{}' }).root;
    const limits = { timeMs: 60_000, memoryBytes: 2 ** 31 };
    const run = jest.run({
      runId: 'none',
      project: { runner: 'jest', folder },
      tests: ['a.test.js::x'],
      seed: 1,
      limits,
    });
    await expect(run).rejects.toThrow('npm install --save-dev jest');
  });
});
