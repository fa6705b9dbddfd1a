// Whose work a change is: what happens between two looks is done by one test, its set-up and clean-up included, or while one file
// is loaded.
'use strict';

const { fileOf } = require('../seed.cjs');

class Turns {
  #watch;
  #plan;
  #tell;
  /** The id of a test or the path of a file. */
  #owner;
  #blended = false;
  /** What is still to be put back. */
  #keys;

  constructor({ watch, plan, tell }) {
    this.#watch = watch;
    this.#plan = plan;
    this.#tell = tell;
    this.#keys = plan.state.restore?.keys ?? [];
  }

  /** Right before the set-up of a test: puts back what is to be put back before it. */
  begin({ id, attempt }) {
    this.pass(id);
    if (!this.#isVictim(id, attempt)) return;
    for (const restored of this.#watch.restore(this.#keys)) this.#tell({ type: 'restored', ...restored });
    this.#keys = [];
  }

  /** Right before a file whose tests run next is loaded: what it reads meanwhile is read for its first test. */
  enter(file) {
    this.skip(file);
    if (
      !this.#isVictim(
        this.#plan.tests.find((id) => fileOf(id) === file),
        1,
      )
    )
      return;
    for (const restored of this.#watch.restore(this.#keys)) {
      if (!restored.done) continue;
      this.#tell({ type: 'restored', ...restored });
      this.#keys = this.#keys.filter(({ kind, name }) => kind !== restored.kind || name !== restored.name);
    }
  }

  #isVictim(id, attempt) {
    return this.#plan.state.restore?.before === id && attempt === this.#plan.repeats;
  }

  /** From now on it is the turn of this test or file. */
  pass(owner) {
    this.look();
    this.#owner = owner;
  }

  /** What the runner itself has just done is nobody's work. */
  skip(owner = this.#owner) {
    if (this.#plan.state.watch) this.#watch.look();
    this.#owner = owner;
  }

  /** Tests of this file run at the same time: nobody can say which of them has changed something. */
  blend(file) {
    if (this.#blended || !this.#plan.state.watch) return;
    this.#blended = true;
    const text = `Tests of ${file} run at the same time: what they leave behind cannot be told apart, and is not told.`;
    this.#tell({ type: 'limitation', text });
  }

  /** Tells what changed as the work of whoever had the last turn. */
  look(wanted = () => true) {
    if (!this.#plan.state.watch) return;
    const changes = this.#watch.look().filter(wanted);
    if (changes.length > 0 && !this.#blended) this.#tell({ type: 'state', by: this.#owner, changes });
  }
}

module.exports = { Turns };
