// Chooses and orders tests inside of Playwright, which can do neither by its command line: `.only` hides others, names with `›` or
// `>` cannot be told apart, and the order is that of the files. Done where Playwright itself applies `.only`, in memory.
'use strict';

const { relativeFile } = require('./seed.cjs');

/** `file::describe > test`, and with several Playwright projects ` [project]` after it. */
function testId(folder, test, projects) {
  const titles = [test.title];
  let suite = test.parent;
  for (; suite && typeOf(suite) !== 'file'; suite = suite.parent) if (suite.title) titles.unshift(suite.title);
  const file = suite?.location?.file ?? test.location.file;
  const project = projects > 1 ? projectOf(suite) : '';
  return `${relativeFile(folder, file)}::${titles.join(' > ')}${project ? ` [${project}]` : ''}`;
}

function projectOf(suite) {
  for (let at = suite; at; at = at.parent) if (typeOf(at) === 'project') return at.title;
  return '';
}

/** `root`, `project`, `file`, `describe`; public since Playwright 1.44. */
function typeOf(suite) {
  return suite.type ?? suite._type;
}

/**
 * Makes the runner of this process take the planned tests only, in the planned order.
 *
 * @param playwright the exports of `@playwright/test`
 */
function chooseTests(playwright, plan) {
  const places = new Map(plan.tests.map((id, place) => [id, place]));
  const symbol = Object.getOwnPropertySymbols(playwright.test).find(({ description }) => description === 'testType');
  const methods = symbol && Object.getPrototypeOf(playwright.test[symbol]);
  if (typeof methods?._currentSuite !== 'function')
    throw new Error('This version of Playwright is built in another way than the ones that can be driven.');
  const current = methods._currentSuite;
  let done = false;
  methods._currentSuite = function (...args) {
    const suite = current.apply(this, args);
    if (suite && !done) {
      done = true;
      change(Object.getPrototypeOf(suite));
    }
    return suite;
  };

  function change(suites) {
    const { allTests } = suites;
    // Asked once in the main process, before anything is left out because of `.only`.
    suites._getOnlyItems = function () {
      if (plan.mode === 'run' && typeOf(this) === 'root') keepPlanned(this);
      return [];
    };
    // Workers load the file again and ask it for its tests.
    suites.allTests = function () {
      if (plan.mode === 'run' && typeOf(this) === 'file' && !this.parent) sort(this);
      return allTests.call(this);
    };
  }

  function placeOf(test) {
    const id = testId(plan.folder, test, 2);
    return places.get(id) ?? places.get(testId(plan.folder, test, 1));
  }

  function keepPlanned(suite) {
    for (const entry of suite._entries) if (!isTest(entry)) keepPlanned(entry);
    suite._entries = suite._entries.filter((entry) =>
      isTest(entry) ? placeOf(entry) !== undefined : entry._entries.length > 0,
    );
    for (const entry of suite._entries) if (isTest(entry)) entry.retries = 0;
    // The order of Playwright's projects follows their dependencies.
    if (typeOf(suite) !== 'root') sort(suite);
  }

  /** Siblings by the first planned test in them. @returns the suite's own place */
  function sort(suite) {
    const placed = suite._entries.map((entry) => ({
      entry,
      place: isTest(entry) ? (placeOf(entry) ?? Infinity) : sort(entry),
    }));
    placed.sort((a, b) => (a.place === b.place ? 0 : a.place - b.place));
    suite._entries = placed.map(({ entry }) => entry);
    return placed[0]?.place ?? Infinity;
  }
}

function isTest(entry) {
  return entry._entries === undefined;
}

module.exports = { chooseTests, testId };
