// Runs the user's mocha on a plan. Arguments: the folder of their mocha, its version, a configuration file or nothing, and the
// arguments that the project's own script gives to mocha.

import { createRequire } from 'node:module';
import path from 'node:path';
import { mochaAt, runOptions, startedAgainWith, userOptions } from './mocha-options.mjs';
import { Report } from './mocha-report.mjs';
import { arrange, declarationsOf } from './mocha-tree.mjs';
import { errorText, idMaker, openChannel, plainText, readPlan, relativeFile, seedGlobals } from './seed.mjs';

const require = createRequire(import.meta.url);
const { endWhenIdle } = require('./end-when-idle.cjs');

const [folder, version, config, ...args] = process.argv.slice(2);
const plan = readPlan();
const emit = openChannel(plan);
const installed = mochaAt(folder);

await main();

async function main() {
  let options;
  const required = plan.state && require('./state/hooks.cjs').importedNotRequired();
  try {
    options = userOptions(installed, config, args);
  } catch (error) {
    start();
    return stopAt(error);
  }
  if (startedAgainWith(installed.nodeFlags(options), plan.channel)) return;
  start();
  seedGlobals(globalThis, plan);
  try {
    await (plan.mode === 'list' ? list(options) : run(options, required));
  } catch (error) {
    stopAt(error);
  }
}

function start() {
  emit({ type: 'run:start', run: plan.run, runner: 'mocha', version, planned: plan.tests });
}

function stopAt(error, file) {
  tellLoadError(error, file);
  process.exitCode = 1;
  end([]);
}

async function list(options) {
  const testId = idMaker();
  const create = await creator(options);
  for (const file of plan.files) {
    // One instance each: a file that fails inside a describe would leave it open for the next.
    const loaded = await load(
      create(() => undefined),
      [file],
      options,
    );
    if (loaded.failed) tellLoadError(loaded.error, loaded.failed);
    for (const { titles, file: at } of loaded.tests) if (at === file) emit({ type: 'listed', id: testId(at, titles) });
  }
  end([], options);
}

/** `required`: mocha has been loaded, and may see again what `require` can do. */
async function run(options, required) {
  if (plan.workers > 1) limitation('mocha runs in one process here: files do not run in parallel.');
  if (plan.countAssertions) limitation('mocha does not count assertions.');
  let report;
  const state = plan.state && require('./state/hooks-watch.cjs').watchProcess(plan, emit);
  const create = await creator(options);
  required?.();
  const mocha = create((runner) => report.listen(runner));
  // For each file mocha has just put its functions on the global object anew.
  mocha.suite.on('pre-require', (_global, file) => state?.loading(relativeFile(plan.folder, file), false));
  const loaded = await load(mocha, plan.files, options, state?.turns);
  if (loaded.failed) return stopAt(loaded.error, loaded.failed);
  const testId = idMaker();
  const entries = loaded.tests.map((test) => ({ ...test, id: testId(test.file, test.titles) }));
  if (entries.some(({ test }) => test.retries() > 0))
    limitation('Tests ask mocha to try them again when they fail (retries): the first failure counts here.');
  const { sequence, reentered } = arrange(mocha.suite, entries, plan);
  for (const title of reentered)
    limitation(
      `describe "${title}" is entered more than once to keep the order: its before and after hooks run each time.`,
    );
  report = new Report(plan, emit, sequence, state?.turns);
  mocha.cleanReferencesAfterRun(false);
  // The test files have already given their sign.
  mocha.options.delay = false;
  mocha.run((failures) => {
    if (failures > 0) process.exitCode = 1;
    end(report.executed, options);
  });
}

/** A maker of mocha instances with the user's options; what `require` names is loaded once. */
async function creator(options) {
  const Mocha = await installed.load();
  const plugins = await installed.handleRequires(options.require ?? []);
  const kept = runOptions(options);
  installed.validatePlugin(kept, 'ui', Mocha.interfaces);
  for (const phase of ['globalSetup', 'globalTeardown'])
    if (plugins[phase]) plugins[phase] = plugins[phase].map((fixture) => toldWhenFailing(fixture, phase));
  return (onRunner) => {
    function EventReporter(runner) {
      onRunner(runner);
    }
    return new Mocha({ ...kept, ...plugins, reporter: EventReporter });
  };
}

function toldWhenFailing(fixture, phase) {
  return async function told() {
    try {
      return await fixture.call(this);
    } catch (error) {
      const { message, stack } = errorText(error);
      emit({ type: 'problem', scope: 'run', message: `mocha ${phase}: ${message}`, ...(stack && { stack }) });
      throw error;
    }
  };
}

/** `{ tests: { test, suites, titles, file }[], failed?, error? }`, in the order of declaration up to the first file that fails. */
async function load(mocha, files, { file: first = [], delay }, turns) {
  let current = '';
  const declared = declarationsOf(mocha.suite, () => current);
  const ready = delay ? new Promise((resolve) => mocha.suite.once('run', resolve)) : undefined;
  const result = () => ({ tests: declared.map((entry) => ({ ...entry, titles: entry.test.titlePath() })) });
  const all = [
    ...[first].flat().map((name) => path.resolve(name)),
    ...files.map((name) => path.join(plan.folder, name)),
  ];
  for (const file of all) {
    current = relativeFile(plan.folder, file);
    mocha.files = [file];
    try {
      await mocha.loadFilesAsync();
      turns?.look();
    } catch (error) {
      return { ...result(), failed: current, error };
    }
  }
  mocha.files = all;
  await ready;
  return result();
}

function tellLoadError(error, file) {
  const { message, name, stack } = errorText(error);
  const said = plainText(name && !message.startsWith(name) ? `${name}: ${message}` : message);
  emit({ type: 'problem', scope: 'collection', message: said, ...(file && { file }), ...(stack && { stack }) });
}

function limitation(text) {
  emit({ type: 'limitation', text });
}

function end(executed, options = {}) {
  endWhenIdle((idle) => {
    if (!idle && !options.exit)
      limitation(
        'Open handles keep mocha running (a timer, a server, a connection that no test closed): it was ended.',
      );
    emit({ type: 'run:end', executed });
  });
}
