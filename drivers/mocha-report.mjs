// Tells what mocha runs. A test is told when its `after each` hooks are over, because their failure is the test's.

import { performance } from 'node:perf_hooks';
import { errorText } from './seed.mjs';

// Kept, because tests put fake clocks in the place of the real one.
const now = performance.now.bind(performance);

export class Report {
  #plan;
  #emit;
  #sequence;
  #entries;
  #runner;
  /** Tests in the order of their start, with that place and the time. */
  #begun = new Map();
  #finished = new Set();
  #executed = new Set();
  /** When state is watched. */
  #turns;
  /** The test that hooks before its suites have begun. */
  #prepared;
  /** The last test, ended but for its hooks. */
  #held;
  /** Tests that will not run because a hook failed. */
  #given = [];

  constructor(plan, emit, sequence, turns) {
    this.#plan = plan;
    this.#turns = turns;
    this.#emit = emit;
    this.#sequence = sequence;
    this.#entries = new Map(sequence.map((entry) => [entry.test, entry]));
  }

  get executed() {
    return [...this.#executed];
  }

  listen(runner) {
    this.#runner = runner;
    runner.on('hook', (hook) => {
      const kind = kindOf(hook);
      if (kind === 'before all' || kind === 'after all') this.#flush();
      if (kind === 'before all') this.#prepare();
    });
    runner.on('test', (test) => {
      this.#flush();
      const entry = this.#entries.get(test);
      this.#begin(entry);
      if (entry === this.#prepared) this.#prepared = undefined;
    });
    runner.on('pass', (test) => this.#hold(test, 'passed'));
    runner.on('pending', (test) => this.#hold(test, 'skipped'));
    runner.on('fail', (runnable, error) => {
      if (runnable.type === 'hook') this.#hookFailed(runnable, error);
      else if (this.#entries.has(runnable)) this.#testFailed(runnable, error);
      else this.#problem(`${runnable.title}: ${errorText(error).message}`, error);
    });
    runner.on('suite end', () => this.#flush());
    runner.on('end', () => {
      this.#flush();
      this.#turns?.look();
    });
    const ignored = (reason) => {
      const text = `mocha ignores promises that are rejected and never handled; one was: ${errorText(reason).message}`;
      emitLimitation(this.#emit, text);
    };
    // As long as mocha itself listens: without a listener, such a promise ends the process.
    runner.on('start', () => process.on('unhandledRejection', ignored));
    // mocha listens to the process, too.
    runner.on('start', () => this.#turns?.skip());
    runner.on('end', () => process.removeListener('unhandledRejection', ignored));
  }

  /** The hooks before a suite are part of its first test; there may be several, in several suites around it. */
  #prepare() {
    if (this.#prepared && !this.#finished.has(this.#prepared)) return;
    this.#prepared = this.#sequence.find((entry) => !this.#begun.has(entry) && !entry.test.isPending());
    this.#begin(this.#prepared);
  }

  #begin(entry) {
    if (entry && !this.#begun.has(entry)) this.#turns?.begin(entry);
    this.#announce(entry);
  }

  #announce(entry) {
    if (!entry || this.#begun.has(entry)) return;
    this.#begun.set(entry, { position: this.#begun.size, at: now() });
    this.#emit({ type: 'test:start', id: entry.id, attempt: entry.attempt });
  }

  #hold(test, outcome, error) {
    const entry = this.#entries.get(test);
    if (!entry || this.#finished.has(entry)) return;
    if (this.#held?.entry !== entry) this.#flush();
    this.#announce(entry);
    const ms = outcome === 'skipped' ? 0 : now() - this.#begun.get(entry).at;
    this.#held = { entry, outcome, ms, error };
  }

  #testFailed(test, error) {
    const entry = this.#entries.get(test);
    if (this.#finished.has(entry)) this.#problem(`After ${entry.id} had ended: ${errorText(error).message}`, error);
    else if (this.#held?.entry !== entry || this.#held.outcome !== 'failed')
      this.#hold(test, 'failed', errorText(error));
  }

  #hookFailed(hook, error) {
    const text = errorText(error);
    text.message = `${hook.title}: ${text.message}`;
    const kind = kindOf(hook);
    if (kind === 'after all') {
      this.#flush();
      this.#problem(text.message, error);
    } else if (kind === 'before all') {
      this.#flush();
      for (const entry of this.#remaining(hook.parent)) {
        this.#announce(entry);
        this.#tell({ entry, outcome: 'failed', ms: 0, error: text });
      }
    } else {
      const test = this.#held?.entry.test ?? this.#runner.test;
      this.#testFailed(test, { ...text, stack: text.stack });
      const error = { message: `Not run, because mocha stops at a hook that fails: ${text.message}` };
      this.#given = this.#remaining(hook.parent).map((entry) => ({ entry, outcome: 'skipped', ms: 0, error }));
    }
  }

  /** Below a suite, neither ended nor just ending. */
  #remaining(suite) {
    const below = ({ parent }) => {
      for (let at = parent; at; at = at.parent) if (at === suite) return true;
      return false;
    };
    return this.#sequence.filter(
      (entry) => !this.#finished.has(entry) && entry !== this.#held?.entry && below(entry.test),
    );
  }

  #flush() {
    if (this.#held) this.#tell(this.#held);
    this.#held = undefined;
    for (const given of this.#given) {
      this.#announce(given.entry);
      this.#tell(given);
    }
    this.#given = [];
  }

  #tell({ entry, outcome, ms, error }) {
    const { id, attempt } = entry;
    this.#finished.add(entry);
    if (outcome !== 'skipped') this.#executed.add(id);
    const { position } = this.#begun.get(entry);
    const { seed } = this.#plan;
    this.#emit({ type: 'test', id, position, attempt, outcome, ms, seed, ...(error && { error }) });
  }

  #problem(message, error) {
    const { stack } = errorText(error);
    this.#emit({ type: 'problem', scope: 'run', message, ...(stack && { stack }) });
  }
}

function emitLimitation(emit, text) {
  emit({ type: 'limitation', text });
}

/** mocha keeps a hook's kind only in the list that holds it. */
function kindOf(hook) {
  const { parent } = hook;
  if (parent._beforeAll.includes(hook)) return 'before all';
  if (parent._afterAll.includes(hook)) return 'after all';
  return parent._beforeEach.includes(hook) ? 'before each' : 'after each';
}
