// Fake timers, as one piece of state instead of the ten functions that they replace.
'use strict';

const { isMock } = require('./mocks.cjs');

const { Tracked } = require('./tracked.cjs');

const { getOwnPropertyDescriptor: descriptorOf } = Object;

const replaced = new Set([
  'Date',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'performance',
  'Intl',
  'process.nextTick',
  'process.hrtime',
]);
const alsoReplaced = /^(?:performance|timers|timers\/promises)\./;

/** Those of sinon, which vitest and jest use, leave their clock on every function that they put in place. */
class FakeTimers extends Tracked {
  #global;
  #useReal;

  /** `useReal`: the runner's own way back, which keeps its books. */
  constructor(global, useReal) {
    super('fake-timers');
    this.#global = global;
    this.#useReal = useReal;
  }

  read() {
    return new Map([['timers', this.#areFake() ? 'fake' : 'real']]);
  }

  #areFake() {
    return this.#clock() !== undefined || this.#areOfNode();
  }

  /** Those of node:test: private methods, bound, and a Date that says so. */
  #areOfNode() {
    if (descriptorOf(this.#global.Date, 'isMock')?.value === true) return true;
    return ['setTimeout', 'setInterval', 'setImmediate'].some((name) => {
      const value = descriptorOf(this.#global, name)?.value;
      return typeof value === 'function' && String(descriptorOf(value, 'name')?.value).startsWith('bound #');
    });
  }

  #clock() {
    for (const name of ['setTimeout', 'setInterval', 'Date', 'setImmediate', 'performance', 'queueMicrotask']) {
      const value = name === 'Date' ? this.#global.Date : descriptorOf(this.#global, name)?.value;
      const holder = name === 'performance' && value ? descriptorOf(value, 'now')?.value : value;
      const clock = typeof holder === 'function' ? descriptorOf(holder, 'clock')?.value : undefined;
      if (typeof clock === 'object' && clock !== null) return clock;
    }
    return undefined;
  }

  text(value) {
    return `${value} timers`;
  }

  /** While they are in place: which names they, and nobody else, stand in for. */
  standsIn(baseline) {
    if (!this.#areFake()) return () => false;
    return (name) =>
      (replaced.has(name) || alsoReplaced.test(name)) && baseline.has(name) && !isMock(baseline.get(name));
  }

  /** A runner may be configured to begin with fake ones. */
  restorable(_name, baseline) {
    return baseline === 'real';
  }

  restore(name) {
    if (this.baselineOf(name) === 'fake')
      throw new Error('The run began with fake timers, and only real ones can be put back.');
    if (this.#areOfNode()) require('node:test').mock.timers.reset();
    else if (this.#useReal) this.#useReal();
    else this.#clock()?.uninstall();
  }
}

module.exports = { FakeTimers };
