// The user's mocha with the user's options, as its own command line puts them together.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Parts of a mocha install; their names end in `.js` until mocha 11, in `.cjs` since 12. */
export function mochaAt(folder) {
  const require = createRequire(path.join(folder, 'package.json'));
  const part = (name) => {
    const file = [`${name}.cjs`, `${name}.js`].find((candidate) => existsSync(path.join(folder, candidate)));
    if (!file) throw new Error(`This mocha has no ${name}. Mocha 10 to 12 can be driven.`);
    return require(path.join(folder, file));
  };
  return {
    async load() {
      const main = await import(pathToFileURL(path.join(folder, 'index.js')).href);
      return main.default ?? main;
    },
    loadOptions: (args) => part('lib/cli/options').loadOptions(args),
    nodeFlags: (options) => nodeFlagsOf(options, part('lib/cli/node-flags')),
    /** Loads what `require` names, and answers the root hooks and global fixtures found there. */
    handleRequires: (names) => part('lib/cli/run-helpers').handleRequires(names),
    validatePlugin: (...args) => part('lib/cli/run-helpers').validateLegacyPlugin(...args),
  };
}

/** Of a configuration file, or of those that mocha finds by itself, and of its script's arguments. */
export function userOptions(mocha, config, args) {
  const options = mocha.loadOptions(config ? [...withoutConfig(args), ...named(config)] : args);
  for (const [name, value] of Object.entries(options)) {
    const camel = name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    if (!(camel in options)) options[camel] = value;
  }
  return options;
}

const named = (config) => [path.basename(config) === 'package.json' ? '--package' : '--config', config];

/** Of two files neither would be read. */
function withoutConfig(args) {
  const names = /^(?:--config|-c|--package)$/;
  return args.filter((arg, index) => !names.test(arg.split('=')[0]) && !names.test(args[index - 1] ?? ''));
}

/** What would choose, hide, repeat or stop tests is ours to say; all else is the user's. */
export function runOptions(options) {
  const {
    _: _positional,
    spec: _spec,
    grep: _grep,
    fgrep: _fgrep,
    invert: _invert,
    retries: _retries,
    reporterOption: _reporterOption,
    reporterOptions: _reporterOptions,
    'reporter-option': _reporterOptionToo,
    'reporter-options': _reporterOptionsToo,
    ...kept
  } = options;
  const off = {
    allowUncaught: false,
    bail: false,
    dryRun: false,
    failHookAffectedTests: false,
    failZero: false,
    forbidOnly: false,
    forbidPending: false,
    parallel: false,
    passOnFailingTestSuite: false,
    watch: false,
  };
  return { ...kept, ...off };
}

function nodeFlagsOf(options, { isNodeFlag, unparseNodeFlags }) {
  const named = options['node-option'];
  if (named) return [named].flat().map((flag) => `--${flag}`);
  const own = Object.entries(options).filter(([name]) => isNodeFlag(name) && !/^inspect|^debug/.test(name));
  const plain = own.map(([name, value]) => [name === 'v8-options' ? name : name.replace(/^v8-/, ''), value]);
  return plain.length > 0 ? unparseNodeFlags(Object.fromEntries(plain)) : [];
}

const marker = 'TESTING_PATTERNS_MOCHA_FLAGS';

/** A configuration can ask for flags of Node itself. Starts this driver once more under them; true when it did. */
export function startedAgainWith(flags, channel) {
  if (flags.length === 0 || process.env[marker]) return false;
  const driver = fileURLToPath(new URL('./mocha-main.mjs', import.meta.url));
  const stdio = ['inherit', 'inherit', 'inherit'];
  stdio[channel] = channel;
  const child = spawn(process.execPath, [...process.execArgv, ...flags, driver, ...process.argv.slice(2)], {
    stdio,
    env: { ...process.env, [marker]: '1' },
  });
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
  return true;
}
