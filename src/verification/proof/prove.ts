import path from 'node:path';
import type { Analyzer } from '../../analysis/index.ts';
import type { Limits } from '../../runners/runner.ts';
import { newId, type State } from '../../state/index.ts';
import { sha256, type Workspace } from '../../workspace/index.ts';
import { seedOf } from '../random.ts';
import { usualLevel } from '../statistics.ts';
import { armsFor } from './arms.ts';
import { reproducedTests } from './counts.ts';
import { ProofError } from './error.ts';
import { changedBetween, type Fingerprint, fingerprint } from './fingerprint.ts';
import { nextStep } from './next.ts';
import { recordPersistingFailure } from './persisting.ts';
import { type ChangedText, type ProofPlan, type ProofRecord, ProofStore, shownTest, type Trial } from './record.ts';
import { type ProofReport, reportOf } from './report.ts';
import { runnerInCopy } from './runner-in-copy.ts';
import { subjectOf, subjectTests } from './subject.ts';
import { copyTrees, type Trees } from './trees.ts';
import { runTrial } from './trial.ts';
import { type Weakening, weakenings } from './weakening.ts';
import { sweepCopies } from './workspace-copy.ts';

export interface ProofProgress {
  /** Runs so far, those of earlier calls included. */
  readonly runs: number;
  /** What is going on, in a sentence. */
  readonly text: string;
}

export interface ProofOptions {
  readonly state: State;
  /** A run that has begun is finished; no other is begun that would probably end later. Milliseconds. */
  readonly budgetMs: number;
  /** Of each run. */
  readonly limits?: Limits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ProofProgress) => void) | undefined;
}

export interface ProofRequest extends ProofOptions {
  readonly workspace: Workspace;
  readonly analyzer: Analyzer;
  /** Whole texts, as `FixService.prepare` gives them. The workspace may hold either: a fix is proved before or after it is applied. */
  readonly changes: readonly (ChangedText & { readonly root: string })[];
  /**
   * What the change is to mend: `path` or `path::name`, relative to the root. The other tests of these files, and of the
   * changed ones, are watched. By default all tests of the changed files are meant.
   */
  readonly tests?: readonly string[];
  /** Runs without the change after which the failure counts as not reproduced. Default 150. */
  readonly exploring?: number;
  /** Clean runs that a fix needs at least. Default 20, which leave a rate of up to 14 %; 59 leave 5 %. */
  readonly cleanRuns?: number;
  /** 31 bits; everything left to chance follows from it. Default: another one each time. */
  readonly seed?: number;
}

const usualLimits: Limits = { timeMs: 120_000, memoryBytes: 2 * 1024 ** 3 };

/**
 * Proves, or refutes, that a change mends a flaky or failing test, in two private copies of the workspace: one without the
 * change, one with it. The real files are only read.
 *
 * @throws {ProofError} when the request cannot be proved; errors of the workspace and of the runner pass through.
 */
export async function proveFix(request: ProofRequest): Promise<ProofReport | RefusedBeforehand> {
  await sweepCopies();
  const subject = await subjectOf(request);
  const { root, changes, project } = subject;
  const found = await weakenings(changes, project.runner);
  if (found.length > 0) return { status: 'refused', reason: refusal(found), weakenings: found };

  const { state, limits = usualLimits, signal } = request;
  const store = new ProofStore(state);
  const before = await fingerprint(root, signal);
  return withTrees(root, changes, signal, async (trees) => {
    const { tests, targets, limitations: unloadable } = await subjectTests(subject, trees, limits, signal);
    const named = subject.wanted.length > 0 && subject.wanted.every(({ name }) => name !== undefined);
    const tried = { targets, named, tests: tests.length };
    const { arms, limitations } = armsFor(project.runner, tried, new Date());
    const proof_id = newId('proof');
    const plan: ProofPlan = {
      proof_id,
      created: new Date().toISOString(),
      root,
      changes,
      runner: project.runner,
      folder: path.relative(root, project.folder),
      shown: request.workspace.at(root, path.relative(root, project.folder).split(path.sep).join('/')).display,
      ...(project.config === undefined ? {} : { config: project.config }),
      tests,
      targets,
      arms,
      seed: request.seed ?? seedOf(proof_id),
      level: usualLevel,
      exploring: request.exploring ?? 150,
      cleanRuns: request.cleanRuns ?? 20,
      workspace: digestOf(before, changes),
      limitations: [...trees.limitations, ...unloadable, ...limitations],
    };
    await store.create(plan);
    return store.alone(proof_id, () => carryOn({ plan, trials: [] }, trees, before, store, request));
  });
}

/** A change that is no fix, found by reading it: nothing was run and nothing is kept. */
export interface RefusedBeforehand {
  readonly status: 'refused';
  readonly reason: string;
  readonly weakenings: readonly Weakening[];
}

/**
 * Goes on where a proof was stopped by its budget or by the end of the process. A finished one gives its verdict again.
 *
 * @throws {ProofError} for ids that are unknown and when the files of the change hold neither of its texts.
 */
export async function continueProof(proofId: string, options: ProofOptions): Promise<ProofReport> {
  await sweepCopies();
  const { state, signal } = options;
  const store = new ProofStore(state);
  const known = await store.read(proofId);
  const step = nextStep(known.plan, known.trials);
  if (step.kind !== 'run') return reportOf(known, step, { changedMeanwhile: [], limitations: [] });
  return store.alone(proofId, async () => {
    const { plan, trials } = await store.read(proofId);
    if (!state.roots.includes(plan.root))
      throw new ProofError(`The proof "${proofId}" belongs to another workspace (${plan.root}).`);
    const before = await fingerprint(plan.root, signal);
    return withTrees(plan.root, plan.changes, signal, (trees) =>
      carryOn({ plan, trials }, trees, before, store, options),
    );
  });
}

/** Whether going on with a proof would run tests: a finished one only gives its verdict again. @throws {ProofError} */
export async function wouldRun(proofId: string, state: State): Promise<boolean> {
  const { plan, trials } = await new ProofStore(state).read(proofId);
  return nextStep(plan, trials).kind === 'run';
}

async function withTrees<T>(
  root: string,
  changes: readonly ChangedText[],
  signal: AbortSignal | undefined,
  task: (trees: Trees) => Promise<T>,
): Promise<T> {
  const trees = await copyTrees(root, changes, signal);
  try {
    return await task(trees);
  } finally {
    await trees.remove();
  }
}

async function carryOn(
  { plan, trials: known }: ProofRecord,
  trees: Trees,
  before: Fingerprint,
  store: ProofStore,
  { state, budgetMs, limits = usualLimits, signal, onProgress }: ProofOptions,
): Promise<ProofReport> {
  const folder = path.join(plan.root, plan.folder);
  const project = { runner: plan.runner, folder, ...(plan.config === undefined ? {} : { config: plan.config }) };
  const runners = {
    old: await runnerInCopy(project, plan.root, trees.old),
    new: await runnerInCopy(project, plan.root, trees.new),
  };
  const trials: Trial[] = [...known];
  const deadline = Date.now() + budgetMs;
  let step = nextStep(plan, trials);
  for (let first = true; step.kind === 'run' && !signal?.aborted; first = false) {
    if (!first && Date.now() + usualMs(trials) > deadline) break;
    const twin = { ...project, folder: trees[step.tree].twin(folder) };
    const made = await runTrial(plan, step, { runner: runners[step.tree], project: twin, limits, signal });
    if (!made) break;
    const changed = await trees.changedCode(step.tree);
    const trial = changed.length > 0 ? { ...made, changed: changed.slice(0, 10) } : made;
    await store.add(plan.proof_id, trial);
    trials.push(trial);
    step = nextStep(plan, trials);
    onProgress?.({ runs: trials.length, text: progressText(plan, trial) });
  }
  const after = await fingerprint(plan.root);
  if (step.kind === 'done' && step.verdict === 'not_fixed') await keepFailing(state, { plan, trials });
  const limitations = [...(await trees.written())];
  if (digestOf(before, plan.changes) !== plan.workspace)
    limitations.push(
      'The workspace was changed between two calls of this proof; runs from before and after are counted together.',
    );
  return reportOf({ plan, trials }, step, { changedMeanwhile: changedBetween(before, after), limitations });
}

/** Of the last runs. Milliseconds. */
function usualMs(trials: readonly Trial[]): number {
  const last = trials.slice(-5).map(({ ms }) => ms);
  return last.length === 0 ? 0 : Math.max(...last);
}

function progressText(plan: ProofPlan, { tree, arm, failed }: Trial): string {
  const what = tree === 'old' ? 'Without the change' : 'With the change';
  return `${what}, ${plan.arms[arm]?.name}: ${failed.length === 0 ? 'passed' : `${failed.length} failed`}`;
}

/** The escalation gate then asks a person before the next fix of such a test. */
async function keepFailing(state: State, { plan, trials }: ProofRecord): Promise<void> {
  const now = new Date().toISOString();
  const reproduced = reproducedTests(plan, trials);
  const still = plan.targets.filter(
    (id) =>
      reproduced.has(id) &&
      trials.some(({ tree, failed }) => tree === 'new' && failed.some((failure) => failure.id === id)),
  );
  for (const id of still) {
    await recordPersistingFailure(state, { test: shownTest(plan, id), fixedAt: plan.created, stillFailingAt: now });
  }
}

function digestOf(files: Fingerprint, changes: readonly ChangedText[]): string {
  const changed = new Set(changes.map(({ relative }) => relative));
  return sha256(JSON.stringify([...files].filter(([name]) => !changed.has(name)).sort()));
}

function refusal(found: readonly Weakening[]): string {
  const [first] = found;
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  return `The change makes tests check less, which proves nothing: ${first?.path}${first?.line === undefined ? '' : `:${first.line}`}: ${first?.reason}${more}. Mend the cause and keep what the test checks.`;
}
