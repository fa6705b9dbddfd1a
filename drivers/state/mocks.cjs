// Mock functions of vitest, jest, sinon and node:test. Asks the runners' own functions, never the user's.
'use strict';

const { types } = require('node:util');

const { getOwnPropertyDescriptor: descriptorOf } = Object;

/** Those of node:test are proxies: they cannot be known by looking at them, so whoever sees them made notes them here. */
const mocksOfNode = new WeakSet();

function isMock(value) {
  if (typeof value !== 'function') return false;
  if (types.isProxy(value)) return mocksOfNode.has(value);
  return isLikeJests(value) || typeof descriptorOf(value, 'isSinonProxy')?.value === 'boolean';
}

function isLikeJests(value) {
  return descriptorOf(value, '_isMockFunction')?.value === true;
}

/** How often it was called is what the next test may trip over. */
function callsOf(mock) {
  if (mocksOfNode.has(mock)) return mock.mock.callCount();
  return isLikeJests(mock) ? (mock.mock?.calls.length ?? 0) : mock.callCount;
}

function implementationOf(mock) {
  return mocksOfNode.has(mock) || !isLikeJests(mock) ? undefined : mock.getMockImplementation?.();
}

/** @throws {Error} with the reason in words */
function putBackMock(mock, calls, implementation) {
  if (callsOf(mock) !== calls) {
    if (calls > 0) throw new Error('Calls that a test cleared cannot be made up.');
    if (mocksOfNode.has(mock)) mock.mock.resetCalls();
    else if (isLikeJests(mock)) mock.mockClear();
    else mock.resetHistory();
  }
  if (implementationOf(mock) !== implementation) mock.mockImplementation(implementation);
}

module.exports = { mocksOfNode, isMock, callsOf, implementationOf, putBackMock };
