import { randomBytes } from 'node:crypto';
import { onTestFinished, vi } from 'vitest';
import { nodeTest } from '../../../src/runners/node-test.ts';
import { playwright } from '../../../src/runners/playwright.ts';
import type { Listing, Project, Runner, RunRequest, RunResult } from '../../../src/runners/runner.ts';
import { node24, tempProject } from '../../support/toolchains.ts';

const limits = { timeMs: 60_000, memoryBytes: 2 * 1024 ** 3 };

/** The Nodes whose node:test is driven in tests. `TESTING_PATTERNS_TEST_NODE` names one more. */
export const nodes: readonly (readonly [name: string, file: string])[] = [
  [`this Node ${process.versions.node}`, process.execPath],
  ['Node 24', node24()],
  ...(process.env.TESTING_PATTERNS_TEST_NODE
    ? [[process.env.TESTING_PATTERNS_TEST_NODE, process.env.TESTING_PATTERNS_TEST_NODE] as const]
    : []),
];

export interface NodeProject {
  readonly folder: string;
  run(tests: readonly string[], more?: Partial<RunRequest>): Promise<RunResult>;
  list(...files: string[]): Promise<Listing>;
}

/** Call it inside a test. */
export function nodeProject(node: string, files: Readonly<Record<string, string>>): NodeProject {
  vi.stubEnv('TESTING_PATTERNS_NODE', node);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return projectWith(nodeTest, tempProject({ 'package.json': '{}', ...files }));
}

/** `packages` is a folder with another Playwright in its node_modules. Call it inside a test. */
export function playwrightProject(files: Readonly<Record<string, string>>): NodeProject {
  const packages = process.env.TESTING_PATTERNS_TEST_PLAYWRIGHT;
  const config = Object.keys(files).find((name) => name.startsWith('playwright.config'));
  const folder = tempProject({ 'package.json': '{}', ...files }, ...(packages ? [packages] : []));
  return projectWith(playwright, folder, config);
}

function projectWith(runner: Runner, folder: string, config?: string): NodeProject {
  const project: Project = { runner: runner.name, folder, ...(config === undefined ? {} : { config }) };
  return {
    folder,
    run: (tests, more = {}) =>
      runner.run({ runId: `n${randomBytes(6).toString('hex')}`, project, tests, seed: 7, limits, ...more }),
    list: (...files) => runner.list({ project, files, limits }),
  };
}

/** What ran, in its order: `a.test.mjs::adds passed`. */
export function told({ results }: RunResult): string[] {
  return results.map(({ id, outcome }) => `${id} ${outcome}`);
}

/** What the tests printed, lines that begin with `>`: the tests' own word for what happened. */
export function printed({ output }: RunResult): string[] {
  return output.split('\n').flatMap((line) => (line.startsWith('>') ? [line.slice(1).trim()] : []));
}
