// What a value is, remembered so that it can be compared and put back later. Never runs code of the user: no getters, no
// traps of proxies, no toString. Built-ins are bound while this file is loaded, because tests replace them.
'use strict';

const { types } = require('node:util');
const { isMock, callsOf, implementationOf, putBackMock } = require('./mocks.cjs');

const { isArray } = Array;
const { is, getPrototypeOf, getOwnPropertyDescriptor: descriptorOf, defineProperty } = Object;
const { ownKeys, deleteProperty, apply } = Reflect;
const method = (prototype, name) => {
  const real = prototype[name];
  return (target, ...args) => apply(real, target, args);
};
const getter = (prototype, name) => {
  const { get } = descriptorOf(prototype, name);
  return (target) => apply(get, target, []);
};
const getTime = method(Date.prototype, 'getTime');
const setTime = method(Date.prototype, 'setTime');
const sizeOfMap = getter(Map.prototype, 'size');
const entriesOfMap = method(Map.prototype, 'entries');
const nextOfMap = method(getPrototypeOf(new Map().entries()), 'next');
const lengthOf = getter(getPrototypeOf(Uint8Array.prototype), 'length');
const clearMap = method(Map.prototype, 'clear');
const setInMap = method(Map.prototype, 'set');
const sizeOfSet = getter(Set.prototype, 'size');
const valuesOfSet = method(Set.prototype, 'values');
const nextOfSet = method(getPrototypeOf(new Set().values()), 'next');
const clearSet = method(Set.prototype, 'clear');
const addToSet = method(Set.prototype, 'add');

/** A variable may hold the whole application: beyond these, only the outermost level of it is remembered. */
const mostNodes = 500;
const deepest = 6;

/** What is not there. */
const absent = Symbol('absent');

/** A container and what was in it. Everything that is not a container is remembered as itself. */
class Memo {
  constructor(of, form, prototype) {
    this.of = of;
    this.form = form;
    this.prototype = prototype;
    /** Of keys and remembered values. */
    this.entries = [];
    this.size = 0;
    /** Nothing was left out. */
    this.whole = true;
  }
}

/** A container that was met before in the same value. */
class Again {
  constructor(of, index) {
    this.of = of;
    this.index = index;
  }
}

/** An accessor property; what it would answer is not asked. */
class Accessor {
  constructor({ get, set }) {
    this.get = get;
    this.set = set;
  }
}

/**
 * `opaque`: objects that are never looked into, such as Node's own. `previous`: what was remembered last; it is the answer when
 * nothing has changed since, which is quick to find out.
 */
function remember(value, opaque, previous) {
  if (typeof value === 'function') return isMock(value) ? mockMemo(value) : value;
  if (previous instanceof Memo && previous.of === value && isStill(previous, opaque)) return previous;
  const form = formOf(value, opaque);
  if (!form) return value;
  const walk = { left: mostNodes, seen: new Map(), opaque };
  const memo = walked(value, form, walk, 0);
  if (walk.left >= 0) return memo;
  const outermost = walked(value, form, { left: mostNodes, seen: new Map(), opaque }, deepest);
  outermost.whole = false;
  return outermost;
}

function formOf(value, opaque) {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined;
  if (isArray(value)) return 'array';
  if (types.isMap(value)) return 'map';
  if (types.isSet(value)) return 'set';
  if (types.isDate(value)) return 'date';
  if (types.isTypedArray(value)) return 'bytes';
  const prototype = getPrototypeOf(value);
  if (prototype === null || getPrototypeOf(prototype) === null) {
    return types.isModuleNamespaceObject(value) || opaque?.has(value) ? undefined : 'object';
  }
  if (types.isRegExp(value)) return 'regexp';
  if (isExotic(value) || opaque?.has(value) || opaque?.has(prototype)) return undefined;
  // Without data of its own, all that can be told of an instance is which one it is.
  return dataKeys(value).length > 0 ? 'instance' : undefined;
}

function isExotic(value) {
  return (
    types.isPromise(value) ||
    types.isNativeError(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isDataView(value) ||
    types.isGeneratorObject(value) ||
    types.isBoxedPrimitive(value) ||
    types.isExternal(value)
  );
}

/** Of emitters, Node's bookkeeping is no data. */
const bookkeeping = new Set(['_events', '_eventsCount', '_maxListeners', 'domain']);

function dataKeys(object) {
  return ownKeys(object).filter((key) => {
    if (typeof key !== 'string' || bookkeeping.has(key)) return false;
    const { enumerable, get, set } = descriptorOf(object, key);
    return enumerable && !get && !set;
  });
}

function walked(of, form, walk, depth) {
  const memo = new Memo(of, form, getPrototypeOf(of));
  walk.seen.set(of, walk.seen.size);
  const enter = (key, value) => {
    walk.left -= 1;
    if (walk.left >= 0) memo.entries.push([key, inner(value, walk, depth + 1)]);
    return walk.left >= 0;
  };
  memo.size = walkers[form](of, enter);
  return memo;
}

/** Each enters what it finds until there is no room, and answers how much there is. */
const walkers = {
  array(array, enter) {
    const { value: length } = descriptorOf(array, 'length');
    for (let index = 0; index < length; index += 1) {
      const descriptor = descriptorOf(array, index);
      if (!enter(index, descriptor ? heldBy(descriptor) : absent)) break;
    }
    return length;
  },
  bytes(bytes, enter) {
    const length = lengthOf(bytes);
    for (let index = 0; index < length; index += 1) if (!enter(index, bytes[index])) break;
    return length;
  },
  map(map, enter) {
    const entries = entriesOfMap(map);
    for (let step = nextOfMap(entries); !step.done; step = nextOfMap(entries))
      if (!enter(step.value[0], step.value[1])) break;
    return sizeOfMap(map);
  },
  set(set, enter) {
    const values = valuesOfSet(set);
    for (let step = nextOfSet(values), at = 0; !step.done; step = nextOfSet(values), at += 1)
      if (!enter(at, step.value)) break;
    return sizeOfSet(set);
  },
  date(date, enter) {
    enter('time', getTime(date));
    return 1;
  },
  regexp(regexp, enter) {
    enter('lastIndex', descriptorOf(regexp, 'lastIndex').value);
    return 1;
  },
  object(object, enter) {
    return enterAll(object, ownKeys(object), enter);
  },
  instance(object, enter) {
    return enterAll(
      object,
      ownKeys(object).filter((key) => isData(object, key)),
      enter,
    );
  },
};

function enterAll(object, keys, enter) {
  for (const key of keys) if (!enter(key, heldBy(descriptorOf(object, key)))) break;
  return keys.length;
}

function heldBy(descriptor) {
  return descriptor.get || descriptor.set ? new Accessor(descriptor) : descriptor.value;
}

function inner(value, walk, depth) {
  if (typeof value !== 'object' || value === null || value instanceof Accessor) return value;
  if (depth > deepest) return value;
  const index = walk.seen.get(value);
  if (index !== undefined) return new Again(value, index);
  const form = formOf(value, walk.opaque);
  return form ? walked(value, form, walk, depth) : value;
}

/** Whether all of a container is in place, without remembering it anew. When in doubt it is not. */
function isStill(memo, opaque) {
  const { of, form, prototype, entries } = memo;
  if (getPrototypeOf(of) !== prototype) return false;
  let at = 0;
  let still = true;
  const size = walkers[form](of, (key, value) => {
    const entry = entries[at];
    at += 1;
    if (entry) still = is(entry[0], key) && isStillIn(entry[1], value, opaque);
    else still = !memo.whole;
    return still && entry !== undefined;
  });
  return still && size === memo.size;
}

function isStillIn(remembered, value, opaque) {
  if (remembered instanceof Memo) return remembered.of === value && isStill(remembered, opaque);
  if (remembered instanceof Again) return remembered.of === value;
  if (remembered instanceof Accessor) return same(remembered, value);
  return is(remembered, value) && formOf(value, opaque) === undefined;
}

/** Whether two remembered values are the same. */
function same(a, b) {
  if (is(a, b)) return true;
  if (a instanceof Memo && b instanceof Memo) return sameMemo(a, b);
  if (a instanceof Again && b instanceof Again) return a.index === b.index;
  return a instanceof Accessor && b instanceof Accessor && a.get === b.get && a.set === b.set;
}

function sameMemo(a, b) {
  if (a.form !== b.form || a.prototype !== b.prototype || a.size !== b.size) return false;
  return (
    a.entries.length === b.entries.length &&
    a.entries.every(([key, value], at) => is(key, b.entries[at][0]) && same(value, b.entries[at][1]))
  );
}

/** Puts what was in a container back into the same container. @throws {Error} with the reason in words */
function putBack(memo) {
  if (!memo.whole) throw new Error('It holds too much to be remembered.');
  if (memo.form !== 'mock' && isStill(memo)) return;
  const { of, form, entries } = memo;
  const values = entries.map(([key, value]) => [key, originalOf(value)]);
  for (const [, value] of entries) if (value instanceof Memo) putBack(value);
  if (form === 'mock') putBackMock(of, entries[0][1], entries[1][1]);
  else if (form === 'date') setTime(of, values[0][1]);
  else if (form === 'map') {
    clearMap(of);
    for (const [key, value] of values) setInMap(of, key, value);
  } else if (form === 'set') {
    clearSet(of);
    for (const [, value] of values) addToSet(of, value);
  } else if (form === 'array') {
    of.length = 0;
    of.length = memo.size;
    for (const [key, value] of values) if (value !== absent) setProperty(of, key, value);
  } else if (form === 'bytes') for (const [key, value] of values) of[key] = value;
  else putBackProperties(memo, values);
}

function originalOf(value) {
  return value instanceof Memo || value instanceof Again ? value.of : value;
}

/** The order of properties is part of an object, too. */
function putBackProperties({ of, form }, values) {
  const now = form === 'regexp' ? ['lastIndex'] : ownKeys(of).filter((key) => form === 'object' || isData(of, key));
  const inOrder = now.length === values.length && now.every((key, at) => key === values[at][0]);
  if (!inOrder) for (const key of now) remove(of, key);
  for (const [key, value] of values) setProperty(of, key, value);
}

function isData(object, key) {
  return descriptorOf(object, key).enumerable && !bookkeeping.has(key);
}

function remove(object, key) {
  if (!deleteProperty(object, key)) throw new Error(`${String(key)} cannot be deleted.`);
}

/** Past setters and what a prototype forbids. @throws {Error} when it is read-only */
function setProperty(object, key, value) {
  const now = descriptorOf(object, key);
  if (value instanceof Accessor) {
    if (now?.get === value.get && now?.set === value.set) return;
    defineProperty(object, key, { configurable: true, enumerable: now?.enumerable ?? true, ...value });
  } else if (!now || now.get || now.set) {
    defineProperty(object, key, { value, configurable: true, enumerable: now?.enumerable ?? true, writable: true });
  } else if (!is(now.value, value)) defineProperty(object, key, { value });
}

function mockMemo(mock) {
  const memo = new Memo(mock, 'mock', mock);
  memo.entries.push(['calls', callsOf(mock)], ['implementation', implementationOf(mock)]);
  memo.size = memo.entries.length;
  return memo;
}

module.exports = {
  Memo,
  Again,
  Accessor,
  absent,
  method,
  remember,
  same,
  putBack,
  setProperty,
  remove,
  heldBy,
};
