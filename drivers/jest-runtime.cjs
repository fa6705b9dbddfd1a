// jest builds one runtime per test file, with the file's environment already chosen (configuration or docblock) and nothing of
// the user's loaded in it: the one place to hook every file, whatever its environment, setup files and test runner.
'use strict';

const { seedGlobals } = require('./seed.cjs');
const { plan, settings } = require('./jest-session.cjs');
const { watchFile } = require('./jest-file.cjs');

const watched = plan.state ? require('./jest-state.cjs') : undefined;

seedGlobals(globalThis, plan);

/** Stands in for the user's runtime and makes one of theirs. */
module.exports = class WatchedRuntime {
  constructor(config, environment, resolver, transformer, cacheFS, coverage, testPath, ...rest) {
    const theirs = require(settings.runtimes[config.id] || settings.runtime);
    const Runtime = theirs.default || theirs;
    const state = watched?.watchState(environment, config, testPath);
    watchFile(environment, testPath, state);
    if (state) watched.instrumentThrough(transformer);
    const runtime = new Runtime(config, environment, resolver, transformer, cacheFS, coverage, testPath, ...rest);
    state?.enterWith(runtime);
    // biome-ignore lint/correctness/noConstructorReturn: jest calls `new` on what it is given and expects its own kind back.
    return runtime;
  }
};
