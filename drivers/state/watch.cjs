// What tests leave behind in the process that they run in: looks, tells what changed, and puts single pieces back.
'use strict';

const { realpathSync } = require('node:fs');
const { Globals, languageFunctions, coreFunctions, processFunctions, core } = require('./builtins.cjs');
const { FakeTimers } = require('./fake-timers.cjs');
const { Environment, WorkingDirectory, Listeners, Timers, Sockets } = require('./process.cjs');
const { ModuleVariables } = require('./variables.cjs');
const { Files } = require('./files.cjs');

const key = Symbol.for('testing-patterns.state');

/** Node's own objects change by themselves: which one it is counts, not what is in it. */
function ofNode() {
  const objects = new WeakSet();
  for (const name of ['events', 'stream', 'fs', 'net', 'http', 'https', 'tls', 'child_process', 'worker_threads']) {
    const exported = require(name);
    objects.add(exported);
    for (const value of Object.values(exported)) if (value?.prototype) objects.add(value.prototype);
  }
  for (const exported of core.values()) objects.add(exported);
  return objects;
}

/** The fake timers of a sandbox stay in it. */
const neverFake = { standsIn: () => () => false };

/**
 * What all sandboxes of one process share: give it to the watch of each. Begins once. `store`: a folder of the run, outside of
 * `temporary`, where the files of the beginning are kept for the processes that come after this one.
 */
function createRealm({ folder, root, temporary, store }, fake = neverFake) {
  const files = new Files({ folder, root, temporary, store });
  const ofProcess = [new WorkingDirectory(folder), new Listeners(), new Timers(folder), new Sockets()];
  const groups = [coreFunctions(fake), ...ofProcess, files];
  let begun = false;
  return {
    groups,
    begin() {
      if (!begun) for (const group of groups) group.begin();
      begun = true;
    },
  };
}

/**
 * Installs itself where the modules that `instrument.cjs` has changed register. `global`: what the tests call `globalThis`.
 * `useRealTimers`: the runner's own. `groups`: what only this runner has.
 */
function createWatch({ global, folder, root, temporary, store, useRealTimers, realm, groups: more = [] }) {
  const fake = new FakeTimers(global, useRealTimers);
  const shared = realm ?? createRealm({ folder, root, temporary, store }, fake);
  const variables = new ModuleVariables(ofNode());
  const globals = new Globals(global, fake);
  const groups = [variables, ...more, globals];
  let all = groups;
  let language;
  let ofProcess;
  const places = [...new Set([temporary, realpathSync(temporary)])];

  const inWords = (text) => places.reduce((words, place) => words.split(place).join('$TMPDIR'), text);
  const watch = {
    register: (file, slots) => variables.register(file, slots),
    begin() {
      language = languageFunctions(global, fake);
      ofProcess = processFunctions(global.process, fake);
      groups.push(language, ofProcess, fake, new Environment(global.process));
      // A sandbox may have a process object of its own.
      if (global.process !== process) groups.push(new Listeners(global.process));
      for (const group of groups) group.begin();
      shared.begin();
      all = [...groups, ...shared.groups];
    },
    look() {
      return all
        .flatMap((group) => group.look())
        .map((change) => ({
          ...change,
          name: inWords(change.name),
          before: inWords(change.before),
          after: inWords(change.after),
        }));
    },
    /** Between two files of a worker only the runner has run; `isNewEnvironment`: it made what is on the global object anew. */
    renew(isNewEnvironment) {
      ofProcess.renew();
      if (isNewEnvironment) for (const group of [globals, language]) group.renew();
    },
    /** Each as far as it can be; what came of it. */
    restore(keys) {
      for (const group of all) group.settle();
      const told = keys.map(({ kind, name }) => ({ kind, name, ...restored(kind, name) }));
      for (const group of all) group.settle();
      return told;
    },
  };

  function restored(kind, name) {
    const spellings = [name, ...places.map((place) => name.split('$TMPDIR').join(place))];
    const groups = all.filter((one) => one.kinds.includes(kind));
    const [found] = groups.flatMap((one) => spellings.filter((spelt) => one.has(spelt)).map((spelt) => [one, spelt]));
    if (!found) return { done: false, missing: true, reason: 'It was not there in this run.' };
    try {
      const [group, spelt] = found;
      group.restore(spelt);
      return { done: true };
    } catch (error) {
      return { done: false, reason: inWords(error instanceof Error ? error.message : String(error)) };
    }
  }

  Object.defineProperty(global, key, { value: watch, configurable: true });
  return watch;
}

module.exports = { createWatch, createRealm };
