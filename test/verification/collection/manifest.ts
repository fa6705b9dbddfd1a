import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Project, type RunnerName, runnerNames } from '../../../src/runners/runner.ts';
import { strategies } from '../../../src/verification/strategies.ts';
import { projectRoot } from '../../support/runners.ts';

export const collectionFolder = path.join(projectRoot, 'examples/flaky');

/** Those of the closed list that a run can show. `vacuous` and `overbroad-assertion` never fail. */
export const flakyCauses = [
  'order-dependence',
  'async-wait',
  'unawaited',
  'time',
  'randomness',
  'unordered-collection',
  'floating-point',
  'resource-leak',
  'mock-leak',
  'shared-state',
  'network',
  'database',
  'performance-threshold',
  'environment',
] as const;

/** `1/3`, `1` or `0.25`. */
const Rate = z
  .string()
  .regex(/^\d+(\.\d+)?(\/\d+)?$/)
  .transform((text) => {
    const [above = 0, below = 1] = text.split('/').map(Number);
    return above / below;
  });

const Showing = z.strictObject({
  under: z.array(z.enum(strategies)).min(1),
  /** Of failures, per fresh process. Absent for axes, where some values always fail. */
  rate: Rate.optional(),
  because: z.string(),
  /** So many show a failure with 99 %, or go through all values of the axis. */
  runs: z.number().int().positive(),
});

const common = { id: z.string().regex(/::/) };
/** What happens when the list is run a second time in the same process. */
const twice = { twice: z.literal('fails').optional() };

const Flaky = z.strictObject({
  ...common,
  ...twice,
  verdict: z.literal('flaky'),
  cause: z.enum(flakyCauses),
  shows: z.array(Showing).min(1),
  polluters: z.array(z.string()).optional(),
  state_setters: z.array(z.string()).optional(),
  needs: z.enum(['network-interface', 'shifted-python-clock']).optional(),
});

const Stable = z.strictObject({
  ...common,
  ...twice,
  verdict: z.literal('stable'),
  /** The cause that it makes one think of, and why it is not that. */
  looks_like: z.string().optional(),
  cause: z.enum(flakyCauses).optional(),
  because: z.string().optional(),
});

const Failing = z.strictObject({
  ...common,
  verdict: z.literal('failing'),
  cause: z.literal('genuine-failure'),
  because: z.string(),
});

const KnownTest = z.discriminatedUnion('verdict', [Flaky, Stable, Failing]);
export type KnownTest = z.infer<typeof KnownTest>;

const KnownProject = z.strictObject({
  folder: z.string(),
  runner: z.enum(runnerNames),
  tests: z.array(KnownTest),
});
export type KnownProject = z.infer<typeof KnownProject>;

const Collection = z.strictObject({
  about: z.string(),
  projects: z.array(KnownProject),
  unfinished: z.strictObject({
    folder: z.string(),
    runner: z.enum(runnerNames),
    runs: z.array(
      z.strictObject({
        tests: z.array(z.string()),
        outcome: z.enum(['timed_out', 'crashed', 'not_executed', 'collection_failed']),
        blamed: z.string().optional(),
        because: z.string(),
      }),
    ),
  }),
});

export const collection = Collection.parse(
  JSON.parse(readFileSync(path.join(collectionFolder, 'collection.json'), 'utf8')),
);

export const knownTests: readonly KnownTest[] = collection.projects.flatMap(({ tests }) => tests);

export function testsWith<V extends KnownTest['verdict']>(
  verdict: V,
  tests: readonly KnownTest[] = knownTests,
): Extract<KnownTest, { verdict: V }>[] {
  return tests.filter((test): test is Extract<KnownTest, { verdict: V }> => test.verdict === verdict);
}

/** As a runner is told. */
export function projectOf({ folder, runner }: { readonly folder: string; readonly runner: RunnerName }): Project {
  const config = configs[runner];
  return { runner, folder: path.join(collectionFolder, folder), ...(config === undefined ? {} : { config }) };
}

const configs: Readonly<Partial<Record<RunnerName, string>>> = {
  pytest: 'pyproject.toml',
  vitest: 'vitest.config.ts',
  jest: 'package.json',
  playwright: 'playwright.config.js',
};

/** The files of tests, each once. */
export function filesOf(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => id.slice(0, id.indexOf('::'))))];
}
