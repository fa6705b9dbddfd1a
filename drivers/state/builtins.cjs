// Functions of the language, of Node and of its modules that something else may stand in for; what is added to them; names on
// `globalThis`. By identity only, and never through a getter.
'use strict';

const vm = require('node:vm');
const { isMock } = require('./mocks.cjs');
const { Accessor, Memo, remember, heldBy } = require('./values.cjs');
const { Tracked } = require('./tracked.cjs');
const { restoreProperty } = require('./variables.cjs');

const { getOwnPropertyDescriptor: descriptorOf } = Object;
const { ownKeys } = Reflect;

/** As tests know them: `fs.readFileSync`, `process.exit`. */
const coreModules = [
  'fs',
  'fs/promises',
  'http',
  'https',
  'child_process',
  'os',
  'net',
  'dns',
  'dns/promises',
  'crypto',
  'timers',
  'timers/promises',
];
const core = new Map(coreModules.map((name) => [name, require(name)]));

/** graceful-fs and its like put their own there while they are loaded, and never take them back. */
const patchedByLibraries = new Set(['fs.close', 'fs.closeSync', 'process.cwd', 'process.chdir']);

const holdersOfLanguage = [
  'Math',
  'JSON',
  'Date',
  'Object',
  'Array',
  'Number',
  'String',
  'Promise',
  'Reflect',
  'Intl',
  'console',
  'performance',
  'crypto',
];
const holdersOfPrototypes = [
  'Object',
  'Array',
  'String',
  'Number',
  'Date',
  'Promise',
  'Map',
  'Set',
  'Function',
  'RegExp',
  'Error',
];

/** By name what objects hold: functions, getters and plain values, not what hangs below. */
class Functions extends Tracked {
  #holders;
  #fake;
  #places = new Map();
  /** Holder to key to name: making thousands of names at every look would take the most time of all. */
  #names = new Map();

  /** `[name, object, keys?]` each. */
  constructor(holders, fake) {
    super('builtin', 'spy');
    this.#holders = holders;
    this.#fake = fake;
  }

  read() {
    const now = new Map();
    const isFake = this.#fake.standsIn(this.baseline);
    for (const [holderName, holder, keysOf = ownKeys] of this.#holders)
      for (const key of keysOf(holder)) {
        const descriptor = typeof key === 'string' ? descriptorOf(holder, key) : undefined;
        if (!descriptor) continue;
        const name = this.#nameOf(holder, holderName, key);
        const value = isFake(name) ? this.baseline.get(name) : heldBy(descriptor);
        if (typeof value === 'object' && !(value instanceof Accessor)) continue;
        if (patchedByLibraries.has(name) && !isMock(value)) continue;
        this.#places.set(name, [holder, key]);
        now.set(name, value);
      }
    return now;
  }

  #nameOf(holder, holderName, key) {
    const names = this.#names.get(holder) ?? new Map();
    this.#names.set(holder, names);
    const name = names.get(key) ?? `${holderName}.${key}`;
    names.set(key, name);
    return name;
  }

  restore(name) {
    const [holder, key] = this.#places.get(name);
    return restoreProperty(holder, key, this.baselineOf(name));
  }
}

/** Of the sandbox that the tests run in. */
function languageFunctions(global, fake) {
  const at = (name) => {
    const value = descriptorOf(global, name)?.value;
    return (typeof value === 'object' || typeof value === 'function') && value !== null ? value : undefined;
  };
  const holders = holdersOfLanguage.map((name) => [name, at(name)]);
  for (const name of holdersOfPrototypes) holders.push([`${name}.prototype`, at(name)?.prototype]);
  return new Functions(
    holders.filter(([, holder]) => holder !== undefined),
    fake,
  );
}

/** Shared by all sandboxes of the process. */
function coreFunctions(fake) {
  return new Functions([...core], fake);
}

const ofProcess = new Set(['platform', 'arch', 'version', 'execPath']);

function processFunctions(process, fake) {
  const keysOf = () =>
    ownKeys(process).filter(
      (key) =>
        typeof key === 'string' &&
        !key.startsWith('_') &&
        (ofProcess.has(key) || typeof descriptorOf(process, key).value === 'function'),
    );
  const holders = [['process', process, keysOf]];
  for (const name of ['stdout', 'stderr'])
    if (process[name]) holders.push([`process.${name}`, process[name], () => ['write']]);
  return new Functions(holders, fake);
}

/** Of runners and their libraries. */
const foreign = /^(?:__vi|__VITE|__coverage__|__mocha|__jest|jest$)/;
/** Of Node and of browsers, beside what the language has. Node defines many of them when they are first asked for. */
const ofPlatform = [
  'fetch',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'queueMicrotask',
  'structuredClone',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'performance',
  'crypto',
  'console',
  'process',
  'navigator',
  'localStorage',
  'sessionStorage',
  'location',
  'document',
  'window',
  'global',
  'self',
  'frames',
  'parent',
  'top',
];

class Globals extends Tracked {
  #global;
  #fake;
  #builtins = new Set([...vm.runInNewContext('Object.getOwnPropertyNames(globalThis)'), ...ofPlatform]);
  /** There before the first test file: the runner's, the user's, Node's. */
  #known = new Set();

  constructor(global, fake) {
    super('global', 'spy', 'builtin');
    this.#global = global;
    this.#fake = fake;
  }

  begin() {
    this.#known = new Set(ownKeys(this.#global));
    super.begin();
  }

  read() {
    const now = new Map();
    const isFake = this.#fake.standsIn(this.baseline);
    for (const key of ownKeys(this.#global)) {
      if (typeof key !== 'string' || foreign.test(key)) continue;
      now.set(key, isFake(key) ? this.baseline.get(key) : this.#read(key, descriptorOf(this.#global, key)));
    }
    return now;
  }

  #read(key, descriptor) {
    const value = heldBy(descriptor);
    // Ours: a clock that is shifted (seed.cjs).
    if (key === 'Date' && value instanceof Accessor) return this.#global.Date;
    const before = this.baseline.get(key);
    // A name that its getter defines anew as plain data was read, not changed.
    if (before instanceof Accessor && !(value instanceof Accessor) && !isMock(value)) return before;
    if (this.#builtins.has(key) || value === this.#global) return value;
    const memo = remember(value);
    // It may be a whole window.
    return memo instanceof Memo && memo.form === 'instance' ? value : memo;
  }

  kindOf(name, before, after) {
    const kind = super.kindOf(name, before, after);
    return kind === 'global' && this.#builtins.has(name) && this.#known.has(name) ? 'builtin' : kind;
  }

  restore(name) {
    return restoreProperty(this.#global, name, this.baselineOf(name));
  }
}

module.exports = { Globals, languageFunctions, coreFunctions, processFunctions, core };
