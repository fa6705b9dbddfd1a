// Runs the user's jest on a plan. Arguments: the paths of their @jest/core and jest-cli, jest's version, a configuration file or
// nothing, and the arguments that the project's own script gives to jest.
'use strict';

const { createRequire } = require('node:module');

const [corePath, cliPath, version, config, ...args] = process.argv.slice(2);
process.env.NODE_ENV ??= 'test';

const fromCore = createRequire(corePath);
process.env.TESTING_PATTERNS_JEST = JSON.stringify({
  pid: process.pid,
  runtime: fromCore.resolve('jest-runtime'),
  messages: createRequire(fromCore.resolve('jest-runner')).resolve('jest-worker'),
  runtimes: {},
});

const { seedGlobals, errorText } = require('./seed.cjs');
const { plan, settings, record, executed, withoutHeading } = require('./jest-session.cjs');
const { readThroughUs, argumentsOf, scriptOptions } = require('./jest-configuration.cjs');
const { endWhenIdle } = require('./end-when-idle.cjs');

main().catch(fail);

async function main() {
  record({ type: 'run:start', run: plan.run, runner: 'jest', version, planned: plan.tests });
  seedGlobals(globalThis, plan);
  // Loaded with a transform of the user's otherwise.
  require('./jest-runtime.cjs');
  const wasRead = readThroughUs(corePath, plan, (configs) => {
    for (const { id, runtime } of configs) if (runtime) settings.runtimes[id] = runtime;
    process.env.TESTING_PATTERNS_JEST = JSON.stringify(settings);
  });
  const { runCLI } = require(corePath);
  const { results } = await runCLI({ ...(await fromScript()), ...argumentsOf(plan, config) }, [plan.folder]);
  if (!wasRead()) throw new Error(`jest ${version} reads its configuration in a way that is not known here.`);
  if (results.numFailedTests > 0 || results.numRuntimeErrorTestSuites > 0 || results.wasInterrupted)
    process.exitCode = 1;
  end();
}

async function fromScript() {
  try {
    return await scriptOptions(cliPath, args);
  } catch (error) {
    const text = `jest does not take the arguments of the package.json script, which were left out: ${errorText(error).message}`;
    record({ type: 'limitation', text });
    return {};
  }
}

function fail(thrown) {
  const scope = executed.size > 0 ? 'run' : 'collection';
  record({ type: 'problem', scope, ...errorOf(thrown) });
  process.exitCode = 1;
  end();
}

function errorOf(thrown) {
  const { message, stack } = errorText(thrown);
  return { message: withoutHeading(message), ...(stack && { stack }) };
}

function end() {
  endWhenIdle((idle) => {
    if (!idle)
      record({
        type: 'limitation',
        text: 'Open handles keep jest running (a timer, a server, a connection that no test closed): it was ended.',
      });
    record({ type: 'run:end', executed: [...executed] });
  });
}
