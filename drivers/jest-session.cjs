// What the parts of the jest driver share: the plan, and the way of an event to the channel. Only jest's main process holds
// the channel; a worker sends its events there as a message that `jest-reporter.cjs` receives.
'use strict';

const { isMainThread } = require('node:worker_threads');
const { readPlan, openChannel, fileOf } = require('./seed.cjs');

const plan = readPlan();

/** Set by `jest-main.cjs`, inherited by jest's workers: `{ pid, messages, runtime, runtimes: { [configId]: path } }`. */
const settings = JSON.parse(process.env.TESTING_PATTERNS_JEST || '{}');
const isMain = isMainThread && (settings.pid === undefined || settings.pid === process.pid);

const write = isMain ? openChannel(plan) : undefined;
const keyOf = ({ id, attempt }) => `${attempt} ${id}`;
/** Started and not finished, by key. */
const flying = new Map();
const finished = new Set();
const executed = new Set();
const loaded = new Set();
let started = 0;

/** Hands an event of a test file over to the main process, wherever this is. */
function tell(event, testPath) {
  if (isMain) return record(event);
  const { messageParent } = require(settings.messages);
  messageParent(['test-case-result', [testPath, { testingPatterns: event }]]);
}

/** In the main process: completes an event and writes it. */
function record(event) {
  if (event.type === 'loaded') return noteLoaded(event.file);
  if (event.type === 'test:start') return recordStart(event);
  if (event.type === 'test') return recordEnd(event);
  write(event);
}

function recordStart(event) {
  const key = keyOf(event);
  if (finished.has(key) || flying.has(key)) return;
  flying.set(key, { ...event, position: started++ });
  write(event);
}

function recordEnd(event) {
  const key = keyOf(event);
  if (finished.has(key)) return;
  if (!flying.has(key)) recordStart({ type: 'test:start', id: event.id, attempt: event.attempt });
  const { position } = flying.get(key);
  flying.delete(key);
  finished.add(key);
  if (event.outcome !== 'skipped') executed.add(event.id);
  write({ ...event, position, seed: plan.seed });
}

/** A second time means that jest lost the worker and gave the file to another one. */
function noteLoaded(file) {
  if (loaded.has(file)) {
    failFlying(file);
    const message = `A worker process died while ${file} ran. jest ran the file again; that second run does not count.`;
    write({ type: 'problem', scope: 'run', file, message });
  }
  loaded.add(file);
}

/** Tests of a file that can no longer end. */
function failFlying(file) {
  for (const { id, attempt } of [...flying.values()]) {
    if (fileOf(id) !== file) continue;
    const error = { message: 'The worker process died while this test was running.' };
    recordEnd({ type: 'test', id, attempt, outcome: 'failed', ms: 0, error });
  }
}

/** jest heads what went wrong outside of tests with a bullet, a heading and an empty line. */
function withoutHeading(text) {
  return text.replace(/^[\s●]*(?:Validation Error:|Test suite failed to run)?\s*/, '');
}

module.exports = { withoutHeading, plan, settings, isMain, tell, record, failFlying, loaded, executed };
