// The top-level variables of the project's modules, which register themselves (see instrument.cjs), and the data on classes.
'use strict';

const { types } = require('node:util');
const { isMock } = require('./mocks.cjs');
const { Memo, absent, remember, same, putBack, setProperty, remove, heldBy } = require('./values.cjs');
const { Tracked, holdsMock } = require('./tracked.cjs');

const { getOwnPropertyDescriptor: descriptorOf, is } = Object;
const { ownKeys } = Reflect;
/** Every function has them. */
const ofFunctions = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

class ModuleVariables extends Tracked {
  /** File to its variables: name, functions `[read, set?]`, names of members. */
  #slots = new Map();
  /** Object or class to the variable that held it first: what two modules share is told once. */
  #owners = new WeakMap();
  /** Name of a variable to its functions; name of a member to the object that it sits on, and its key. */
  #variables = new Map();
  #members = new Map();
  #files = new Map();
  #opaque;

  constructor(opaque) {
    super('module-variable', 'class-attribute', 'spy');
    this.#opaque = opaque;
  }

  /** A module that is evaluated again is a new one: what it holds now is its baseline. */
  register(file, slots) {
    const own = `${file}:`;
    for (const names of [this.baseline, this.previous])
      for (const name of [...names.keys()]) if (name.startsWith(own)) names.delete(name);
    const variables = Object.entries(slots).map(([variable, slot]) => ({
      name: own + variable,
      slot,
      members: new Map(),
    }));
    for (const { name, slot } of variables) {
      this.#variables.set(name, slot);
      this.#files.set(name, file);
    }
    this.#slots.set(file, variables);
    this.#readFile(file, this.baseline);
    for (const [name, value] of this.baseline) if (name.startsWith(own)) this.previous.set(name, value);
  }

  read() {
    const now = new Map();
    for (const file of this.#slots.keys()) this.#readFile(file, now);
    return now;
  }

  #readFile(file, into) {
    for (const variable of this.#slots.get(file)) {
      const { name } = variable;
      const value = readSlot(variable.slot);
      const isFunction = typeof value === 'function';
      const isOwn = !(isFunction || (typeof value === 'object' && value !== null)) || this.#owns(name, value);
      into.set(name, isOwn ? remember(value, this.#opaque, this.previous.get(name)) : value);
      if (isFunction && isOwn && !isMock(value) && !types.isProxy(value)) this.#readMembers(variable, value, into);
    }
  }

  #owns(name, value) {
    const owner = this.#owners.get(value);
    if (owner === undefined) this.#owners.set(value, name);
    return owner === undefined || owner === name;
  }

  #readMembers({ name, members }, of, into) {
    const read = (prefix, holder, key) => {
      if (typeof key !== 'string') return;
      const known = `${prefix}${key}`;
      const member = members.get(known) ?? `${name}.${known}`;
      members.set(known, member);
      this.#members.set(member, { holder, key });
      this.#files.set(member, this.#files.get(name));
      into.set(member, remember(heldBy(descriptorOf(holder, key)), this.#opaque, this.previous.get(member)));
    };
    for (const key of ownKeys(of)) if (!ofFunctions.has(key)) read('', of, key);
    const prototype = descriptorOf(of, 'prototype')?.value;
    if (typeof prototype !== 'object' || prototype === null || types.isProxy(prototype)) return;
    for (const key of ownKeys(prototype)) if (key !== 'constructor') read('prototype.', prototype, key);
  }

  /** A mock put into an object is told as what it is, by its own name. */
  changesOf(name, before, after) {
    const spied = spiedIn(before, after);
    if (!spied) return super.changesOf(name, before, after);
    const baseline = this.baselineOf(name);
    return spied.map((key) =>
      this.change(`${name}.${key}`, entryOf(before, key), entryOf(after, key), entryOf(baseline, key)),
    );
  }

  kindOf(name, before, after) {
    const kind = super.kindOf(name, before, after);
    return kind === 'module-variable' && this.#members.has(name) ? 'class-attribute' : kind;
  }

  fileOf(name) {
    return this.#files.get(name) ?? this.#files.get(name.slice(0, name.lastIndexOf('.')));
  }

  /** A constant that holds no container is the same for ever. */
  restorable(name, baseline) {
    const slot = this.#variables.get(name);
    return super.restorable(name, baseline) && (!slot || slot.length > 1 || baseline instanceof Memo);
  }

  has(name) {
    return super.has(name) || this.#entry(name) !== undefined;
  }

  /** `src/api.js:client.get`: a property of the object that `client` held. */
  #entry(name) {
    const dot = name.lastIndexOf('.');
    const memo = this.baseline.get(name.slice(0, dot));
    return memo instanceof Memo ? { memo, key: name.slice(dot + 1) } : undefined;
  }

  restore(name) {
    const baseline = this.baselineOf(name);
    const slot = this.#variables.get(name);
    if (slot) return restoreSlot(slot, baseline);
    const member = this.#members.get(name);
    if (member) return restoreProperty(member.holder, member.key, baseline);
    const { memo, key } = this.#entry(name);
    return restoreProperty(memo.of, key, entryOf(memo, key));
  }
}

function readSlot([read]) {
  try {
    return read();
  } catch {
    // Not initialized: the module failed before it came to that.
    return absent;
  }
}

/** The properties that differ, when a mock is on one side of each. */
function spiedIn(before, after) {
  if (!(before instanceof Memo && after instanceof Memo) || before.of !== after.of) return undefined;
  if (before.form !== 'object' && before.form !== 'instance') return undefined;
  const keys = new Set([...before.entries, ...after.entries].map(([key]) => key));
  const differing = [...keys].filter((key) => !same(entryOf(before, key), entryOf(after, key)));
  const spied = differing.every((key) => holdsMock(entryOf(before, key)) || holdsMock(entryOf(after, key)));
  return spied && differing.length > 0 ? differing : undefined;
}

function entryOf(memo, key) {
  const found = memo instanceof Memo ? memo.entries.find(([name]) => name === key) : undefined;
  return found ? found[1] : absent;
}

function restoreSlot([read, set], baseline) {
  if (baseline instanceof Memo) putBack(baseline);
  const value = baseline instanceof Memo ? baseline.of : baseline;
  if (is(readSlot([read]), value)) return;
  if (!set) throw new Error('It cannot be assigned.');
  set(value);
}

/** @throws {Error} with the reason in words */
function restoreProperty(holder, key, baseline) {
  if (baseline === absent) return remove(holder, key);
  if (baseline instanceof Memo) putBack(baseline);
  return setProperty(holder, key, baseline instanceof Memo ? baseline.of : baseline);
}

module.exports = { ModuleVariables, restoreProperty };
