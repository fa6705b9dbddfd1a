// Whose turn it is under node:test, where the hooks of a suite run before its first test begins, and tests hold subtests.
'use strict';

/** `turns`: of `state/turns.cjs`. All of it is told of executions before any hook of theirs has run. */
function startTurns(turns, order) {
  /** Tests that have begun and not ended. */
  const running = new Set();
  let loading = true;
  /** The record of the test that a suite has begun with. */
  let prepared;

  const isPlanned = ({ record }) => record.id !== undefined && order.has(record.id);

  /** What the hooks before a suite do is done for its first test. */
  function beginSuite({ record, attempt }) {
    const first = record.live ? undefined : firstTest(record);
    if (!first || first === prepared) return;
    prepared = first;
    turns.begin({ id: first.id, attempt });
  }

  function firstTest(suite) {
    for (const child of order.chosen(suite.children)) {
      const test = child.options.skip ? undefined : child.kind === 'test' ? child : firstTest(child);
      if (test) return test;
    }
    return undefined;
  }

  function begin(execution) {
    const { record, attempt } = execution;
    if (record.options.skip) return;
    for (const other of running) if (!isAround(other, execution)) turns.blend(record.file);
    running.add(execution);
    if (record === prepared) prepared = undefined;
    else if (isPlanned(execution)) turns.begin({ id: record.id, attempt });
    // It runs only for its subtests.
    else if (!execution.covered) turns.pass(record.file);
  }

  function end(execution) {
    if (!running.delete(execution)) return;
    turns.look();
    let around = execution.parent;
    while (around.record && !isPlanned(around)) around = around.parent;
    if (around.record) turns.pass(around.record.id);
    // Hooks after a suite are its last test's; what a file that waits for a test does next is not.
    else if (loading || execution.parent.record?.kind === 'test') turns.pass(execution.record.file);
  }

  return {
    beginSuite,
    begin,
    end,
    loaded() {
      turns.look();
      loading = false;
    },
    /** Hooks at the end have run. node:test no longer listens to the process. */
    over: () => turns.look(({ kind }) => kind !== 'listener'),
  };
}

function isAround(other, { parent }) {
  for (let at = parent; at.record; at = at.parent) if (at === other) return true;
  return false;
}

module.exports = { startTurns };
