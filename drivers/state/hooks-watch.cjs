// State watching for runners that run tests in the very process of the driver, from modules that Node loads: mocha, node:test.
'use strict';

const { instrumentCommonJs, instrumentEsModules } = require('./hooks.cjs');
const { placesOf } = require('./places.cjs');
const { Turns } = require('./turns.cjs');
const { createWatch } = require('./watch.cjs');

/** Call it before anything of the user's is loaded, and `loading` right before each test file. */
function watchProcess(plan, tell) {
  const places = placesOf(plan);
  const watch = createWatch({ global: globalThis, ...places });
  instrumentCommonJs(places);
  instrumentEsModules(places);
  const turns = new Turns({ watch, plan, tell });
  let begun = false;
  return {
    turns,
    /** `next`: whether its tests run before any other file is loaded. */
    loading(file, next) {
      if (!begun) {
        // Behind the hooks of the user, which may compile.
        instrumentEsModules(places);
        watch.begin();
      }
      begun = true;
      if (next) turns.enter(file);
      else turns.skip(file);
    },
  };
}

module.exports = { watchProcess };
