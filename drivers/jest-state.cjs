// What the tests of jest leave behind: each file in its own sandbox, and beside the sandboxes what all files of the process share.
'use strict';

const { plan, tell } = require('./jest-session.cjs');
const { relativeFile } = require('./seed.cjs');
const { instrument } = require('./state/instrument.cjs');
const { placesOf, projectFile } = require('./state/places.cjs');
const { Turns } = require('./state/turns.cjs');
const { createRealm, createWatch } = require('./state/watch.cjs');

const { folder } = plan;
const places = placesOf(plan);
const realm = createRealm(places);

/** Called when the sandbox exists and no code of the user has run in it. */
function watchState(environment, config, testPath) {
  const useRealTimers = environment.fakeTimersModern && (() => environment.fakeTimersModern.useRealTimers());
  const watch = createWatch({ global: environment.global, ...places, useRealTimers, realm });
  return new FileState(watch, config, testPath);
}

class FileState extends Turns {
  #watch;
  #config;
  #testPath;
  #runtime;
  #tested = false;

  constructor(watch, config, testPath) {
    super({ watch, plan, tell: (event) => tell(event, testPath) });
    this.#watch = watch;
    this.#config = config;
    this.#testPath = testPath;
  }

  /** jest has no event for it: set-up files have run, and the test file is next. */
  enterWith(runtime) {
    this.#runtime = runtime;
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
