// Starts the project's own Playwright with our reporter in it. Arguments: the module `@playwright/test`, its command line program,
// its version, and what that program gets.
'use strict';

const path = require('node:path');
const { openChannel, plainText, readPlan } = require('./seed.cjs');
const { chooseTests } = require('./playwright-suites.cjs');

const [module_, program, version, ...args] = process.argv.slice(2);
const plan = readPlan();
const emit = openChannel(plan);
const state = { plan, emit, executed: new Set(), begun: false, ended: false, problems: 0 };
globalThis[Symbol.for('testing-patterns.playwright')] = state;

emit({ type: 'run:start', run: plan.run, runner: 'playwright', version, planned: plan.tests });

let said = '';
const write = process.stderr.write.bind(process.stderr);
process.stderr.write = (chunk, ...rest) => {
  said = `${said}${chunk}`.slice(-4000);
  return write(chunk, ...rest);
};

process.on('exit', (code) => {
  // A configuration that cannot be loaded is told before there is any reporter.
  if (!state.begun && state.problems === 0 && code !== 0 && !state.noTests)
    emit({
      type: 'problem',
      scope: 'collection',
      message: plainText(said).trim() || `Playwright ended with exit code ${code} before it had loaded the tests.`,
    });
  if (state.ended || !state.begun) emit({ type: 'run:end', executed: [...state.executed] });
});

const worker = path.join(__dirname, 'playwright-worker.cjs');
process.env.TESTING_PATTERNS_PLAYWRIGHT = module_;
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --require=${JSON.stringify(worker)}`.trim();
process.argv.splice(1, Infinity, program, ...args);

chooseTests(require(module_), plan);
require(program);
