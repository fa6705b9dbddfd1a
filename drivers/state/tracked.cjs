// A group of named pieces of state: what each was when the run began, and when it was looked at last.
'use strict';

const { show } = require('./texts.cjs');
const { isMock } = require('./mocks.cjs');
const { Memo, absent, same } = require('./values.cjs');

const { is } = Object;

/** Subclasses say what there is (`read`), and how one piece is put back (`restore`). */
class Tracked {
  /** Name to remembered value. */
  baseline = new Map();
  previous = new Map();

  constructor(...kinds) {
    this.kinds = kinds;
  }

  /** @abstract @returns {Map<string, unknown>} remembered values by name, in an order that is the same in every run */
  read() {
    throw new Error('Every group says what there is.');
  }

  begin() {
    this.baseline = this.read();
    this.previous = this.baseline;
  }

  /** What is no longer as it was at the last look. */
  look() {
    const { previous } = this;
    const now = this.read();
    this.previous = now;
    const changes = [];
    let known = 0;
    for (const [name, after] of now) {
      const before = previous.get(name);
      const isKnown = before !== undefined || previous.has(name);
      if (isKnown) known += 1;
      if (!is(before, after) || !isKnown) changes.push(...this.#compared(name, isKnown ? before : absent, after));
    }
    if (known < previous.size)
      for (const [name, before] of previous) if (!now.has(name)) changes.push(...this.changesOf(name, before, absent));
    return changes;
  }

  #compared(name, before, after) {
    return same(before, after) ? [] : this.changesOf(name, before, after);
  }

  changesOf(name, before, after) {
    return [this.change(name, before, after, this.baselineOf(name))];
  }

  change(name, before, after, baseline) {
    const texts = [this.text(before, name), this.text(after, name)];
    if (texts[0] === texts[1]) texts[1] += after instanceof Memo ? ' (other content)' : ' (another one)';
    const file = this.fileOf(name);
    return {
      kind: this.kindOf(name, before, after),
      name,
      before: texts[0],
      after: texts[1],
      back: same(baseline, after),
      restorable: this.restorable(name, baseline),
      ...(file !== undefined && { file }),
    };
  }

  baselineOf(name) {
    return this.baseline.has(name) ? this.baseline.get(name) : absent;
  }

  text(value) {
    return show(value);
  }

  kindOf(_name, before, after) {
    return this.kinds.includes('spy') && (holdsMock(before) || holdsMock(after)) ? 'spy' : this.kinds[0];
  }

  fileOf() {
    return undefined;
  }

  restorable(_name, baseline) {
    return !(baseline instanceof Memo) || baseline.whole;
  }

  has(name) {
    return this.previous.has(name) || this.baseline.has(name);
  }

  /** What is new since the last look is the runner's doing, and stands for the beginning from now on. */
  renew() {
    const now = this.read();
    for (const name of new Set([...this.previous.keys(), ...now.keys()])) {
      const value = now.has(name) ? now.get(name) : absent;
      const before = this.previous.has(name) ? this.previous.get(name) : absent;
      if (same(before, value) || same(this.baselineOf(name), value)) continue;
      for (const known of [this.baseline, this.previous])
        if (value === absent) known.delete(name);
        else known.set(name, value);
    }
  }

  /** What was put back is no change of the next test. */
  settle() {
    this.previous = this.read();
  }
}

function holdsMock(value) {
  return isMock(value) || (value instanceof Memo && value.form === 'mock');
}

module.exports = { Tracked, holdsMock };
