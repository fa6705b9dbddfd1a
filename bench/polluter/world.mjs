/** 25 tests a file. */
export const idOf = (place) => `test_${Math.floor(place / 25)}.py::test_${place}`;

const placeOf = (id) => Number(id.slice(id.lastIndexOf('_') + 1));

/** A suite that exists only as data: tests change variables, and the victim minds some of them. Types: world.d.mts. */
export class World {
  asked = [];
  executed = 0;

  constructor({ tests, writes, hidden = [], fixed = [], victim }, leftBehind) {
    this.suite = { tests, writes, hidden: new Set(hidden), fixed: new Set(fixed), victim };
    this.leftBehind = leftBehind;
  }

  async answer(question) {
    const { tests, writes, victim } = this.suite;
    this.asked.push(question);
    this.executed += question.tests.length + 1;
    const values = {};
    const changes = [];
    for (const place of question.tests) {
      const write = writes.get(place);
      if (!write) continue;
      const earlier = question.watch ? { ...values } : {};
      write(values);
      if (question.watch) changes.push({ by: idOf(place), changes: this.seen(earlier, values) });
    }
    const restored = question.restore?.map((key) => this.putBack(key, values));
    return {
      kind: 'run',
      question: '',
      purpose: question.purpose,
      executed: question.tests.length + 1,
      victim: victim(values),
      ...(question.watch && { left: this.leftBehind({ changes }, idOf(tests), placeOf) }),
      ...(restored && { restored }),
      outcome: 'passed',
      limitations: [],
      at: '',
      ms: 500 + 2 * question.tests.length,
    };
  }

  seen(earlier, values) {
    const names = Object.keys({ ...earlier, ...values });
    return names
      .filter((name) => earlier[name] !== values[name] && !this.suite.hidden.has(name))
      .map((name) => ({
        kind: 'module-variable',
        name,
        before: earlier[name] ?? '(not set)',
        after: values[name] ?? '(not set)',
        back: values[name] === undefined,
        restorable: !this.suite.fixed.has(name),
      }));
  }

  putBack({ kind, name }, values) {
    const { hidden, fixed } = this.suite;
    if (hidden.has(name) || fixed.has(name)) return { kind, name, done: false, reason: 'cannot be put back' };
    delete values[name];
    return { kind, name, done: true };
  }
}
