// One test file in its sandbox: sees every event of jest-circus before anybody else, chooses what runs, and tells what ran.
'use strict';

const { seedGlobals, relativeFile, errorText, plainText } = require('./seed.cjs');
const { plan, tell } = require('./jest-session.cjs');
const { testsOf, arrange } = require('./jest-tree.cjs');

const retryTimes = Symbol.for('RETRY_TIMES');

/** Called when the sandbox exists and no code of the user has run in it. `turns`: when state is watched. */
function watchFile(environment, testPath, turns) {
  seedGlobals(environment.global, plan);
  const file = new TestFile(environment.global, testPath, turns);
  const theirs = environment.handleTestEvent;
  environment.handleTestEvent = function handleTestEvent(event, state) {
    file.handle(event, state);
    return theirs ? theirs.call(this, event, state) : undefined;
  };
}

class TestFile {
  constructor(global, testPath, turns) {
    this.testPath = testPath;
    this.turns = turns;
    this.file = relativeFile(plan.folder, testPath);
    this.retriesAsked = false;
    this.sequence = [];
    this.entries = new Map();
    this.begun = new Set();
    /** What a test threw, before jest words it. */
    this.thrown = new Map();
    // A retry would hide the failure before it: `jest.retryTimes()` is heard, and does nothing.
    Object.defineProperty(global, retryTimes, {
      configurable: true,
      get: () => 0,
      set: (times) => {
        if (times > 0) this.retriesAsked = true;
      },
    });
  }

  tell(event) {
    tell(event, this.testPath);
  }

  handle(event, state) {
    switch (event.name) {
      case 'setup':
        this.expect = event.runtimeGlobals?.expect;
        break;
      case 'run_start':
        this.begin(state);
        break;
      case 'hook_start':
        if (event.hook.type === 'beforeAll') this.prepare();
        break;
      case 'test_start':
        this.announce(this.entries.get(event.test));
        if (event.test === this.prepared?.test) this.prepared = undefined;
        break;
      case 'test_fn_failure':
      case 'hook_failure':
        if (event.test && !this.thrown.has(event.test)) this.thrown.set(event.test, event.error);
        break;
      case 'test_skip':
      case 'test_todo':
        this.end(event.test, 'skipped');
        break;
      case 'test_done':
        this.end(event.test, event.test.errors.length > 0 ? 'failed' : 'passed');
        break;
      case 'run_finish':
        this.turns?.over();
        this.tellLateErrors();
        break;
    }
  }

  begin(state) {
    const root = state.rootDescribeBlock;
    const entries = testsOf(root, this.file);
    this.tell({ type: 'loaded', file: this.file });
    this.turns?.loaded();
    this.keepSnapshots(entries);
    this.refuseRetries(state, entries);
    // `.only` hides tests from a whole file; what runs is the plan's to say.
    state.hasFocusedTests = false;
    state.testNamePattern = null;
    if (plan.mode === 'list') {
      for (const { id } of entries) this.tell({ type: 'listed', id });
      root.children = [];
      return;
    }
    const { sequence, reentered } = arrange(root, entries, plan);
    this.sequence = sequence;
    this.entries = new Map(sequence.map((entry) => [entry.test, entry]));
    for (const name of reentered)
      this.limitation(
        `describe "${name}" of ${this.file} is entered more than once to keep the order: its beforeAll and afterAll hooks run each time.`,
      );
    if (sequence.length > 1 && sequence.some(({ test }) => test.concurrent)) {
      this.limitation(`test.concurrent tests of ${this.file} run together: no order is kept among them.`);
      this.turns?.blend(this.file);
    }
  }

  limitation(text) {
    this.tell({ type: 'limitation', text });
  }

  /** jest would drop the snapshots of tests that do not run, or rewrite their file. */
  keepSnapshots(entries) {
    const snapshots = this.expect?.getState().snapshotState;
    if (!snapshots) return;
    for (const { test, blocks } of entries)
      snapshots.markSnapshotsAsCheckedForTest([...blocks, test].map(({ name }) => name).join(' '));
    snapshots.save = () => ({ deleted: false, saved: false });
  }

  refuseRetries(state, entries) {
    const blocks = new Set([state.rootDescribeBlock, ...entries.flatMap((entry) => entry.blocks)]);
    for (const block of blocks) if (state.describeRetryOptions?.delete(block)) this.retriesAsked = true;
    if (this.retriesAsked && plan.mode === 'run')
      this.limitation(
        `${this.file} asks jest to try failed tests again (jest.retryTimes): the first failure counts here.`,
      );
  }

  /** The hooks before a describe are part of its first test; there may be several, in several describes around it. */
  prepare() {
    if (this.prepared) return;
    this.prepared = this.sequence.find((entry) => !this.begun.has(entry) && !leftOut(entry.test));
    this.announce(this.prepared);
  }

  announce(entry) {
    if (!entry || this.begun.has(entry)) return;
    this.begun.add(entry);
    if (!leftOut(entry.test)) this.turns?.begin(entry);
    this.tell({ type: 'test:start', id: entry.id, attempt: entry.attempt });
  }

  end(test, outcome) {
    const entry = this.entries.get(test);
    if (!entry) return;
    entry.outcome = outcome;
    const event = { type: 'test', id: entry.id, attempt: entry.attempt, outcome, ms: test.duration || 0 };
    if (outcome === 'failed') event.error = this.errorOf(test);
    if (outcome !== 'skipped') event.assertions = test.numPassingAsserts;
    if (test.invocations > 1) event.retried = test.invocations - 1;
    this.tell(event);
  }

  /** Each error is a thrown value, or such a value with an error made where the test was declared, or jest's wording of either. */
  errorOf(test) {
    const [first] = test.errors;
    const [error, declared] = Array.isArray(first) ? first : [first];
    const text = errorText(error ?? declared);
    const thrown = this.thrown.has(test) ? errorText(this.thrown.get(test)) : {};
    const name = text.name ?? thrown.name;
    const stack = text.stack ?? thrown.stack ?? errorText(declared).stack;
    // jest words an error of node:assert with its stack.
    const [message] = text.message.split(/\n {4}at /, 1);
    return { message, ...(name && { name }), ...(stack && { stack }) };
  }

  /** A promise that a test left behind may reject after the test was counted as passed. */
  tellLateErrors() {
    for (const { id, test, outcome } of this.sequence) {
      if (outcome !== 'passed' || test.errors.length === 0) continue;
      const message = plainText(`After ${id} had passed: ${this.errorOf(test).message}`);
      this.tell({ type: 'problem', scope: 'run', file: this.file, message });
    }
  }
}

/** Where it stands; not by a describe around it. */
function leftOut({ mode }) {
  return mode === 'skip' || mode === 'todo';
}

module.exports = { watchFile };
