// Preloaded with --import: counts the file operations of a program and strikes at one of them, as globalThis.setFaults said.
import fs, { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const needRoom = ['mkdir', 'link', 'writeFile', 'create', 'write', 'sync'];
const changing = [...needRoom, 'rmdir', 'rename', 'rm', 'chmod', 'chown'];
/** Looks at names fail like the other reads next to them: that is counted once. */
const looks = ['lstat', 'stat', 'realpath', 'access'];
/** What a program that was killed has written stays written: a kill before a sync is one before the next operation. */
const killable = changing.filter((name) => name !== 'sync');

/**
 * What counts, and is struck from operation number `at` on:
 * kill: SIGKILL before it, and of a write, half of the bytes are written. stop: as after a kill, in a process that goes on:
 * nothing comes to its end any more. once: it alone fails. full: all that need room fail. readOnly: all that change anything.
 */
const kinds = {
  kill: (name) => killable.includes(name),
  // Once stopped, also what only looks.
  stop: (name) => killable.includes(name) || faults.count >= faults.at,
  once: (name) => !looks.includes(name),
  full: (name) => needRoom.includes(name),
  readOnly: (name) => changing.includes(name),
};

let faults = { at: Infinity, how: 'once', code: 'EIO', count: 0 };
/** Begins to count anew; returns how many operations counted so far. */
globalThis.setFaults = (next = {}) => {
  const { count } = faults;
  faults = { at: Infinity, how: 'once', code: 'EIO', count: 0, ...next };
  return count;
};

function struck(name) {
  if (!kinds[faults.how](name)) return false;
  faults.count += 1;
  return faults.how === 'once' ? faults.count === faults.at : faults.count >= faults.at;
}

function strike(name) {
  if (faults.how === 'kill') process.kill(process.pid, 'SIGKILL');
  if (faults.how === 'stop') {
    faults.stopped();
    return new Promise(() => undefined);
  }
  return Promise.reject(failure(name));
}

function failure(name) {
  return Object.assign(new Error(`${faults.code}: made up at ${name}`), { code: faults.code });
}

function half(content) {
  const bytes = Buffer.from(content);
  return bytes.subarray(0, bytes.length / 2);
}

const names = ['mkdir', 'rmdir', 'rename', 'rm', 'link', 'writeFile', 'open', 'readFile', 'readdir', ...looks];
for (const name of names) {
  const original = promises[name];
  promises[name] = async (...args) => {
    const creates = name === 'open' && typeof args[1] === 'string' && !args[1].startsWith('r');
    const called = creates ? 'create' : name;
    if (!struck(called)) return original(...args);
    if (called === 'writeFile') await original(args[0], half(args[1]), args[2]);
    return strike(called);
  };
}

const handle = await promises.open(process.execPath);
const prototype = Object.getPrototypeOf(handle);
await handle.close();
for (const name of ['writeFile', 'sync', 'chmod', 'chown', 'readFile']) {
  const original = prototype[name];
  prototype[name] = async function (...args) {
    const called = name === 'writeFile' ? 'write' : name;
    // Waiting for the disk takes most of the time, and only a power cut would show a difference.
    if (!struck(called)) return called === 'sync' ? undefined : original.apply(this, args);
    if (called === 'write') await original.call(this, half(args[0]));
    return strike(called);
  };
}

const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (!struck('rename')) return renameSync(from, to);
  if (faults.how === 'kill') process.kill(process.pid, 'SIGKILL');
  if (faults.how === 'stop') faults.stopped();
  throw failure('rename');
};
syncBuiltinESMExports();
