// Whose work a change is: what happens between two looks is done by one test, its set-up and clean-up included, or while one file
// is loaded.
'use strict';

class Turns {
  #watch;
  #plan;
  #tell;
  /** The id of a test or the path of a file. */
  #owner;
  #blended = false;

  constructor({ watch, plan, tell }) {
    this.#watch = watch;
    this.#plan = plan;
    this.#tell = tell;
  }

  /** A test file has been loaded. */
  loaded(file) {
    this.#owner = file;
    this.look();
  }

  /** Right before the set-up of a test: puts back what is to be put back before it. */
  begin({ id, attempt }) {
    this.look();
    this.#owner = id;
    const { restore } = this.#plan.state;
    if (restore?.before !== id || attempt !== this.#plan.repeats) return;
    for (const restored of this.#watch.restore(restore.keys)) this.#tell({ type: 'restored', ...restored });
  }

  /** What the runner itself has just done is nobody's work. */
  skip() {
    if (this.#plan.state.watch) this.#watch.look();
  }

  /** Tests of this file run at the same time: nobody can say which of them has changed something. */
  blend(file) {
    if (this.#blended || !this.#plan.state.watch) return;
    this.#blended = true;
    const text = `Tests of ${file} run at the same time: what they leave behind cannot be told apart, and is not told.`;
    this.#tell({ type: 'limitation', text });
  }

  /** Tells what changed as the work of whoever had the last turn. */
  look() {
    if (!this.#plan.state.watch) return;
    const changes = this.#watch.look();
    if (changes.length > 0 && !this.#blended) this.#tell({ type: 'state', by: this.#owner, changes });
  }
}

module.exports = { Turns };
