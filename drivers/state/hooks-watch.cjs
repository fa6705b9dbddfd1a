// State watching for runners that run tests in the very process of the driver, from modules that Node loads: mocha, node:test.
'use strict';

const os = require('node:os');
const path = require('node:path');
const { instrumentCommonJs, instrumentEsModules } = require('./hooks.cjs');
const { Turns } = require('./turns.cjs');
const { createWatch } = require('./watch.cjs');

/** Call it before anything of the user's is loaded, and `loading` right before each test file. */
function watchProcess(plan, tell) {
  const { folder } = plan;
  const store = path.dirname(process.env.TESTING_PATTERNS_PLAN);
  const watch = createWatch({ global: globalThis, folder, temporary: os.tmpdir(), store });
  instrumentCommonJs(folder);
  instrumentEsModules(folder);
  const turns = new Turns({ watch, plan, tell });
  let begun = false;
  return {
    turns,
    /** `next`: whether its tests run before any other file is loaded. */
    loading(file, next) {
      if (!begun) {
        // Behind the hooks of the user, which may compile.
        instrumentEsModules(folder);
        watch.begin();
      }
      begun = true;
      if (next) turns.enter(file);
      else turns.skip(file);
    },
  };
}

module.exports = { watchProcess };
