// The end of a process that tests may keep alive: by itself when nothing is left to do, else by force.
'use strict';

/** A second in all, as long as jest waits before it warns; in short waits, of which a machine that stands still takes but one. */
const waits = 10;
const waitMs = 100;
const { setTimeout: later } = globalThis;
const exit = process.exit.bind(process);

/** Calls `last` right before the process ends; its argument says whether nothing kept the process alive. */
function endWhenIdle(last) {
  let over = false;
  const end = (idle) => {
    if (over) return;
    over = true;
    last(idle);
    exit();
  };
  process.once('beforeExit', () => end(true));
  const waitOn = (left) => later(() => (left > 1 ? waitOn(left - 1) : end(false)), waitMs).unref();
  waitOn(waits);
}

module.exports = { endWhenIdle };
