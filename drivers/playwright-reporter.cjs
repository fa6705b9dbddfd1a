// A Playwright reporter, in the main process: one event for each try of each test. `spec.ok` and the totals are not used; they call
// a test good of which one repeat failed.
'use strict';

const { errorText, fileOf, plainText, relativeFile } = require('./seed.cjs');
const { testId } = require('./playwright-suites.cjs');

const missingBrowser =
  /Executable doesn't exist at|playwright install|distribution '[^']*' is not found at|Host system is missing dependencies/;

class Reporter {
  state = globalThis[Symbol.for('testing-patterns.playwright')];
  started = [];
  expectations = new Map();
  browserMissing = false;

  printsToStdio() {
    return false;
  }

  onBegin(config, suite) {
    const { plan, emit } = this.state;
    this.state.begun = true;
    this.projects = config.projects.length;
    this.planned = new Set(plan.tests);
    if (plan.mode === 'list') {
      const asked = new Set(plan.files);
      const ids = new Set(suite.allTests().map((test) => this.idOf(test)));
      for (const file of plan.files)
        for (const id of ids) if (asked.has(fileOf(id)) && fileOf(id) === file) emit({ type: 'listed', id });
    }
  }

  idOf(test) {
    return testId(this.state.plan.folder, test, this.projects);
  }

  onTestBegin(test, result) {
    const id = this.idOf(test);
    const attempt = test.repeatEachIndex + 1;
    result.testingPatternsPlace = this.started.push(`${attempt} ${id}`) - 1;
    if (this.concerns(id)) this.state.emit({ type: 'test:start', id, attempt });
  }

  onStepEnd(_test, result, step) {
    if (step.category === 'expect') this.expectations.set(result, (this.expectations.get(result) ?? 0) + 1);
  }

  onTestEnd(test, result) {
    const { plan, emit, executed } = this.state;
    const id = this.idOf(test);
    const error = errorOf(test, result);
    if (result.status === 'interrupted') return;
    if (!this.concerns(id)) {
      if (error && result.status !== 'skipped')
        this.problem('run', `${id} failed, which others need: ${error.message}`, error);
      return;
    }
    if (error && missingBrowser.test(error.message)) {
      this.noBrowser(id, error);
      return;
    }
    const skipped = result.status === 'skipped';
    const passed = result.status === test.expectedStatus;
    if (!skipped) executed.add(id);
    emit({
      type: 'test',
      id,
      position: result.testingPatternsPlace ?? this.started.push(`${test.repeatEachIndex + 1} ${id}`) - 1,
      attempt: test.repeatEachIndex + 1,
      outcome: skipped ? 'skipped' : passed ? 'passed' : 'failed',
      ms: Math.max(0, result.duration),
      seed: plan.seed,
      ...(error && !passed ? { error } : {}),
      ...(result.retry > 0 ? { retried: result.retry } : {}),
      ...(plan.countAssertions && !skipped ? { assertions: this.expectations.get(result) ?? 0 } : {}),
    });
  }

  /** Projects that others depend on run tests of their own. */
  concerns(id) {
    return this.planned.has(id);
  }

  /** Says nothing about the test, which never began. */
  noBrowser(id, error) {
    if (this.browserMissing) return;
    this.browserMissing = true;
    const what = 'A browser that the tests need is not installed. Run "npx playwright install" in the project.';
    this.problem('collection', `${what} Playwright says: ${error.message}`, error, fileOf(id));
  }

  onError(error) {
    const text = errorText(error);
    if (/^(?:Error: )?No tests found/.test(text.message)) {
      this.state.noTests = true;
      return;
    }
    const { files, folder } = this.state.plan;
    const file = error.location && relativeFile(folder, error.location.file);
    // In a test file, and before tests ran: that file could not be loaded.
    const loading = this.started.length === 0 && files.includes(file);
    this.problem(loading ? 'collection' : 'run', text.message, text, file);
  }

  problem(scope, message, { stack } = {}, file = undefined) {
    this.state.problems += 1;
    this.state.emit({
      type: 'problem',
      scope,
      message: plainText(message),
      ...(file ? { file } : {}),
      ...(stack ? { stack } : {}),
    });
  }

  onEnd() {
    this.state.begun = true;
    this.state.ended = true;
    const { plan, emit, executed } = this.state;
    if (plan.mode !== 'run' || plan.workers > 1) return;
    const wanted = plan.tests.filter((id) => executed.has(id));
    const first = this.started.filter((key) => key.startsWith('1 ')).map((key) => key.slice(2));
    const real = first.filter((id) => executed.has(id));
    if (real.length === wanted.length && real.some((id, index) => id !== wanted[index]))
      emit({
        type: 'limitation',
        text: 'Playwright runs projects, files and describes one after the other, and those with other worker fixtures apart: the planned order could be kept only within them.',
      });
    if (plan.repeats > 1 && wanted.length > 1)
      emit({
        type: 'limitation',
        text: 'Playwright repeats file by file, each time in a new worker process: repeats share no state.',
      });
    if (plan.clockShiftMs !== 0)
      emit({ type: 'limitation', text: 'The clock is moved in the tests, not in the pages that a browser shows.' });
  }
}

function errorOf(test, result) {
  if (result.error) {
    const { message, stack, value } = result.error;
    const more = result.errors?.length > 1 ? ` (and ${result.errors.length - 1} more)` : '';
    const text = errorText({ message: `${message ?? value ?? 'failed'}`, stack });
    return { ...text, message: `${text.message}${more}` };
  }
  if (result.status === 'passed' && test.expectedStatus === 'failed')
    return { message: 'Expected to fail (test.fail), but passed.' };
  return result.status === 'timedOut' ? { message: `Timed out after ${test.timeout} ms.` } : undefined;
}

module.exports = Reporter;
