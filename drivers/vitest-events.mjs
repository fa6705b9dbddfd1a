// What vitest and our code in its workers say, as events on the channel.
import { errorText, fileOf } from './seed.mjs';

/** Where in a task's `meta` a message of a worker travels; the same as in vitest-worker.mjs. */
const messageKey = 'testing-patterns';

export class VitestEvents {
  failed = false;
  #plan;
  #emit;
  /** Attempt and id to place in the order of starts. */
  #positions = new Map();
  #next = 0;
  #running = new Set();
  /** Ids of the first round, in the order of their start. */
  #started = new Set();
  #idOfTask = new Map();
  /** What vitest's own state counts as run. */
  #executed = new Set();
  /** Tests that a hook kept from running; vitest counts them as skipped, we as failed. */
  #keptFromRunning = new Set();
  #listed = new Map();

  constructor(plan, emit) {
    this.#plan = plan;
    this.#emit = emit;
  }

  start(version) {
    this.#emit({ type: 'run:start', run: this.#plan.run, runner: 'vitest', version, planned: this.#plan.tests });
  }

  /** The reporter that vitest is given, in place of the user's. */
  reporter() {
    return {
      onTaskUpdate: (packs) => {
        for (const [taskId, , meta] of packs) if (meta?.[messageKey]) this.#heard(taskId, meta[messageKey]);
      },
      onTestCaseResult: (test) => {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') this.#executed.add(test.id);
      },
      onUserConsoleLog: ({ type, content }) => {
        (type === 'stderr' ? process.stderr : process.stdout).write(content);
      },
    };
  }

  #heard(taskId, message) {
    if (message.type === 'problem') return this.problem(message);
    if (['limitation', 'state', 'restored'].includes(message.type)) return this.#emit(message);
    const { id, attempt } = message;
    this.#idOfTask.set(taskId, id);
    const key = `${attempt} ${id}`;
    const fresh = !this.#positions.has(key);
    if (fresh) this.#positions.set(key, this.#next++);
    if (message.type === 'test:start') {
      this.#running.add(id);
      if (attempt === 1) this.#started.add(id);
      return this.#emit(message);
    }
    this.#running.delete(id);
    if (message.outcome === 'failed') this.failed = true;
    if (message.outcome === 'failed' && fresh) this.#keptFromRunning.add(id);
    return this.#emit({ ...message, position: this.#positions.get(key), seed: this.#plan.seed });
  }

  #list(message) {
    if (message?.problem) this.problem(message.problem);
    for (const id of message?.ids ?? []) {
      const file = fileOf(id);
      this.#listed.set(file, [...(this.#listed.get(file) ?? []), id]);
    }
  }

  problem(problem) {
    this.failed = true;
    this.#emit({ type: 'problem', ...problem });
  }

  limitation(text) {
    this.#emit({ type: 'limitation', text });
  }

  /** Takes what vitest says at the end of a run. */
  over(vitest, { testModules, unhandledErrors }) {
    for (const module of testModules) {
      // When vitest only collects, reporters hear of nothing.
      if (this.#plan.mode === 'list') this.#list(module.task.meta[messageKey]);
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') this.#executed.add(test.id);
      }
    }
    if (vitest.config.dangerouslyIgnoreUnhandledErrors) return;
    for (const error of unhandledErrors) {
      const { message, stack } = errorText(error);
      const during = this.#running.size > 0 ? ` (while ${[...this.#running].join(', ')} ran)` : '';
      // A worker that cannot start says why only there.
      const why = error?.cause ? ` Caused by: ${errorText(error.cause).message}` : '';
      this.problem({ scope: 'run', message: `${message}${why}${during}`, ...(stack ? { stack } : {}) });
    }
  }

  end() {
    const { files, tests, workers } = this.#plan;
    for (const file of files) for (const id of this.#listed.get(file) ?? []) this.#emit({ type: 'listed', id });
    const ran = [...this.#started];
    const wanted = tests.filter((id) => this.#started.has(id));
    if (workers === 1 && wanted.some((id, at) => id !== ran[at]))
      this.limitation('vitest could not keep the planned order; the positions say in which order the tests ran.');
    const counted = [...this.#executed].flatMap((taskId) => this.#idOfTask.get(taskId) ?? []);
    this.#emit({ type: 'run:end', executed: [...new Set([...counted, ...this.#keptFromRunning])] });
  }
}
