import { z } from 'zod';
import { runnerNames } from '../runners/runner.ts';
import { stateKinds } from '../runners/state.ts';
import { strategies } from './strategies.ts';
import { Surroundings } from './surroundings.ts';

/**
 * What a campaign is on disk: a header, then one line for each run that ended. Tests are numbers, the places in the
 * header's list. Everything that a run needs to be made again is in these lines.
 */

const StrategyName = z.enum(strategies);

const ProjectRecord = z.object({
  runner: z.enum(runnerNames),
  /** Real path of the workspace root, and the folder below it (`''` for the root itself). */
  root: z.string(),
  folder: z.string(),
  /** Relative to the folder. */
  config: z.string().exactOptional(),
  /** Of the runner; empty when unknown. */
  version: z.string(),
});
export type ProjectRecord = Readonly<z.infer<typeof ProjectRecord>>;

const ReachRecord = z.discriminatedUnion('status', [
  z.object({ status: z.literal('available'), values: z.array(Surroundings) }),
  z.object({ status: z.literal('unavailable'), reason: z.string() }),
  z.object({ status: z.literal('not_applicable'), reason: z.string() }),
]);

const FilesRecord = z.object({
  root: z.string(),
  /** What people see before a path in this root: nothing, or its name and a `/`. */
  shown: z.string(),
  /** Of the projects, relative to the root. */
  folders: z.array(z.string()),
  /** By path relative to the root: a digest of the content, and when the file system saw the last change. Milliseconds. */
  seen: z.record(z.string(), z.tuple([z.string(), z.number()])),
  /** The same of files that no test has to write. */
  guarded: z.record(z.string(), z.tuple([z.string(), z.number()])).exactOptional(),
  /** How many more there were. */
  left_out: z.number(),
});
export type FilesRecord = Readonly<z.infer<typeof FilesRecord>>;

export const Header = z.object({
  kind: z.literal('campaign'),
  format: z.literal(1),
  campaign_id: z.string(),
  created: z.string(),
  /** The workspace's, in its order. Real paths. */
  roots: z.array(z.string()),
  request: z.object({
    tests: z.array(z.string()),
    /** Of each strategy. */
    runs: z.number(),
    strategies: z.array(StrategyName),
  }),
  /** 31 bits. Everything that is left to chance follows from it. */
  seed: z.number(),
  projects: z.array(ProjectRecord),
  /** In the order of declaration. `id` is what people see, `own` the project's own id. */
  tests: z.array(z.object({ id: z.string(), project: z.number(), own: z.string() })),
  /** The code and the settings of the projects, as they were when the campaign began. An entry for each root. */
  files: z.array(FilesRecord),
  /** Asked-for files that could not be loaded. */
  unloadable: z.array(z.object({ path: z.string(), message: z.string() })),
  reach: z.array(z.object({ strategy: StrategyName, project: z.number(), reach: ReachRecord })),
  machine: z.object({ node: z.string(), platform: z.string(), arch: z.string(), cores: z.number() }),
});
export type Header = Readonly<z.infer<typeof Header>>;

const ResultRecord = z.object({
  test: z.number(),
  attempt: z.number(),
  outcome: z.enum(['passed', 'failed', 'skipped', 'crashed', 'timed_out', 'out_of_memory']),
  ms: z.number(),
  message: z.string().exactOptional(),
});
export type ResultRecord = Readonly<z.infer<typeof ResultRecord>>;

const LeaksRecord = z.object({
  tests: z.array(
    z.object({
      /** The project's own id of a test, or the path of a file in the project. */
      by: z.string(),
      state: z.array(z.object({ kind: z.enum(stateKinds), name: z.string(), before: z.string(), after: z.string() })),
      /** How many more pieces of state there were; below, how many more tests. */
      more: z.number(),
    }),
  ),
  more: z.number(),
});
export type LeaksRecord = z.infer<typeof LeaksRecord>;

export const RunRecord = z.object({
  kind: z.literal('run'),
  /** From 1; its place in the campaign's schedule. A run that was cut by the budget is made again under the same number. */
  run: z.number(),
  strategy: StrategyName,
  project: z.number(),
  seed: z.number(),
  surroundings: Surroundings,
  workers: z.number(),
  repeats: z.number(),
  /** As planned. */
  order: z.array(z.number()),
  outcome: z.enum([
    'passed',
    'failed',
    'not_executed',
    'incomplete',
    'collection_failed',
    'error_outside_tests',
    'crashed',
    'timed_out',
    'out_of_memory',
    'cancelled',
  ]),
  reason: z.string().exactOptional(),
  /** In the order of execution. */
  results: z.array(ResultRecord),
  limitations: z.array(z.string()),
  /** What tests left behind, when the run looked. */
  leaks: LeaksRecord.exactOptional(),
  version: z.string(),
  /** Code, settings and guarded files that were no longer as at the beginning when it was over. As shown to people, the first ones. */
  changed: z.array(z.string()).exactOptional(),
  /** When it began, and how long it took in milliseconds. */
  at: z.string(),
  ms: z.number(),
});
export type RunRecord = Readonly<z.infer<typeof RunRecord>>;

/** A campaign as far as it has come: runs in the order in which they were made, cut ones included. */
export interface Campaign {
  readonly header: Header;
  readonly runs: readonly RunRecord[];
}
