// What the tests of jest leave behind: each file in its own sandbox, and beside the sandboxes what all files of the process share.
'use strict';

const os = require('node:os');
const path = require('node:path');
const { plan, tell } = require('./jest-session.cjs');
const { relativeFile } = require('./seed.cjs');
const { projectFile } = require('./state/hooks.cjs');
const { instrument } = require('./state/instrument.cjs');
const { Turns } = require('./state/turns.cjs');
const { createRealm, createWatch } = require('./state/watch.cjs');

const { folder } = plan;
const places = { folder, temporary: os.tmpdir(), store: path.dirname(process.env.TESTING_PATTERNS_PLAN) };
const realm = createRealm(places);

/** Called when the sandbox exists and no code of the user has run in it. `begin` is to be called before its test file is loaded. */
function watchState(environment, testPath) {
  const useRealTimers = environment.fakeTimersModern && (() => environment.fakeTimersModern.useRealTimers());
  const watch = createWatch({ global: environment.global, ...places, useRealTimers, realm });
  const turns = new Turns({ watch, plan, tell: (event) => tell(event, testPath) });
  return {
    turns,
    begin() {
      watch.begin();
      // Between files jest exchanges its own listeners.
      turns.enter(relativeFile(folder, testPath));
    },
  };
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
  const file = projectFile(folder, filename);
  if (!file || typeof result?.code !== 'string') return result;
  if (!changed.has(result)) changed.set(result, { ...result, code: instrument(result.code, { file }) });
  return changed.get(result);
}

/** jest has no event for it: setup files have run, and the test file is next. */
function beforeTestFile(runtime, testPath, begin) {
  let begun = false;
  for (const name of ['requireModule', 'unstable_importModule']) {
    const load = runtime[name];
    runtime[name] = function (from, ...rest) {
      if (from === testPath && !begun) {
        begun = true;
        begin();
      }
      return load.call(this, from, ...rest);
    };
  }
}

module.exports = { watchState, instrumentThrough, beforeTestFile };
