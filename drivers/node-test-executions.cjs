// Registers planned tests and suites with the real node:test and tells what becomes of them.
'use strict';

const { errorText } = require('./seed.cjs');
const { newRecord, openExecutions, readArguments, subtestId } = require('./node-test-tree.cjs');

/** Milliseconds. */
const patience = 1000;
const { setTimeout: later } = globalThis;

function startExecutions({ plan, emit, real, around, order, turns }) {
  const open = openExecutions();
  const root = { nesting: -1 };
  const contexts = new WeakMap();
  let failures = 0;
  let unexpected;

  let closed = false;
  let known = false;
  let files = [];

  process.on('exit', () => {
    if (open.count() === 0) turns?.over();
    // What is open now is taken along, also when node:test reports it as failed after us.
    if (open.count() === 0) emit({ type: 'over', failures, ...(unexpected ? { error: unexpected } : {}) });
    closed = true;
  });

  function register(record, attempt, parent = root, through = real[record.kind === 'suite' ? 'describe' : 'test']) {
    const execution = {
      record,
      attempt,
      parent,
      name: record.name,
      nesting: parent.nesting + 1,
      /** Below a planned test everything runs. */
      covered: parent.covered === true || (record.id !== undefined && order.has(record.id)),
      subtests: new Map(),
      begun: false,
      started: false,
    };
    if (record.kind === 'suite' && record.options.skip) return skipAll(record, attempt);
    open.add(execution);
    const body = record.kind === 'suite' ? suiteBody(execution) : testBody(execution);
    return body ? through(record.name, record.options, body) : through(record.name, record.options);
  }

  /** node:test does not even look into a suite that is skipped. */
  function skipAll(record, attempt) {
    for (const child of order.chosen(record.children)) {
      if (child.kind === 'suite') skipAll(child, attempt);
      else tell(child.id, attempt, 'skipped', 0);
    }
    return Promise.resolve();
  }

  function suiteBody(execution) {
    const { record, attempt } = execution;
    if (record.live) return record.fn && ((...args) => around.run({ execution }, () => record.fn(...args)));
    return () => {
      for (const { name, args } of record.hooks) registerHook(name, args, execution);
      for (const child of order.chosen(record.children)) register(child, attempt, execution);
    };
  }

  function testBody(execution) {
    const { fn } = execution.record;
    if (!fn) return undefined;
    const run = function (context, ...rest) {
      begin(execution);
      adopt(context, execution);
      return around.run({ execution }, () => fn.call(this, context, ...rest));
    };
    // Two parameters ask for a callback.
    return Object.defineProperty(run, 'length', { value: fn.length });
  }

  /** Subtests of this test come to us, and `runOnly` hides none. */
  function adopt(context, execution) {
    if (context === null || typeof context !== 'object') return;
    contexts.set(context, execution);
    const methods = Object.getPrototypeOf(context);
    if (contexts.has(methods) || typeof methods.test !== 'function') return;
    contexts.set(methods, execution);
    const { test } = methods;
    methods.test = function (name, options, fn) {
      const parent = contexts.get(this);
      const through = (...args) => test.apply(this, args);
      if (!parent) return through(name, options, fn);
      return declared('test', readArguments(name, options, fn), parent, through);
    };
    methods.runOnly = () => undefined;
  }

  /** Declared by a test that is running. */
  function declared(kind, given, parent, through) {
    const { only: _, ...options } = given.options;
    const record = newRecord(kind, { ...given, options }, parent.record, parent.record.file);
    record.live = true;
    let test = parent;
    while (test.record.kind !== 'test') test = test.parent;
    if (kind === 'test') record.id = subtestId(record, test);
    const wanted = parent.covered || kind === 'suite' || order.placeOf(record) !== Infinity;
    return wanted ? register(record, parent.attempt, parent, through) : Promise.resolve();
  }

  /**
   * node:test runs hooks at the top of a file after its last test; if there is none, what they would close stays open. Tests that
   * are planned and still unknown may come a little later, once a server listens.
   */
  function closeSoon() {
    if (order.unknown(files)) later(runHooks, patience).unref();
    else runHooks();
  }

  function runHooks() {
    if (open.count() === 0) void real.test('runs the hooks', () => undefined);
  }

  function registerHook(name, [fn, options], execution = root) {
    if (typeof fn !== 'function') return real[name](fn, options);
    const failed = (error) => {
      execution.hookError ??= { hook: name, error };
      if (execution === root && name === 'after') tellHook(error);
      throw error;
    };
    const run = function (...args) {
      let returned;
      try {
        returned = fn.apply(this, args);
      } catch (error) {
        failed(error);
      }
      return typeof returned?.then === 'function' ? returned.then(undefined, failed) : returned;
    };
    real[name](Object.defineProperty(run, 'length', { value: fn.length }), options);
    if (known && execution === root && name === 'after') closeSoon();
  }

  function begin(execution) {
    if (execution.started) return;
    execution.begun = true;
    execution.started = true;
    const { id } = execution.record;
    turns?.begin(execution);
    if (id !== undefined && order.has(id)) emit({ type: 'test:start', id, attempt: execution.attempt });
  }

  function onEvent(type, { name, nesting, skip, todo, details }) {
    if (closed) return;
    if (type === 'test:dequeue') {
      const execution = open.begun(name, nesting);
      if (!execution) return;
      execution.begun = true;
      if (execution.record.kind === 'test') begin(execution);
      else turns?.beginSuite(execution);
      return;
    }
    const execution = open.ended(name, nesting);
    if (!execution) return;
    execution.ended = true;
    const excused = skip !== undefined || todo !== undefined;
    const failed = type === 'test:fail' && !excused;
    if (failed) failures += 1;
    if (failed) execution.parent.failedBelow ??= { name, error: errorOf(details?.error, execution) };
    const { record, attempt } = execution;
    if (record.id !== undefined && order.has(record.id))
      tell(
        record.id,
        attempt,
        excused ? 'skipped' : failed ? 'failed' : 'passed',
        details?.duration_ms ?? 0,
        failed ? errorOf(details?.error, execution) : undefined,
      );
    else if (failed && !execution.covered) tellOutside(details?.error, execution);
    if (record.kind === 'test') turns?.end(execution);
  }

  function tell(id, attempt, outcome, ms, error) {
    const event = { type: 'test', id, position: 0, attempt, outcome, ms, seed: plan.seed };
    emit(error ? { ...event, error } : event);
  }

  /** At the top of a file: no suite would report it. Not every Node's exit code does. */
  function tellHook(error) {
    const { message, ...rest } = errorText(error);
    emit({
      type: 'problem',
      scope: 'run',
      ...rest,
      message: `The after hook at the top of the file failed: ${message}`,
    });
  }

  /** A suite, or a test that was run only for its subtests: what failed in them has been told. */
  function tellOutside(error, execution) {
    if (error?.failureType === 'subtestsFailed' || error?.failureType === 'cancelledByParent') return;
    if (execution.hookError?.hook === 'before') return;
    const { message, ...rest } = errorText(error?.cause ?? error);
    const hook = execution.hookError ? `The ${execution.hookError.hook} hook of ` : '';
    emit({
      type: 'problem',
      scope: 'run',
      file: execution.record.file,
      ...rest,
      message: `${hook}"${execution.name}" failed: ${message}`,
    });
  }

  function errorOf(error, execution) {
    if (error?.failureType === 'cancelledByParent')
      for (let above = execution.parent; above; above = above.parent)
        if (above.hookError) {
          const { message, ...rest } = errorText(above.hookError.error);
          return { ...rest, message: `The ${above.hookError.hook} hook failed: ${message}` };
        }
    if (error?.failureType === 'subtestsFailed' && execution.failedBelow) {
      const { name, error: below } = execution.failedBelow;
      return { ...below, message: `The subtest "${name}" failed: ${below.message}` };
    }
    const thrown = error?.code === 'ERR_TEST_FAILURE' && error.cause !== undefined ? error.cause : error;
    return errorText(thrown);
  }

  /** Thrown where nobody waits. Of a running test it is a failure, which node:test reports. */
  function escaped(error, execution) {
    if (execution && !execution.ended) return;
    outside(error, execution ? `Thrown by "${execution.name}" after its end: ` : '');
  }

  /** Reported only if the process fails and no test says why. */
  function outside(error, prefix) {
    const text = errorText(error);
    unexpected ??= { ...text, message: `${prefix}${text.message}` };
  }

  /** These files have been loaded; what comes now comes late. */
  function allLoaded(loaded) {
    known = true;
    files = loaded;
    closeSoon();
  }

  return { register, registerHook, allLoaded, declared, onEvent, escaped };
}

module.exports = { startExecutions };
