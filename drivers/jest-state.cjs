// What the tests of jest leave behind: each file in its own sandbox, and beside the sandboxes what all files of the process share.
'use strict';

const { plan, tell } = require('./jest-session.cjs');
const { relativeFile } = require('./seed.cjs');
const path = require('node:path');
const { instrument } = require('./state/instrument.cjs');
const { placesOf, projectFile } = require('./state/places.cjs');
const { Tracked } = require('./state/tracked.cjs');
const { Turns } = require('./state/turns.cjs');
const { createRealm, createWatch } = require('./state/watch.cjs');

const { folder } = plan;
const places = placesOf(plan);
const realm = createRealm(places);

/** Called when the sandbox exists and no code of the user has run in it. */
function watchState(environment, config, testPath) {
  const useRealTimers = environment.fakeTimersModern && (() => environment.fakeTimersModern.useRealTimers());
  const mocked = new MockedModules();
  const watch = createWatch({ global: environment.global, ...places, useRealTimers, realm, groups: [mocked] });
  return new FileState(watch, mocked, config, testPath);
}

/** `jest.doMock` without `jest.dontMock`. */
class MockedModules extends Tracked {
  runtime;

  constructor() {
    super('mocked-module');
  }

  /** Module to whether it is mocked, where it was said: in a place of its own since jest 30.5. */
  #explicit() {
    return this.runtime?._explicitShouldMock ?? this.runtime?.mockState?.explicitCjsMock ?? new Map();
  }

  read() {
    const ids = [...this.#explicit()].flatMap(([id, isMocked]) => (isMocked ? [id] : []));
    return new Map(ids.map((id) => [nameOfModule(id), id]));
  }

  text(id) {
    return typeof id === 'string' ? 'mocked' : '(not set)';
  }

  fileOf(name) {
    return projectFile(places, path.join(folder, name)) && name;
  }

  restore(name) {
    this.#explicit().delete(this.previous.get(name));
  }
}

/** `user:/shop/src/prices.js:` */
function nameOfModule(id) {
  const parts = id.split(path.delimiter);
  const file = parts.find((part) => path.isAbsolute(part));
  return file ? relativeFile(folder, file) : (parts[1] ?? id);
}

class FileState extends Turns {
  #watch;
  #mocked;
  #config;
  #testPath;
  #runtime;
  #tested = false;

  constructor(watch, mocked, config, testPath) {
    super({ watch, plan, tell: (event) => tell(event, testPath) });
    this.#watch = watch;
    this.#mocked = mocked;
    this.#config = config;
    this.#testPath = testPath;
  }

  /** jest has no event for it: set-up files have run, and the test file is next. */
  enterWith(runtime) {
    this.#runtime = runtime;
    this.#mocked.runtime = runtime;
    let entered = false;
    for (const name of ['requireModule', 'unstable_importModule']) {
      const load = runtime[name];
      runtime[name] = (from, ...rest) => {
        if (from === this.#testPath && !entered) {
          entered = true;
          this.#watch.begin();
          // Between files jest exchanges its own listeners.
          this.enter(relativeFile(folder, this.#testPath));
        }
        return load.call(runtime, from, ...rest);
      };
    }
  }

  /** Those of `jest.mock` are there when the file is loaded. */
  loaded() {
    this.#mocked.begin();
    this.look();
  }

  begin(entry) {
    this.#clean();
    this.#tested = true;
    super.begin(entry);
  }

  over() {
    this.#clean();
    this.look();
  }

  /** What jest is configured to do before the next test, a little earlier: no test finds what it takes away. */
  #clean() {
    if (!this.#tested) return;
    const { clearMocks, resetMocks, restoreMocks } = this.#config;
    if (clearMocks) this.#runtime.clearAllMocks();
    if (resetMocks) this.#runtime.resetAllMocks();
    if (restoreMocks) this.#runtime.restoreAllMocks();
  }
}

const changed = new WeakMap();

/** What jest keeps in its cache, in memory and on the disk, stays as it is. */
function instrumentThrough(transformer) {
  const { transform, transformAsync } = transformer;
  transformer.transform = function (filename, ...rest) {
    return instrumented(filename, transform.call(this, filename, ...rest));
  };
  if (transformAsync)
    transformer.transformAsync = async function (filename, ...rest) {
      return instrumented(filename, await transformAsync.call(this, filename, ...rest));
    };
}

function instrumented(filename, result) {
  const file = projectFile(places, filename);
  if (!file || typeof result?.code !== 'string') return result;
  if (!changed.has(result)) changed.set(result, { ...result, code: instrument(result.code, { file }) });
  return changed.get(result);
}

module.exports = { watchState, instrumentThrough };
