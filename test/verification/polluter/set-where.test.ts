import { describe, expect, it } from 'vitest';
import type { StateKey } from '../../../src/runners/state.ts';
import { lineThatSets } from '../../../src/verification/polluter/set-where.ts';

const store = {
  path: 'src/store.js',
  text: `let currency = 'EUR';
const cache = new Map();
export let hits = 0;
export class Cart {
  static rate = 1;
}

// currency = 'USD' is what Americans write
export function use(next) {
  currency = next;
}
export function remember(id, value) {
  if (currency === 'EUR') cache.set(id, value);
}
export function hit() {
  hits += 1;
  hits++;
}
`,
};

function testFile(...lines: readonly string[]) {
  return { path: 'test/a.test.js', text: ["import { it } from 'vitest';", ...lines, ''].join('\n') };
}

describe('the line that sets a piece of state is named when only one can be it', () => {
  it.each<[StateKey, readonly string[], { file: string; line: number } | undefined]>([
    [{ kind: 'module-variable', name: 'src/store.js:currency' }, [], { file: 'src/store.js', line: 10 }],
    [{ kind: 'module-variable', name: 'src/store.js:cache' }, [], { file: 'src/store.js', line: 13 }],
    [{ kind: 'module-variable', name: 'src/store.js:cache' }, ["cache.set('a', 1);"], undefined],
    [{ kind: 'module-variable', name: 'src/store.js:hits' }, [], undefined],
    [
      { kind: 'class-attribute', name: 'src/store.js:Cart.rate' },
      ['Cart.rate = 2;'],
      { file: 'test/a.test.js', line: 2 },
    ],
    [{ kind: 'environment', name: 'MODE' }, ["process.env.MODE = 'x';"], { file: 'test/a.test.js', line: 2 }],
    [
      { kind: 'environment', name: 'MODE' },
      ["process.env.MODEL = 'x';", "vi.stubEnv('MODE', 'x');"],
      { file: 'test/a.test.js', line: 3 },
    ],
    [{ kind: 'environment', name: 'MODE' }, ["if (process.env.MODE === 'x') use();"], undefined],
    [{ kind: 'global', name: 'globalThis.locale' }, ["globalThis.locale = 'de';"], { file: 'test/a.test.js', line: 2 }],
    [{ kind: 'builtin', name: 'Date.now' }, ['Date.now = () => 0;'], { file: 'test/a.test.js', line: 2 }],
    [
      { kind: 'spy', name: 'Math.random' },
      ["vi.spyOn(Math, 'random').mockReturnValue(0);"],
      { file: 'test/a.test.js', line: 2 },
    ],
    [{ kind: 'fake-timers', name: 'timers' }, ['vi.useFakeTimers();'], { file: 'test/a.test.js', line: 2 }],
    [{ kind: 'fake-timers', name: 'timers' }, ['vi.useFakeTimers();', 'vi.useFakeTimers();'], undefined],
    [{ kind: 'socket', name: '127.0.0.1:80' }, ['server.listen(80);'], undefined],
  ])('%o after %j', (state, lines, expected) => {
    expect(lineThatSets(state, { declaring: store, test: testFile(...lines) })).toEqual(expected);
  });

  it('without sources nothing is named', () => {
    expect(lineThatSets({ kind: 'environment', name: 'MODE' }, {})).toBeUndefined();
  });
});
