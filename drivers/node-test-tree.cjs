// What a file of node:test declares, kept as a tree of records before node:test hears of it: so the planned tests alone are
// registered, in the planned order, as often as planned. Plain CommonJS without dependencies.
'use strict';

const { fileOf } = require('./seed.cjs');

/** A test or a suite. `file` is relative; `parent` is undefined at the top of a file. */
function newRecord(kind, { name, options, fn }, parent, file) {
  return { kind, name, options, fn, parent, file, children: [], hooks: [] };
}

/** Of all declared arguments of `test()` and `describe()`: what node:test makes of them. */
function readArguments(name, options, fn) {
  const given =
    typeof name === 'function'
      ? { fn: name }
      : name !== null && typeof name === 'object'
        ? { options: name, fn: options }
        : typeof options === 'function'
          ? { name, fn: options }
          : { name, options, fn };
  const body = typeof given.fn === 'function' ? given.fn : undefined;
  const title = typeof given.name === 'string' && given.name !== '' ? given.name : body?.name || '<anonymous>';
  return { name: title, options: { ...given.options }, fn: body };
}

/** The titles from the top of the file down. */
function titlesOf(record) {
  return record.parent ? [...titlesOf(record.parent), record.name] : [record.name];
}

/**
 * The id of a subtest: the id of the running test around it and its own titles. Counted below that one execution, because the
 * tests that do not run declare none.
 */
function subtestId(record, around) {
  const titles = [];
  for (let at = record; at !== around.record; at = at.parent) titles.unshift(at.name);
  const id = `${around.record.id} > ${titles.join(' > ')}`;
  const count = (around.subtests.get(id) ?? 0) + 1;
  around.subtests.set(id, count);
  return count === 1 ? id : `${id} #${count}`;
}

/** Where in the plan a record comes first; Infinity when it holds nothing planned. */
function planOrder(tests) {
  const places = new Map();
  /** Of planned ids by what they may begin with: the test that declares them as its subtests when it runs. */
  const below = new Map();
  const declared = new Set();
  for (const [place, id] of tests.entries()) {
    places.set(id, place);
    const start = fileOf(id).length + 2;
    for (let end = id.indexOf(' > ', start); end >= 0; end = id.indexOf(' > ', end + 3))
      below.set(id.slice(0, end), [...(below.get(id.slice(0, end)) ?? []), { id, place }]);
  }
  const ofTest = ({ id }) => {
    const subtests = (below.get(id) ?? []).filter((one) => !declared.has(one.id));
    return Math.min(places.get(id) ?? Infinity, ...subtests.map(({ place }) => place));
  };
  const placeOf = (record) =>
    record.kind === 'test' ? ofTest(record) : Math.min(Infinity, ...record.children.map(placeOf));
  return {
    has: (id) => places.has(id),
    /** That test stands in the file itself and is nobody's subtest. */
    declare: (id) => void declared.add(id),
    /** Whether something is planned in these files that they have not declared. */
    unknown: (files) => tests.some((id) => files.includes(fileOf(id)) && !declared.has(id)),
    placeOf,
    /** Those with something planned in them, the earliest planned first. */
    chosen(records) {
      return records
        .map((record) => ({ record, place: placeOf(record) }))
        .filter(({ place }) => place !== Infinity)
        .sort((a, b) => a.place - b.place)
        .map(({ record }) => record);
    },
  };
}

/**
 * Which execution an event of node:test is about. Events carry no identity, but node:test reports in the order of registration,
 * depth first: of the open executions of that name and depth it is the first.
 */
function openExecutions() {
  const open = [];
  return {
    add: (execution) => void open.push(execution),
    begun: (name, nesting) => open.find((one) => !one.begun && one.name === name && one.nesting === nesting),
    ended(name, nesting) {
      const at = open.findIndex((one) => one.name === name && one.nesting === nesting);
      return at < 0 ? undefined : open.splice(at, 1)[0];
    },
    count: () => open.length,
  };
}

module.exports = { newRecord, readArguments, titlesOf, subtestId, planOrder, openExecutions };
