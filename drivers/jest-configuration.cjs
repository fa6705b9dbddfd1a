// The user's whole configuration, as their own jest reads it, with what a run for proof needs put over it.
'use strict';

const path = require('node:path');
const { createRequire } = require('node:module');

const driver = (name) => path.join(__dirname, name);

/**
 * Lets jest's core read its configuration through us, and answers a function that tells whether it did. There is no option that
 * keeps a user's configuration, `projects` included, and changes single values of the result.
 */
function readThroughUs(corePath, plan, onRead) {
  const configPath = createRequire(corePath).resolve('jest-config');
  const real = withUsersTmp(() => require(configPath));
  let used = false;
  require.cache[configPath].exports = {
    ...real,
    async readConfigs(...args) {
      used = true;
      const read = await real.readConfigs(...args);
      onRead(read.configs);
      return {
        ...read,
        globalConfig: changedGlobal(read.globalConfig, plan),
        configs: read.configs.map(changedProject),
      };
    },
  };
  return () => used;
}

/** jest's cache lies below the temporary folder as it is when jest-config is loaded; a run's own one would always be empty. */
function withUsersTmp(load) {
  const names = ['TMPDIR', 'TMP', 'TEMP'];
  const mine = names.map((name) => process.env[name]);
  const theirs = process.env.TESTING_PATTERNS_TMPDIR;
  if (theirs) for (const name of names) process.env[name] = theirs;
  try {
    return load();
  } finally {
    names.forEach((name, index) => {
      if (mine[index] === undefined) delete process.env[name];
      else process.env[name] = mine[index];
    });
  }
}

function changedGlobal(config, plan) {
  return Object.freeze({
    ...config,
    bail: 0,
    ci: true,
    collectCoverage: false,
    collectTests: false,
    coverageThreshold: undefined,
    detectOpenHandles: false,
    filter: undefined,
    json: false,
    listTests: false,
    maxWorkers: plan.workers,
    notify: false,
    onlyChanged: false,
    onlyFailures: false,
    outputFile: undefined,
    passWithNoTests: true,
    randomize: false,
    // The user's reporters write files of their own.
    reporters: [[driver('jest-reporter.cjs'), {}]],
    runInBand: plan.workers === 1,
    shard: undefined,
    skipFilter: true,
    testFailureExitCode: 1,
    testNamePattern: undefined,
    testResultsProcessor: undefined,
    testSequencer: driver('jest-sequencer.cjs'),
    updateSnapshot: 'none',
    // What tests print is written at once, so that it survives a crash.
    silent: false,
    verbose: true,
    watch: false,
    watchAll: false,
    watchPlugins: undefined,
    // Asks for workers even where one process is enough.
    workerIdleMemoryLimit: plan.workers === 1 ? undefined : config.workerIdleMemoryLimit,
  });
}

const changedProject = (config) =>
  Object.freeze({
    ...config,
    collectCoverage: false,
    silent: undefined,
    verbose: undefined,
    runtime: driver('jest-runtime.cjs'),
  });

/** The arguments of jest's own command line that lead to exactly these files. */
function argumentsOf(plan, config) {
  return {
    $0: 'jest',
    _: plan.files.map((file) => path.join(plan.folder, file)),
    runTestsByPath: true,
    ci: true,
    coverage: false,
    passWithNoTests: true,
    watchman: false,
    ...(plan.workers === 1 ? { runInBand: true } : { maxWorkers: String(plan.workers) }),
    ...(config && { config }),
  };
}

/** Those that decide how files are loaded and run; which ones, and what is reported, is ours to say. */
const kept = new Set([
  'clearMocks',
  'color',
  'colors',
  'config',
  'env',
  'errorOnDeprecated',
  'expand',
  'globalSetup',
  'globalTeardown',
  'globals',
  'haste',
  'injectGlobals',
  'maxConcurrency',
  'moduleDirectories',
  'moduleFileExtensions',
  'moduleNameMapper',
  'modulePathIgnorePatterns',
  'modulePaths',
  'noStackTrace',
  'preset',
  'resetMocks',
  'resetModules',
  'resolver',
  'restoreMocks',
  'rootDir',
  'roots',
  'selectProjects',
  'ignoreProjects',
  'setupFiles',
  'setupFilesAfterEnv',
  'snapshotSerializers',
  'testEnvironment',
  'testEnvironmentOptions',
  'testTimeout',
  'transform',
  'transformIgnorePatterns',
]);

/** End the process, or clash with others: jest's command line then ends the process, too. */
const left = /^(?:--(?:findRelatedTests|watchAll|runInBand|init|help|version)\b.*|-[ihv])$/;

/** Of a script's arguments, as jest's own command line reads them. @throws when it refuses them. */
async function scriptOptions(cliPath, args) {
  const usable = args.filter((arg) => !left.test(arg));
  if (usable.length === 0) return {};
  // jest 29 does not export it.
  const { buildArgv = require(path.join(path.dirname(cliPath), 'run.js')).buildArgv } = require(cliPath);
  const read = await buildArgv(usable);
  return Object.fromEntries(Object.entries(read).filter(([name, value]) => kept.has(name) && value !== undefined));
}

module.exports = { readThroughUs, argumentsOf, scriptOptions };
