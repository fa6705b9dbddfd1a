// The main module of a process that runs test files of node:test: loads them as node would, then lets the planned tests run.
// The wrapping of `node:test` was installed before (`node-test-preload.cjs`), before anything of the user's was loaded.
'use strict';

const { AsyncResource } = require('node:async_hooks');
const { Module } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const session = globalThis[Symbol.for('testing-patterns.node-test-session')];
const files = process.argv.slice(2);
// Tests look at the arguments, and hand node's flags on to processes of their own: both as if we were not here.
process.argv.splice(1, Infinity, files[0]);
const ours = new Set(session.flags);
process.execArgv = process.execArgv.filter((flag) => !ours.has(flag));

// Tests begin as soon after their file as under node itself, where nothing is waited for; and not out of a promise, because
// what a file puts off by `process.nextTick` comes before its first test.
// Bound, because what node:test calls us back from belongs to its reporters, and so would all that is begun there.
session.begin(AsyncResource.bind(() => setImmediate(load)));

function load() {
  const [file] = files;
  if (files.length > 1) return void importAll().then(session.loaded, session.loadFailed);
  session.loading(file, true);
  Module.runMain();
  if (loadedByRequire(file) && session.isDeclared()) session.loaded();
  else void importOne(file).then(session.loaded, session.loadFailed);
}

/** One after the other, as `--test-isolation=none` does. */
async function importAll() {
  for (const file of files) {
    session.loading(file, false);
    await importOne(file);
  }
}

/** Of a main module: waits for its end. */
async function importOne(file) {
  if (!loadedByRequire(file)) await import(pathToFileURL(file).href);
  await session.declared();
}

/** Then it has run to its end already, and importing it would do nothing, or fail for what only `require` can load. */
function loadedByRequire(file) {
  return require.cache[path.resolve(file)]?.loaded === true;
}
