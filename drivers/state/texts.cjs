// Remembered values in words: short, on one line, without addresses. Runs no code of the user either.
'use strict';

const { types } = require('node:util');
const { isMock } = require('./mocks.cjs');
const { Memo, Again, Accessor, absent, method } = require('./values.cjs');

const { is, getPrototypeOf, getOwnPropertyDescriptor: descriptorOf } = Object;
const { stringify } = JSON;
const toISOString = method(Date.prototype, 'toISOString');
const sourceOf = method(Function.prototype, 'toString');
const RealDate = Date;

const longestText = 200;
const longestString = 80;

/** At most 200 characters of one line, like a literal. */
function show(value) {
  const text = literal(value, 0);
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}

function literal(value, depth) {
  if (value === absent) return depth === 0 ? '(not set)' : '';
  if (value instanceof Memo) return container(value, depth);
  if (value instanceof Again) return '(seen above)';
  if (value instanceof Accessor) return '(getter)';
  if (typeof value === 'string')
    return value.length > longestString ? `${stringify(value.slice(0, longestString))}…` : stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return isMock(value) ? 'mock function' : functionText(value);
  if (typeof value === 'object' && value !== null) return constructorName(value);
  return is(value, -0) ? '-0' : String(value);
}

function container(memo, depth) {
  const { of, form, size } = memo;
  if (form === 'mock') return mockText(memo);
  if (form === 'date') return dateText(memo.entries[0][1]);
  const entries = depth > 2 ? [] : memo.entries.slice(0, 20);
  const more = size > entries.length ? [`… ${size - entries.length} more`] : [];
  const shown = (text) => [...entries.map(text), ...more].join(', ');
  const items = shown(([, value]) => literal(value, depth + 1));
  if (form === 'array') return `[${items}]`;
  if (form === 'set' || form === 'bytes') return `${constructorName(of)}(${size}) {${items}}`;
  if (form === 'map')
    return `Map(${size}) {${shown(([key, value]) => `${literal(key, depth + 1)} => ${literal(value, depth + 1)}`)}}`;
  const properties = `{${shown(([key, value]) => `${keyText(key)}: ${literal(value, depth + 1)}`)}}`;
  return form === 'object' ? properties : `${constructorName(of)} ${properties}`;
}

function mockText({ entries: [[, calls], [, implementation]] }) {
  const behind = typeof implementation === 'function' ? ', own implementation' : '';
  return `mock function (${calls} ${calls === 1 ? 'call' : 'calls'}${behind})`;
}

function dateText(time) {
  return Number.isNaN(time) ? 'Date (invalid)' : `Date ${toISOString(new RealDate(time))}`;
}
function keyText(key) {
  return typeof key === 'string' && /^[\w$]+$/.test(key) ? key : typeof key === 'string' ? stringify(key) : String(key);
}

function functionText(value) {
  if (types.isProxy(value)) return 'function';
  const name = nameOf(value);
  const word = sourceOf(value).startsWith('class') ? 'class' : 'function';
  return name ? `${word} ${name}` : word;
}

function nameOf(value) {
  const name = types.isProxy(value) ? undefined : descriptorOf(value, 'name')?.value;
  return typeof name === 'string' ? name : '';
}

function constructorName(value) {
  if (types.isProxy(value)) return 'Proxy';
  for (let at = value; at !== null; at = getPrototypeOf(at)) {
    if (types.isProxy(at)) break;
    const own = descriptorOf(at, 'constructor')?.value;
    if (typeof own === 'function') return nameOf(own) || 'object';
  }
  return 'object';
}

module.exports = { show };
