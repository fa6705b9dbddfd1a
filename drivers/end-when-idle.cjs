// The end of a process that tests may keep alive: by itself when nothing is left to do, else by force.
'use strict';

/** As long as jest waits before it warns. Milliseconds. */
const patience = 1000;
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
  later(() => end(false), patience).unref();
}

module.exports = { endWhenIdle };
