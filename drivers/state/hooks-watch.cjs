// State watching for runners that run tests in the very process of the driver, from modules that Node loads: mocha, node:test.
'use strict';

const os = require('node:os');
const path = require('node:path');
const { instrumentCommonJs, instrumentEsModules } = require('./hooks.cjs');
const { Turns } = require('./turns.cjs');
const { createWatch } = require('./watch.cjs');

/** Call it before anything of the user's is loaded, and `begin` right before the first test file. */
function watchProcess(plan, tell) {
  const { folder } = plan;
  const store = path.dirname(process.env.TESTING_PATTERNS_PLAN);
  const watch = createWatch({ global: globalThis, folder, temporary: os.tmpdir(), store });
  instrumentCommonJs(folder);
  instrumentEsModules(folder);
  return {
    turns: new Turns({ watch, plan, tell }),
    begin() {
      // Behind the hooks of the user, which may compile.
      instrumentEsModules(folder);
      watch.begin();
    },
  };
}

module.exports = { watchProcess };
