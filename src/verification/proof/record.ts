import { z } from 'zod';
import { runnerNames } from '../../runners/runner.ts';
import { RecordLog, type State } from '../../state/index.ts';
import { Surroundings } from '../surroundings.ts';
import { ProofError } from './error.ts';

/** A way to run the tests in which they may fail more often. */
export const Arm = z.object({
  /** For people: `as declared`, `shuffled`, `TZ=Asia/Kolkata`. */
  name: z.string(),
  /** `named`: only the tests that the change is to mend, as the caller named them. */
  order: z.enum(['declared', 'named', 'shuffled', 'alone']),
  /** With `alone`: the only test that runs. */
  test: z.string().exactOptional(),
  surroundings: Surroundings,
});
export type Arm = Readonly<z.infer<typeof Arm>>;

/** A file of the plan, whole, relative to the root. */
const ChangedText = z.object({ relative: z.string(), before: z.string(), after: z.string() });
export type ChangedText = Readonly<z.infer<typeof ChangedText>>;

/** What is to be proved, and everything that chance decides, so that the proof can be continued and replayed. */
export const ProofPlan = z.object({
  proof_id: z.string(),
  /** ISO 8601. */
  created: z.string(),
  /** Real path of the workspace root. */
  root: z.string(),
  changes: z.array(ChangedText).readonly(),
  runner: z.enum(runnerNames),
  /** Of the project, relative to the root. */
  folder: z.string(),
  /** The same as people see it; `.` for the only root. */
  shown: z.string(),
  config: z.string().exactOptional(),
  /**
   * Every test of the files concerned, in the order of declaration. `before` and `after` are its ids without and with the
   * change: others for a renamed test, one missing for a test that the change adds. `id` is the first of them.
   */
  tests: z
    .array(z.object({ id: z.string(), before: z.string().exactOptional(), after: z.string().exactOptional() }))
    .readonly(),
  /** Ids of the tests that the change is to mend, in the order in which they were named; the others are watched. */
  targets: z.array(z.string()).readonly(),
  arms: z.array(Arm).min(1).readonly(),
  seed: z.number(),
  level: z.number(),
  /** Runs without the change after which a failure that did not show counts as not reproduced. */
  exploring: z.number(),
  /** Clean runs that a fix must have even where fewer would tell it from the old code. */
  cleanRuns: z.number(),
  /** Of the workspace without the changed files: tells whether somebody worked on it between two calls. */
  workspace: z.string(),
  /** What limits the proof, in words for people. */
  limitations: z.array(z.string()).readonly(),
});
export type ProofPlan = Readonly<z.infer<typeof ProofPlan>>;

/** Stands for failures that no test is named for: unhandled errors, a file that does not load, a runner that dies. */
export const outsideTests = '(outside of tests)';

/** A test as people see it, its path relative to the workspace. */
export function shownTest({ shown }: Pick<ProofPlan, 'shown'>, id: string): string {
  return shown === '.' || id === outsideTests ? id : `${shown}/${id}`;
}

/** One run in a process of its own, in the copy without the change (`old`) or with it (`new`). Ids are those before the change. */
export const Trial = z.object({
  phase: z.enum(['explore', 'pair', 'extra', 'sweep', 'confirm']),
  tree: z.enum(['old', 'new']),
  /** Index into the plan's arms. */
  arm: z.number(),
  /** Counts the trials of a phase, tree and arm; of the pairs, the pairs. */
  index: z.number(),
  seed: z.number(),
  outcome: z.string(),
  reason: z.string().exactOptional(),
  failed: z.array(z.object({ id: z.string(), message: z.string() })).readonly(),
  skipped: z.array(z.string()).readonly(),
  /** Neither run nor skipped, those that this tree does not have included. */
  missing: z.array(z.string()).readonly(),
  /** Executed assertions of the tests that passed, where they were counted. */
  assertions: z.record(z.string(), z.number()).exactOptional(),
  /** Code of the copy that the run left other than it was: what ran after it ran other code. */
  changed: z.array(z.string()).exactOptional(),
  /** Milliseconds. */
  ms: z.number(),
});
export type Trial = Readonly<z.infer<typeof Trial>>;

/** How long a proof can be continued and looked up. Milliseconds. */
const ageMs = 30 * 24 * 60 * 60 * 1000;

export interface ProofRecord {
  readonly plan: ProofPlan;
  readonly trials: readonly Trial[];
}

/** The proofs of a workspace: a line for each run, so that a killed process loses the run it was in. */
export class ProofStore {
  private readonly log: RecordLog<ProofPlan, Trial>;

  constructor(state: State) {
    this.log = new RecordLog(state, { kind: 'proof', head: ProofPlan, entry: Trial, ageMs });
  }

  /** Keeps a new proof, and drops those of more than 30 days ago. */
  create(plan: ProofPlan): Promise<void> {
    return this.log.create(plan.proof_id, plan);
  }

  /** Adds a run and waits until it is on the disk. */
  add(proofId: string, trial: Trial): Promise<void> {
    return this.log.append(proofId, trial);
  }

  /** @throws {ProofError} for ids that are unknown; {StateError} when the file is damaged. */
  async read(proofId: string): Promise<ProofRecord> {
    const found = await this.log.read(proofId);
    if (!found)
      throw new ProofError(
        `proof ${JSON.stringify(proofId)} is not known. Allowed: the id of a proof of this workspace. Start a new one.`,
      );
    return { plan: found.head, trials: found.entries };
  }

  /** Runs `task` while no other process continues this proof. */
  alone<T>(proofId: string, task: () => Promise<T>): Promise<T> {
    return this.log.alone(proofId, task);
  }
}
