// What stands in for `node:test` while test files are loaded: it collects what they declare, and registers the planned part of it
// with the real one when they are loaded. A file that waits for a test (`await test(…)` at its top) gets it run at once.
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const real = require('node:test');
const { endWhenIdle } = require('./end-when-idle.cjs');
const { errorText, idMaker, relativeFile } = require('./seed.cjs');
const { newRecord, planOrder, readArguments, titlesOf } = require('./node-test-tree.cjs');
const { startExecutions } = require('./node-test-executions.cjs');

const hookNames = ['before', 'beforeEach', 'afterEach', 'after'];
const presets = ['skip', 'todo', 'only', 'expectFailure'];

/** `state`: when it is watched. */
function startSession(plan, emit, state) {
  const order = planOrder(plan.tests);
  /** What the running code stands in: a suite that is being declared, or a test or suite that is being run. */
  const around = new AsyncLocalStorage();
  const turns = state && require('./node-test-turns.cjs').startTurns(state.turns, order);
  if (state) require('./node-test-mocks.cjs').noteMocks(real.mock);
  const executions = startExecutions({ plan, emit, real, around, order, turns });
  const testId = idMaker();
  const roots = [];
  const waiting = [];
  const bodies = [];
  const files = [];
  let file;
  let loading = true;

  function declare(kind, preset, args) {
    const given = readArguments(...args);
    // `.only` must not hide what is planned.
    const options = { ...given.options, ...(preset && preset !== 'only' ? { [preset]: true } : {}) };
    delete options.only;
    const place = around.getStore();
    if (place?.execution) return executions.declared(kind, { ...given, options }, place.execution);
    const record = newRecord(kind, { ...given, options }, place?.suite, place?.suite.file ?? file);
    if (kind === 'test') {
      record.id = testId(record.file, titlesOf(record));
      order.declare(record.id);
    }
    (record.parent?.children ?? roots).push(record);
    if (kind === 'suite') declareBody(record);
    if (record.parent) return Promise.resolve();
    waiting.push(record);
    if (!loading && plan.mode === 'run') runWaiting();
    return whenAwaited(record);
  }

  function declareBody(suite) {
    if (!suite.fn) return;
    const failed = (error) => emit({ type: 'problem', scope: 'collection', file: suite.file, ...errorText(error) });
    try {
      const context = { name: suite.name, fullName: titlesOf(suite).join(' > '), filePath: process.argv[1] };
      const body = around.run({ suite }, () => suite.fn(context));
      if (typeof body?.then === 'function') bodies.push(body.then(undefined, failed));
    } catch (error) {
      failed(error);
    }
  }

  /** Only somebody who waits makes a test run before the whole file is known. */
  function whenAwaited(record) {
    let promise;
    const settle = () => {
      if (promise) return promise;
      const planned = plan.mode === 'run' && order.placeOf(record) !== Infinity;
      if (planned) runWaiting();
      promise = Promise.resolve(planned ? record.promise : undefined);
      return promise;
    };
    return {
      // biome-ignore lint/suspicious/noThenProperty: being awaited is what is to be noticed.
      then: (...handlers) => settle().then(...handlers),
      catch: (...handlers) => settle().catch(...handlers),
      finally: (...handlers) => settle().finally(...handlers),
      [Symbol.toStringTag]: 'Promise',
    };
  }

  function runWaiting() {
    for (const record of order.chosen(waiting.splice(0))) record.promise = executions.register(record, 1);
  }

  function declareHook(name, args) {
    const place = around.getStore();
    if (place?.suite) place.suite.hooks.push({ name, args });
    else if (place?.execution) real[name](...args);
    else if (plan.mode === 'run') executions.registerHook(name, args);
  }

  function declarer(kind) {
    const call = (preset) => (name, options, fn) => declare(kind, preset, [name, options, fn]);
    const declared = call();
    for (const preset of presets) if (preset in real) declared[preset] = call(preset);
    return declared;
  }

  const api = declarer('test');
  const suite = declarer('suite');
  const ours = { test: api, it: declarer('test'), describe: suite, suite };
  for (const name of hookNames) ours[name] = (...args) => declareHook(name, args);
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(real))) {
    if (presets.includes(name) || ['name', 'length', 'prototype', 'default'].includes(name)) continue;
    Object.defineProperty(api, name, ours[name] ? { ...descriptor, value: ours[name] } : descriptor);
  }

  const escaped = (error) => executions.escaped(error, around.getStore()?.execution);
  process.on('uncaughtExceptionMonitor', (error) => (loading ? loadFailed(error) : escaped(error)));

  function tellAll() {
    for (const id of roots.flatMap(idsOf)) emit({ type: 'listed', id });
    emit({ type: 'over', failures: 0 });
  }

  let failed = false;
  function loadFailed(error) {
    if (!failed) emit({ type: 'problem', scope: 'collection', file, ...errorText(error) });
    failed = true;
    // Whatever the file has started meanwhile may go on for ever.
    process.exit(1);
  }

  return {
    api,
    onEvent: executions.onEvent,
    /** Right before the first test file. Calls back when node:test is ready to run tests. */
    begin(ready) {
      if (plan.mode === 'list') return ready();
      const waiting = setInterval(() => undefined, 1000);
      globalThis[Symbol.for('testing-patterns.node-test-ready')] = () => {
        clearInterval(waiting);
        ready();
      };
      // node:test reads its options now, our reporter among them; then the variable can say what it says under `node --test`.
      real.before(() => undefined);
      process.env.NODE_TEST_CONTEXT = 'child-v8';
    },
    /** `isOnly`: of this process. */
    loading(path, isOnly) {
      if (file !== undefined) state?.turns.look();
      file = relativeFile(plan.folder, path);
      files.push(file);
      state?.loading(file, isOnly);
    },
    isDeclared: () => bodies.length === 0,
    /** When all that a file declares is known. */
    declared: async () => {
      for (let known = -1; known !== bodies.length; ) {
        known = bodies.length;
        await Promise.all(bodies);
      }
    },
    loaded() {
      loading = false;
      turns?.loaded();
      emit({ type: 'loaded' });
      // Some files declare tests a little later, once a server listens.
      if (plan.mode === 'list') return endWhenIdle(tellAll);
      process.on('unhandledRejection', escaped);
      // That listener is ours.
      state?.turns.skip();
      runWaiting();
      for (let attempt = 2; attempt <= plan.repeats; attempt += 1)
        for (const record of order.chosen(roots)) executions.register(record, attempt);
      executions.allLoaded(files);
    },
    loadFailed,
  };
}

function idsOf(record) {
  return record.kind === 'test' ? [record.id] : record.children.flatMap(idsOf);
}

module.exports = { startSession };
