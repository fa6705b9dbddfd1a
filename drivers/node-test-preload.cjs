// Loaded by `--require` before anything else in a process that runs test files of node:test: everybody who asks for `node:test`
// gets our wrapping of it. Does nothing in processes and threads that the tests start, which inherit node's flags.
'use strict';

const module_ = require('node:module');
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');

const entry = path.join(__dirname, 'node-test-entry.cjs');
if (isMainThread && process.argv[1] !== undefined && path.resolve(process.argv[1]) === entry) install();

function install() {
  const { openChannel, readPlan, seedGlobals } = require('./seed.cjs');
  const plan = readPlan();
  seedGlobals(globalThis, plan);
  const { startSession } = require('./node-test-session.cjs');
  const emit = openChannel({ channel: 3 });
  const state = plan.state && require('./state/hooks-watch.cjs').watchProcess(plan, emit);
  const session = startSession(plan, emit, state);
  session.flags = process.execArgv.filter((flag) =>
    /node-test-(?:preload|reporter)\.cjs|^--test-reporter-destination=/.test(flag),
  );
  globalThis[Symbol.for('testing-patterns.node-test-session')] = session;
  globalThis[Symbol.for('testing-patterns.node-test-events')] = session.onEvent;
  replaceModule(session.api);
}

function replaceModule(api) {
  const { Module } = module_;
  const load = Module._load;
  Module._load = function (request, ...rest) {
    return request === 'node:test' ? api : load.call(this, request, ...rest);
  };
  // The default export of a built-in module cannot be exchanged, so `import` is led to a module that exports ours.
  const key = 'testing-patterns.node-test';
  globalThis[Symbol.for(key)] = api;
  const names = Object.keys(api).filter((name) => /^[a-zA-Z_$][\w$]*$/.test(name) && name !== 'default');
  const source = `const api = globalThis[Symbol.for(${JSON.stringify(key)})];
export default api;
${names.map((name, index) => `const n${index} = api.${name}; export { n${index} as ${name} };`).join('\n')}`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const answer = { url, format: 'module', shortCircuit: true };
  if (module_.registerHooks) {
    module_.registerHooks({
      resolve: (specifier, context, next) =>
        specifier === 'node:test' && context.conditions?.includes('import') ? answer : next(specifier, context),
    });
  } else {
    const hooks = `export const resolve = (specifier, context, next) =>
  specifier === 'node:test' ? ${JSON.stringify(answer)} : next(specifier, context);`;
    module_.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  }
}
