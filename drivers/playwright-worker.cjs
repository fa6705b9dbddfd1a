// Loaded by `--require` into every process that a Playwright run starts; does something in Playwright's workers only.
'use strict';

// Main and web server processes have other programs.
const inWorker = /[\\/]playwright[\\/]lib[\\/](?:worker|common)[\\/]\w+\.js$/.test(process.argv[1] ?? '');

if (inWorker && process.env.TESTING_PATTERNS_PLAN && process.env.TESTING_PATTERNS_PLAYWRIGHT) {
  const { readPlan, seedGlobals } = require('./seed.cjs');
  const plan = readPlan();
  const { chooseTests } = require('./playwright-suites.cjs');
  chooseTests(require(process.env.TESTING_PATTERNS_PLAYWRIGHT), plan);
  seedGlobals(globalThis, plan);
}
