// Mock functions of node:test are noted when they are made: nothing that can be seen of them from outside says what they are.
'use strict';

const { mocksOfNode } = require('./state/mocks.cjs');

/** `mock`: of node:test. Those of the tests' own contexts are of the same class. */
function noteMocks(mock) {
  const methods = Object.getPrototypeOf(mock);
  for (const name of ['fn', 'method']) {
    const make = methods[name];
    methods[name] = function (...args) {
      const made = make.apply(this, args);
      mocksOfNode.add(made);
      return made;
    };
  }
}

module.exports = { noteMocks };
