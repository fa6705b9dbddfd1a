// A reporter of node:test that says nothing and hands on every event the moment it happens: what is piped into it is node:test's
// own stream, which emits each event by its name before it queues it. So nothing is lost when a test ends the process.
'use strict';

const { Transform } = require('node:stream');

const listener = Symbol.for('testing-patterns.node-test-events');
const ready = Symbol.for('testing-patterns.node-test-ready');
const types = ['test:dequeue', 'test:pass', 'test:fail'];

const reporter = new Transform({ writableObjectMode: true, transform: (_event, _encoding, done) => done() });
reporter.once('pipe', (stream) => {
  globalThis[ready]?.();
  for (const type of types) stream.on(type, (data) => globalThis[listener]?.(type, data));
});

module.exports = reporter;
