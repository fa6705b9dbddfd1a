// One test file in a vitest worker: which of its tasks run, in which order, and what is told about them.
import { errorText, idMaker, relativeFile } from './seed.mjs';

const obsoleteSnapshots = 'Obsolete snapshots found';

export class PlannedFile {
  #plan;
  #file;
  #modes;
  #tell;
  /** Task to id, in the order of declaration. */
  #ids = new Map();
  /** Id to place in the plan. */
  #ranks;
  /** Task to the mode that the plan gives it; a run changes `task.mode`. */
  #planned = new Map();
  #round = 0;
  /** Tasks told of in this round. */
  #told = new Set();
  #assertionsBefore = new Map();
  #loaded;
  #state;

  /**
   * `modes`: the modes that tasks were declared with. `tell(task, message)` reaches the main process. `state`: sees what tests
   * leave behind, when the plan asks for it.
   */
  constructor(plan, file, modes, tell, state) {
    this.#state = state;
    this.#plan = plan;
    this.#file = file;
    this.#modes = modes;
    this.#tell = tell;
    this.#ranks = new Map(plan.tests.map((id, rank) => [id, rank]));
    this.#loaded = file.result?.state !== 'fail';
    const testId = idMaker();
    const path = relativeFile(plan.folder, file.filepath);
    for (const { task, titles } of testsOf(file, [])) this.#ids.set(task, testId(path, titles));
  }

  async loaded() {
    const problem = this.#loaded ? undefined : this.#problem('collection', this.#file.result.errors?.[0]);
    if (this.#plan.mode === 'list')
      await this.#tell(this.#file, { type: 'listed', ids: [...this.#ids.values()], problem });
    else if (problem) await this.#tell(this.#file, problem);
    await this.#state?.loaded();
  }

  /** Unplanned tasks stay, as skipped: vitest takes the snapshots of tests that it does not see for obsolete. */
  async arrange() {
    this.#arrange(this.#file, true);
    if (this.#plan.workers > 1) return;
    const running = testsOf(this.#file, []).filter(({ task }) => task.mode === 'run');
    const inOrder = running.map(({ task }) => this.#ranks.get(this.#ids.get(task)));
    const kept = inOrder.every((rank, index) => index === 0 || rank > inOrder[index - 1]);
    if (kept) return;
    const text = `vitest runs a describe block as a whole: tests of one block of ${this.#file.name} that are planned apart were run together.`;
    await this.#tell(this.#file, { type: 'limitation', text });
  }

  /** Puts the planned children first, in the order of the first planned test in each. Returns the rank of its own first. */
  #arrange(task, parentRuns) {
    const declared = task === this.#file ? 'run' : (this.#modes.get(task) ?? task.mode);
    const runs = parentRuns && declared !== 'skip' && declared !== 'todo';
    // No try hides the failure of another.
    task.retry = 0;
    if (!task.tasks) {
      const rank = this.#ranks.get(this.#ids.get(task)) ?? Number.POSITIVE_INFINITY;
      this.#setMode(task, runs && rank !== Number.POSITIVE_INFINITY ? 'run' : declared === 'todo' ? 'todo' : 'skip');
      return rank;
    }
    const first = new Map(task.tasks.map((child) => [child, this.#arrange(child, runs)]));
    task.tasks.sort((a, b) => (first.get(a) === first.get(b) ? 0 : first.get(a) - first.get(b)));
    task.shuffle = false;
    this.#setMode(task, task.tasks.some(({ mode }) => mode === 'run') ? 'run' : 'skip');
    return Math.min(...first.values());
  }

  #setMode(task, mode) {
    task.mode = mode;
    this.#planned.set(task, mode);
  }

  runs() {
    return this.#loaded && this.#file.mode === 'run';
  }

  async suiteStarts(suite) {
    if (suite === this.#file && this.runs()) this.#roundStarts();
    const first = testsOf(suite, []).find(({ task }) => this.#planned.get(task) === 'run');
    if (first && this.#isLastRound()) await this.#state?.restoreBefore(this.#ids.get(first.task));
  }

  #isLastRound() {
    return this.#round === this.#plan.repeats;
  }

  #roundStarts() {
    this.#round += 1;
    this.#told.clear();
    if (this.#round === 1) return;
    for (const [task, mode] of this.#planned) {
      task.mode = mode;
      task.result = undefined;
    }
  }

  /** Errors of a suite are those of its hooks. Tests that it kept from running have failed; else it is nobody's error. */
  async suiteEnded(suite) {
    forgiveObsoleteSnapshots(suite);
    const error = suite.result?.errors?.[0];
    if (error) {
      const kept = testsOf(suite, [])
        .map(({ task }) => task)
        .filter((task) => this.#isDue(task) && this.#planned.get(task) === 'run');
      for (const task of kept) await this.#end(task, { outcome: 'failed', ms: 0, error: errorText(error) });
      if (kept.length === 0) await this.#tell(this.#file, this.#problem('run', error));
    }
    await this.#state?.suiteEnded(suite === this.#file && this.#isLastRound());
    if (suite === this.#file) await this.#skipTheRest();
  }

  async testStarts(test) {
    if (!this.#isDue(test) || test.mode !== 'run') return;
    if (this.#plan.countAssertions) this.#assertionsBefore.set(test, localAssertions(test));
    const id = this.#ids.get(test);
    if (this.#isLastRound()) await this.#state?.restoreBefore(id, true);
    this.#state?.testStarts(id);
    await this.#tell(test, { type: 'test:start', id, attempt: this.#round });
  }

  async testEnded(test) {
    if (!this.#isDue(test)) return;
    const { state, errors, duration = 0, retryCount = 0 } = test.result;
    const outcome = state === 'pass' ? 'passed' : state === 'fail' ? 'failed' : 'skipped';
    await this.#end(test, {
      outcome,
      ms: duration,
      ...(errors?.[0] ? { error: errorText(errors[0]) } : {}),
      ...(retryCount > 0 ? { retried: retryCount } : {}),
      ...this.#assertions(test),
    });
  }

  /** A file whose tests are all skipped is not run, so that no suite ends. */
  async over() {
    if (!this.#loaded || this.#round > 0) return;
    for (this.#round = 1; this.#round <= this.#plan.repeats; this.#round += 1) {
      this.#told.clear();
      await this.#skipTheRest();
    }
  }

  async #skipTheRest() {
    for (const task of this.#ids.keys()) if (this.#isDue(task)) await this.#end(task, { outcome: 'skipped', ms: 0 });
  }

  #isDue(task) {
    return this.#ranks.has(this.#ids.get(task)) && !this.#told.has(task);
  }

  async #end(task, result) {
    this.#told.add(task);
    const id = this.#ids.get(task);
    await this.#tell(task, { type: 'test', id, attempt: this.#round, ...result });
    if (result.outcome !== 'skipped' || task.result?.pending) await this.#state?.testEnded(id);
  }

  #problem(scope, error) {
    const { message, stack } = errorText(error ?? 'The file could not be loaded.');
    const file = relativeFile(this.#plan.folder, this.#file.filepath);
    return { type: 'problem', scope, message, file, ...(stack ? { stack } : {}) };
  }

  /** Those of the global `expect` cannot be told apart when tests run at the same time. */
  #assertions(test) {
    if (!this.#plan.countAssertions) return {};
    const local = localAssertions(test) - (this.#assertionsBefore.get(test) ?? 0);
    if (test.concurrent) return test.context?._local ? { assertions: local } : {};
    const global = globalThis[Symbol.for('expect-global')]?.getState().assertionCalls ?? 0;
    return { assertions: global + Math.max(0, local) };
  }
}

/** All tests below, in order, with their titles. */
function testsOf(suite, titles) {
  return suite.tasks.flatMap((task) => {
    const own = [...titles, task.name];
    return task.tasks ? testsOf(task, own) : [{ task, titles: own }];
  });
}

/** Snapshots are never written, which makes vitest complain of unused ones; that says nothing about the planned tests. */
function forgiveObsoleteSnapshots(suite) {
  const errors = suite.result?.errors;
  if (!errors?.some(({ message }) => message?.startsWith(obsoleteSnapshots))) return;
  const others = errors.filter(({ message }) => !message?.startsWith(obsoleteSnapshots));
  suite.result.errors = others;
  const failed = others.length > 0 || testsOf(suite, []).some(({ task }) => task.result?.state === 'fail');
  suite.result.state = failed ? 'fail' : 'pass';
}

function localAssertions(test) {
  return test.context?._local ? test.context.expect.getState().assertionCalls : 0;
}
