import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { jest } from '../../../src/runners/jest.ts';
import { mocha } from '../../../src/runners/mocha.ts';
import type { Listing, Project, RunRequest, RunResult } from '../../../src/runners/runner.ts';
import { projectRoot } from '../../support/runners.ts';
import { tempProject, toolchains } from '../../support/toolchains.ts';

const limits = { timeMs: 60_000, memoryBytes: 2 * 1024 ** 3 };

export interface ScriptProject {
  readonly folder: string;
  run(tests: readonly string[], more?: Partial<RunRequest>): Promise<RunResult>;
  list(...files: string[]): Promise<Listing>;
}

/** The jest of the repository, and the one of the toolchains. */
export const jestVersions = [
  ['30', projectRoot],
  ['29', toolchains],
] as const;

/** Call it inside a test. Without a transform, so that plain scripts start fast. */
export function jestProject(
  files: Readonly<Record<string, string>>,
  packages: string = projectRoot,
  settings: Readonly<Record<string, unknown>> = {},
): ScriptProject {
  const config = { transform: {}, cacheDirectory: '<rootDir>/.cache', ...settings };
  const folder = tempProject({ 'package.json': JSON.stringify({ name: 'shop', jest: config }), ...files }, packages);
  return projectWith(jest, { runner: 'jest', folder });
}

/** A folder with another mocha in its node_modules, to run these tests against that one. */
const mochaPackages = process.env.TESTING_PATTERNS_TEST_MOCHA || projectRoot;

/** Call it inside a test. `settings` are those of `.mocharc.json`. */
export function mochaProject(
  files: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>> = {},
): ScriptProject {
  const own = { 'package.json': JSON.stringify({ name: 'shop' }), '.mocharc.json': JSON.stringify(settings) };
  return projectWith(mocha, { runner: 'mocha', folder: tempProject({ ...own, ...files }, mochaPackages) });
}

function projectWith(runner: typeof jest, project: Project): ScriptProject {
  return {
    folder: project.folder,
    run: (tests, more = {}) =>
      runner.run({ runId: `t${randomBytes(6).toString('hex')}`, project, tests, seed: 1, limits, ...more }),
    list: (...files) => runner.list({ project, files, limits }),
  };
}

/** What ran, in its order: `a.test.js::x passed`. */
export function told({ results }: RunResult): string[] {
  return results.map(({ id, outcome }) => `${id} ${outcome}`);
}

export function idsOf({ results }: RunResult): string[] {
  return results.map(({ id }) => id);
}

/** The numbers that a test printed behind a word, in the order of printing. */
export function numbersAfter(word: string, { output }: RunResult): number[] {
  return [...output.matchAll(new RegExp(`${word} ([\\d.]+)`, 'g'))].map(([, number]) => Number(number));
}

/** Appends a line to `log.txt` of the project, wherever the code runs. */
export function logging(folderExpression = '__dirname'): string {
  return `const log = (line) => require('fs').appendFileSync(require('path').join(${folderExpression}, 'log.txt'), line + '\\n');`;
}

export const logOf = (folder: string): string => path.join(folder, 'log.txt');
