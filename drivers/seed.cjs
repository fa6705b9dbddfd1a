// What every JavaScript driver needs inside the user's runner: the plan, the channel, seeded chance, the shifted clock, ids and
// errors as plain text. Plain CommonJS for any Node since 14, without dependencies; `seed.mjs` gives the same to ES modules.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

/** What to do, from the file that `TESTING_PATTERNS_PLAN` names: a DriverPlan of `src/runners/events.ts`. */
function readPlan() {
  const file = process.env.TESTING_PATTERNS_PLAN;
  if (!file)
    throw new Error('TESTING_PATTERNS_PLAN names no plan. Drivers are started by testing-patterns, not by hand.');
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** A function that writes one event as one whole line. The reader may be slow, or gone: neither disturbs the tests. */
function openChannel(plan) {
  let open = true;
  return function emit(event) {
    if (!open) return;
    const bytes = Buffer.from(`${JSON.stringify(event)}\n`);
    let written = 0;
    while (written < bytes.length) {
      try {
        written += fs.writeSync(plan.channel, bytes, written);
      } catch (error) {
        if (error.code !== 'EAGAIN') {
          open = false;
          return;
        }
        sleep(1);
      }
    }
  };
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const seeded = Symbol.for('testing-patterns.seeded');

/**
 * Makes chance repeatable and moves the wall clock of one global object: `globalThis`, or the one of a sandbox. Once per global
 * object; later calls change nothing, so that files that share one also share one sequence. Not covered: `crypto`,
 * `performance`, and `Intl.DateTimeFormat#format()` without a date.
 */
function seedGlobals(target, { seed, clockShiftMs = 0 }) {
  if (target[seeded]) return;
  Object.defineProperty(target, seeded, { value: true });
  target.Math.random = generator(seed);
  if (clockShiftMs !== 0) shiftClock(target, clockShiftMs);
}

/** vitest keeps the first Date and puts it back after its fake timers: that means the shifted one from now on. */
function shiftClock(target, shiftMs) {
  const real = target.Date;
  const shifted = shiftedDate(real, shiftMs);
  let current = shifted;
  Object.defineProperty(target, 'Date', {
    get: () => current,
    set: (value) => {
      current = value === real ? shifted : value;
    },
    configurable: true,
    enumerable: false,
  });
}

/** mulberry32: 32 bits of state, evenly spread numbers in [0, 1). Public domain, Tommy Ettinger 2017. */
function generator(seed) {
  let state = seed >>> 0;
  return function random() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The same Date with a later or earlier now. A proxy, so that everything else stays what it was: `instanceof`, subclasses,
 * `Date()` without `new`, and fake timers and spies that put their own in its place.
 */
function shiftedDate(RealDate, shiftMs) {
  const realNow = RealDate.now.bind(RealDate);
  const now = () => realNow() + shiftMs;
  const proxy = new Proxy(RealDate, {
    construct: (date, args, newTarget) => Reflect.construct(date, args.length === 0 ? [now()] : args, newTarget),
    apply: (date) => new date(now()).toString(),
  });
  const define = (object, name, value) =>
    Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false });
  define(RealDate, 'now', now);
  define(RealDate, 'toString', () => Function.prototype.toString.call(RealDate));
  define(RealDate.prototype, 'constructor', proxy);
  return proxy;
}

/** A maker of test ids (see TestId): call it once per test in the order of declaration. `file` is relative, `/`-separated. */
function idMaker() {
  const used = new Set();
  return function testId(file, titles) {
    const id = `${file}::${titles.join(' > ')}`;
    let unique = id;
    for (let count = 2; used.has(unique); count += 1) unique = `${id} #${count}`;
    used.add(unique);
    return unique;
  };
}

/** The path of an id: `a/b.test.ts`. */
function fileOf(id) {
  return id.slice(0, id.indexOf('::'));
}

/** `file` as ids have it: relative to the folder, `/`-separated. */
function relativeFile(folder, file) {
  return path.relative(folder, file).split(path.sep).join('/');
}

const longestText = 4000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what begins a colour.
const colours = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

/** Without colours, at most 4,000 characters. */
function plainText(text) {
  const plain = String(text).replace(colours, '');
  return plain.length > longestText ? `${plain.slice(0, longestText - 1)}…` : plain;
}

/** Anything thrown as `{ message, name?, stack? }`. Never throws, whatever was thrown. */
function errorText(thrown) {
  const text = { message: plainText(readSafely(thrown, 'message') || readSafely(thrown, 'name') || described(thrown)) };
  const name = readSafely(thrown, 'name');
  const stack = readSafely(thrown, 'stack');
  if (name) text.name = plainText(name);
  if (stack) text.stack = plainText(stack);
  return text;
}

function readSafely(thrown, key) {
  try {
    const value = thrown === null || thrown === undefined ? undefined : thrown[key];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function described(thrown) {
  try {
    return typeof thrown === 'object' && thrown !== null ? require('node:util').inspect(thrown) : String(thrown);
  } catch {
    return 'something that cannot be shown was thrown';
  }
}

module.exports = {
  readPlan,
  openChannel,
  seedGlobals,
  idMaker,
  fileOf,
  relativeFile,
  plainText,
  errorText,
};
