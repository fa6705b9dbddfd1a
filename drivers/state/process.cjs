// What all code of a process shares: environment, working directory, listeners, timers and listening servers.
'use strict';

const path = require('node:path');
const net = require('node:net');
const { EventEmitter } = require('node:events');
const { isMainThread } = require('node:worker_threads');
const { createHook } = require('node:async_hooks');
const { fileURLToPath } = require('node:url');
const { show } = require('./texts.cjs');
const { absent, remember } = require('./values.cjs');
const { Tracked } = require('./tracked.cjs');

const { clearTimeout, clearImmediate } = globalThis;
const { listeners, eventNames, removeListener, on } = EventEmitter.prototype;
const cwd = process.cwd.bind(process);
const chdir = process.chdir.bind(process);
const activeHandles = process._getActiveHandles?.bind(process);
const { address, close } = net.Server.prototype;

/** Set by runners for each file or worker. */
const ofRunners = /^(?:TESTING_PATTERNS_|VITEST|JEST_WORKER_ID$|TEST_|TINYPOOL_|NODE_UNIQUE_ID$|NODE_CHANNEL_FD$)/;

class Environment extends Tracked {
  #process;

  constructor(process) {
    super('environment');
    this.#process = process;
  }

  read() {
    const { env } = this.#process;
    const names = Object.keys(env).filter((name) => !ofRunners.test(name));
    return new Map(names.map((name) => [name, env[name]]));
  }

  restore(name) {
    const value = this.baselineOf(name);
    if (value === absent) delete this.#process.env[name];
    else this.#process.env[name] = value;
  }
}

class WorkingDirectory extends Tracked {
  #folder;

  constructor(folder) {
    super('working-directory');
    this.#folder = folder;
  }

  read() {
    return new Map([['cwd', this.#now()]]);
  }

  #now() {
    try {
      return cwd();
    } catch {
      return absent;
    }
  }

  text(folder) {
    const inside = folder === absent ? '..' : path.relative(this.#folder, folder);
    return show(inside === '..' || inside.startsWith('../') || path.isAbsolute(inside) ? folder : inside || '.');
  }

  /** Workers in threads have the one of their process. */
  restorable() {
    return isMainThread;
  }

  restore() {
    chdir(this.baselineOf('cwd'));
  }
}

/** Between a runner and its processes. */
const ofChannels = new Set(['message', 'internalMessage', 'newListener', 'removeListener']);
/** Node 20 listens to `exit` while a module waits at its top level. */
const ofNode = 'handleProcessExit';

class Listeners extends Tracked {
  #process;

  constructor(of = process) {
    super('listener');
    this.#process = of;
  }

  read() {
    const events = eventNames
      .call(this.#process)
      .filter((event) => typeof event === 'string' && !ofChannels.has(event));
    const found = events.map((event) => [
      event,
      listeners.call(this.#process, event).filter(({ name }) => name !== ofNode),
    ]);
    return new Map(
      found.filter(([, all]) => all.length > 0).map(([event, all]) => [`process '${event}'`, remember(all)]),
    );
  }

  text(memo) {
    if (memo === absent) return show(absent);
    return `${memo.size} ${memo.size === 1 ? 'listener' : 'listeners'}`;
  }

  restore(name) {
    const event = name.slice("process '".length, -1);
    const there = entriesOf(this.baselineOf(name));
    const now = listeners.call(this.#process, event);
    for (const listener of now) if (!there.includes(listener)) removeListener.call(this.#process, event, listener);
    for (const listener of there) if (!now.includes(listener)) on.call(this.#process, event, listener);
  }
}

function entriesOf(memo) {
  return memo === absent ? [] : memo.entries.map(([, listener]) => listener);
}

/** Timers that code of the project itself has set, and that have neither fired nor been cleared. */
class Timers extends Tracked {
  #folder;
  /** Node's timer to the file that set it. */
  #pending = new Map();

  constructor(folder) {
    super('timer');
    this.#folder = folder;
  }

  begin() {
    createHook({
      init: (_id, type, _trigger, timer) => {
        if (type !== 'Timeout' && type !== 'Immediate') return;
        const file = this.#setBy();
        if (file) this.#pending.set(timer, `${file}:${nameOfTimer(type, timer)}`);
      },
    }).enable();
    super.begin();
  }

  /** The file of the project whose code called `setTimeout`, if it was no library's. */
  #setBy() {
    const { prepareStackTrace, stackTraceLimit } = Error;
    Error.stackTraceLimit = 12;
    Error.prepareStackTrace = (_error, sites) => sites.map((site) => site.getFileName());
    const { stack } = new Error();
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
    // Neither Node's own code nor the WebAssembly in it.
    const caller = stack.find((file) => file && file !== __filename && !/^(?:node|wasm):/.test(file));
    if (!caller) return undefined;
    const file = path.relative(this.#folder, caller.startsWith('file:') ? fileURLToPath(caller) : caller);
    return isOfProject(file) ? file.split(path.sep).join('/') : undefined;
  }

  read() {
    const now = new Map();
    for (const [timer, name] of this.#pending)
      if (isOver(timer)) this.#pending.delete(timer);
      else now.set(name, (now.get(name) ?? 0) + 1);
    return now;
  }

  text(count) {
    return count === absent ? '0 pending' : `${count} pending`;
  }

  fileOf(name) {
    return name.slice(0, name.lastIndexOf(':'));
  }

  /** Those that were pending when the run began are the runner's. */
  restore(name) {
    for (const [timer, of] of this.#pending)
      if (of === name) (nameEnds(name, 'setImmediate') ? clearImmediate : clearTimeout)(timer);
  }
}

function nameOfTimer(type, timer) {
  if (type === 'Immediate') return 'setImmediate';
  return timer._repeat === null || timer._repeat === undefined ? 'setTimeout' : 'setInterval';
}

function nameEnds(name, ending) {
  return name.endsWith(`:${ending}`);
}

function isOver(timer) {
  return timer._destroyed === true || timer._onTimeout === null || timer._onImmediate === null;
}

function isOfProject(file) {
  const parts = file.split(path.sep);
  return file !== '' && parts[0] !== '..' && !path.isAbsolute(file) && !parts.includes('node_modules');
}

class Sockets extends Tracked {
  #servers = new Map();

  constructor() {
    super('socket');
  }

  read() {
    const now = new Map();
    this.#servers.clear();
    for (const handle of activeHandles?.() ?? []) {
      if (!(handle instanceof net.Server)) continue;
      const name = nameOfServer(handle);
      if (!name) continue;
      this.#servers.set(name, [...(this.#servers.get(name) ?? []), handle]);
      now.set(name, this.#servers.get(name).length);
    }
    return now;
  }

  text(count) {
    return count === absent ? show(absent) : count === 1 ? 'listening' : `${count} listening`;
  }

  restore(name) {
    for (const server of this.#servers.get(name) ?? []) {
      server.closeAllConnections?.();
      close.call(server);
    }
  }
}

/** Linux chooses from here on (ip_local_port_range), other systems higher up. */
const firstFreePort = 32_768;

function nameOfServer(server) {
  const at = address.call(server);
  if (typeof at !== 'object' || at === null) return at ?? undefined;
  // `4:127.0.0.1:0`: as it was asked for. Libraries that look for a free port ask for it by number.
  const isFree = String(server._connectionKey).endsWith(':0') || at.port >= firstFreePort;
  const host = at.family === 'IPv6' || at.family === 6 ? `[${at.address}]` : at.address;
  return `${host}:${isFree ? '(free port)' : at.port}`;
}

module.exports = { Environment, WorkingDirectory, Listeners, Timers, Sockets };
