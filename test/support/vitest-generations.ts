import { readFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { Listing, RunRequest, RunResult } from '../../src/runners/runner.ts';
import { vitest } from '../../src/runners/vitest.ts';
import { projectRoot } from './runners.ts';
import { node24, tempProject, toolchains } from './toolchains.ts';

/** The vitest that our runner drives in a test, and the Node under it. */
export interface Generation {
  readonly name: string;
  /** Folder with the node_modules that it is in. */
  readonly packages: string;
  /** Start of the versions that it may be. */
  readonly version: string;
  readonly node?: string;
}

export const generations: readonly [Generation, Generation] = [
  { name: 'vitest 4.1', packages: projectRoot, version: '4.1.' },
  { name: 'vitest 5.1 on Node 24', packages: toolchains, version: '5.1.', node: node24() },
];

export interface Driven {
  /** Real path of the project. */
  readonly folder: string;
  text(name: string): string;
  list(files: readonly string[]): Promise<Listing>;
  run(tests: readonly string[], request?: Partial<RunRequest>): Promise<RunResult>;
}

let runs = 0;

/** A project of these files under one generation of vitest; gone when the test ends. Call it inside a test. */
export function drivenProject(generation: Generation, files: Readonly<Record<string, string>>): Driven {
  if (generation.node) vi.stubEnv('TESTING_PATTERNS_NODE', generation.node);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const folder = tempProject({ 'package.json': '{ "type": "module" }', ...files }, generation.packages);
  const project = { runner: 'vitest', folder } as const;
  const limits = { timeMs: 60_000, memoryBytes: 2 ** 31 };
  return {
    folder,
    text: (name) => readFileSync(path.join(folder, name), 'utf8'),
    list: (files) => vitest.list({ project, files, limits }),
    run(tests, request = {}) {
      runs += 1;
      return vitest.run({ runId: `vitest-${process.pid}-${runs}`, project, tests, seed: 7, limits, ...request });
    },
  };
}

/** `id outcome` of each result, in the order of the results. */
export function summary({ results }: RunResult): string[] {
  return results.map(({ id, outcome }) => `${id} ${outcome}`);
}

/** Lines that the tests printed, those beginning with `>`: what really happened, told by the tests themselves. */
export function printed({ output }: RunResult): string[] {
  return output.split('\n').flatMap((line) => (line.startsWith('>') ? [line.slice(1).trim()] : []));
}
