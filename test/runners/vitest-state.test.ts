import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/runners/runner.ts';
import { drivenProject, generations, summary } from '../support/vitest-generations.ts';

const watch = { watch: true } as const;

/** `by: kind name` of each change, `=` where it is back. */
function told({ state }: RunResult): string[] {
  return (state?.changes ?? []).flatMap(({ by, changes }) =>
    changes.map(({ kind, name, back }) => `${by}: ${kind} ${name}${back ? ' =' : ''}`),
  );
}

const keysOf = ({ state }: RunResult) => (state?.changes ?? []).flatMap(({ changes }) => changes);

const store = `
  let hidden = 0;
  export const cache = new Map();
  export class Cart { static rate = 1; total() { return Cart.rate; } }
  export const client = { get: () => 'real' };
  export const set = (value) => { hidden = value; };
  export const all = () => ({ hidden, cache: [...cache], rate: Cart.rate, total: new Cart().total(), get: client.get() });
`;
const world = `
  import fs from 'node:fs';
  import os from 'node:os';
  import path from 'node:path';
  import { vi } from 'vitest';
  const temporary = path.join(os.tmpdir(), 'cache.json');
  export const spoil = () => {
    process.env.LEAK = '1';
    process.chdir('src');
    process.on('SIGUSR2', () => {});
    globalThis.leak = { a: 1 };
    Array.prototype.last = () => 0;
    JSON.stringify = () => 'spoilt';
    fs.writeFileSync(temporary, '{}');
    fs.writeFileSync(new URL('../data.txt', import.meta.url), 'spoilt');
    setInterval(() => {}, 1e6);
    vi.useFakeTimers({ now: 0 });
  };
  export const look = () => ({
    env: process.env.LEAK,
    cwd: path.basename(process.cwd()) === 'src',
    listeners: process.listenerCount('SIGUSR2'),
    leak: globalThis.leak,
    last: [].last,
    json: JSON.stringify([1]),
    temporary: fs.existsSync(temporary),
    data: fs.readFileSync(new URL('../data.txt', import.meta.url), 'utf8'),
    fake: vi.isFakeTimers(),
  });
`;
const clean = `{
  hidden: 0, cache: [], rate: 1, total: 1, get: 'real', env: undefined, cwd: false, listeners: 0, leak: undefined,
  last: undefined, json: '[1]', temporary: false, data: 'fresh', fake: false,
}`;
const shop = {
  'src/store.js': store,
  'src/world.js': world,
  'data.txt': 'fresh',
  'spoil.test.js': `
    import { expect, it, vi } from 'vitest';
    import { cache, Cart, client, set } from './src/store.js';
    import { spoil } from './src/world.js';
    it('reads', () => { expect(cache.size).toBe(0); });
    it('writes', () => {
      set(7);
      cache.set('a', { b: 1 });
      Cart.rate = 2;
      Cart.prototype.total = () => 3;
      client.get = vi.fn();
      spoil();
    });
  `,
  'victim.test.js': `
    import { expect, it } from 'vitest';
    import { all } from './src/store.js';
    import { look } from './src/world.js';
    it('sees', () => { expect({ ...all(), ...look() }).toEqual(${clean}); });
  `,
  'vitest.config.js': `export default { test: { pool: 'forks', isolate: true } }`,
};
const shopTests = ['spoil.test.js::reads', 'spoil.test.js::writes', 'victim.test.js::sees'];

describe.each(generations)('$name tells what tests leave behind', { timeout: 120_000 }, (generation) => {
  it('names each piece in the same way in every run, puts it back, and the victim passes', async () => {
    const project = () => drivenProject(generation, shop);
    const spoilt = await project().run(shopTests, { isolate: false, state: watch });
    expect(spoilt).toMatchObject({ outcome: 'failed', limitations: [], problems: [] });
    expect(told(spoilt)).toEqual(
      [
        'module-variable src/store.js:hidden',
        'module-variable src/store.js:cache',
        'class-attribute src/store.js:Cart.rate',
        'class-attribute src/store.js:Cart.prototype.total',
        'spy src/store.js:client.get',
        'global leak',
        'builtin JSON.stringify',
        'builtin Array.prototype.last',
        'fake-timers timers',
        'environment LEAK',
        'working-directory cwd',
        "listener process 'SIGUSR2'",
        'timer src/world.js:setInterval',
        'file $TMPDIR/cache.json',
        'file data.txt',
      ].map((piece) => `spoil.test.js::writes: ${piece}`),
    );
    expect(keysOf(spoilt)).toContainEqual({
      kind: 'module-variable',
      name: 'src/store.js:hidden',
      before: '0',
      after: '7',
      back: false,
      restorable: true,
      file: 'src/store.js',
    });

    const keys = keysOf(spoilt).map(({ kind, name }) => ({ kind, name }));
    const mended = await project().run(shopTests, {
      isolate: false,
      state: { watch: true, restore: { before: 'victim.test.js::sees', keys } },
    });
    expect(mended.state?.restored).toEqual(keys.map((key) => ({ ...key, done: true })));
    expect(summary(mended)).toEqual(shopTests.map((id) => `${id} passed`));
    expect(mended.state?.changes).toEqual(spoilt.state?.changes);
  });
});

// One generation is enough for what our own code does in the worker.
describe.each(generations.slice(0, 1))('$name', { timeout: 120_000 }, (generation) => {
  it('with isolation sees what outlives a file, and restores without watching', async () => {
    const files = {
      'data.txt': 'fresh',
      'a.test.js': `
        import { writeFileSync } from 'node:fs';
        import { it } from 'vitest';
        let count = 0;
        it('writes', () => { count += 1; writeFileSync('data.txt', 'spoilt'); });
      `,
      'b.test.js': `
        import { readFileSync } from 'node:fs';
        import { expect, it } from 'vitest';
        it('reads', () => { expect(readFileSync('data.txt', 'utf8')).toBe('fresh'); });
      `,
    };
    const tests = ['a.test.js::writes', 'b.test.js::reads'];
    const spoilt = await drivenProject(generation, files).run(tests, { state: watch });
    expect(told(spoilt)).toEqual([
      'a.test.js::writes: module-variable a.test.js:count',
      'a.test.js::writes: file data.txt',
    ]);
    const keys = [{ kind: 'file', name: 'data.txt' } as const, { kind: 'global', name: 'nobody' } as const];
    const mended = await drivenProject(generation, files).run(tests, {
      state: { watch: false, restore: { before: 'b.test.js::reads', keys } },
    });
    expect(summary(mended)).toEqual(['a.test.js::writes passed', 'b.test.js::reads passed']);
    expect(mended.state).toEqual({
      changes: [],
      restored: [
        { ...keys[0], done: true },
        { ...keys[1], done: false, reason: 'It was not there in this run.' },
      ],
      writers: [],
    });
  });

  it('says whose doing it was: of a file while it loads, of hooks, of tests that run at the same time', async () => {
    const project = drivenProject(generation, {
      'a.test.js': `
        import { afterAll, afterEach, beforeAll, describe, it, vi } from 'vitest';
        globalThis.ofFile = 1;
        describe('cart', () => {
          beforeAll(() => { globalThis.ofBeforeAll = 1; });
          afterEach(() => { globalThis.ofAfterEach = 1; });
          afterAll(() => { globalThis.ofAfterAll = 1; });
          it('adds', () => {});
          it('ships', () => {});
        });
        describe('broken', () => {
          beforeAll(() => { globalThis.ofBroken = 1; throw new Error('no'); });
          it('never runs', () => {});
        });
        it('skips itself', (context) => { globalThis.ofSkipped = 1; context.skip(); });
        it('mocks', () => { vi.doMock('./api.js'); });
        describe.concurrent('together', () => {
          it('one', async () => { globalThis.ofOne = 1; await Promise.resolve(); });
          it('two', async () => { globalThis.ofTwo = 1; await Promise.resolve(); });
        });
      `,
      'api.js': 'export const get = () => 1;',
    });
    const ids = [
      'cart > adds',
      'cart > ships',
      'broken > never runs',
      'skips itself',
      'mocks',
      'together > one',
      'together > two',
    ];
    expect(
      told(
        await project.run(
          ids.map((id) => `a.test.js::${id}`),
          { state: watch },
        ),
      ),
    ).toEqual([
      'a.test.js: global ofFile',
      'a.test.js::cart > adds: global ofBeforeAll',
      'a.test.js::cart > adds: global ofAfterEach',
      'a.test.js::cart > ships: global ofAfterAll',
      'a.test.js::broken > never runs: global ofBroken',
      'a.test.js::skips itself: global ofSkipped',
      'a.test.js::mocks: mocked-module api.js',
      'a.test.js: global ofOne',
      'a.test.js: global ofTwo',
    ]);
  });

  it('puts back before the hooks of the victim, and only before its last start', async () => {
    const project = drivenProject(generation, {
      'a.test.js': `
        import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
        export let count = 0;
        const seen = [];
        it('counts', () => { count += 1; });
        describe('cart', () => {
          beforeAll(() => { seen.push(['all', count]); });
          beforeEach(() => { seen.push(['each', count]); });
          it('sees', () => { console.log('>', JSON.stringify(seen.splice(0))); });
        });
      `,
    });
    const before = 'a.test.js::cart > sees';
    const restore = { before, keys: [{ kind: 'module-variable', name: 'a.test.js:count' } as const] };
    const result = await project.run(['a.test.js::counts', before], { repeats: 2, state: { watch: true, restore } });
    expect(result.output.match(/\[\[.*\]\]/g)).toEqual(['[["all",1],["each",1]]', '[["all",0],["each",0]]']);
    expect(result.state?.restored).toEqual([{ ...restore.keys[0], done: true }]);
  });

  it('tells nothing of a clean suite, whatever vitest itself does meanwhile', async () => {
    const project = drivenProject(generation, {
      'src/api.js': `
        const cache = new Map();
        let pending;
        export const get = (key) => cache.get(key) ?? (pending = undefined) ?? key;
        export const later = () => new Promise((resolve) => setTimeout(resolve, 1));
      `,
      'a.test.js': `
        import fs from 'node:fs';
        import os from 'node:os';
        import path from 'node:path';
        import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
        import { get, later } from './src/api.js';
        vi.mock('./src/other.js', () => ({ one: 1 }));
        const send = vi.fn();
        let folder;
        afterEach(() => { vi.useRealTimers(); fs.rmSync(folder ?? 'none', { recursive: true, force: true }); folder = undefined; });
        it('mocks', async () => {
          send(get('a'));
          vi.spyOn(console, 'log').mockReturnValue();
          vi.stubEnv('SHOP', '1');
          vi.stubGlobal('fetch', send);
          await later();
          expect((await import('./src/other.js')).one).toBe(1);
        });
        it('waits', () => { vi.useFakeTimers(); setTimeout(() => {}, 10); vi.runAllTimers(); expect(structuredClone([1])).toEqual([1]); });
        it('writes', () => {
          folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shop-'));
          fs.writeFileSync(path.join(folder, 'a'), 'a');
          expect([new Headers(), new AbortController(), crypto.randomUUID()]).toHaveLength(3);
        });
        it('fails', () => { expect(1).toBe(2); });
      `,
      'src/other.js': 'export const one = 0;',
      'b.test.js': `
        import { expect, it } from 'vitest';
        import { get } from './src/api.js';
        it.each(['x', 'y'])('gets %s', (key) => { expect(get(key)).toBe(key); });
      `,
      'vitest.config.js': `export default { test: { clearMocks: true, restoreMocks: true, unstubEnvs: true, unstubGlobals: true } }`,
    });
    const tests = ['mocks', 'waits', 'writes', 'fails'].map((id) => `a.test.js::${id}`);
    const all = [...tests, 'b.test.js::gets x', 'b.test.js::gets y'];
    for (const more of [{}, { isolate: false }] as const) {
      const result = await project.run(all, { state: watch, ...more });
      expect(summary(result).map((line) => line.split(' ').at(-1))).toEqual([
        'passed',
        'passed',
        'passed',
        'failed',
        'passed',
        'passed',
      ]);
      expect(told(result)).toEqual([]);
    }
  });

  it('shares a worker in projects of the configuration too, and says what shares none', async () => {
    const files = {
      'store.js': 'let hidden = 0; export const set = (value) => { hidden = value; }; export const get = () => hidden;',
      'a.test.js': `import { it } from 'vitest'; import { set } from './store.js'; it('sets', () => { set(7); });`,
      'b.test.js': `import { expect, it } from 'vitest'; import { get } from './store.js'; it('gets', () => { expect(get()).toBe(0); });`,
    };
    const tests = ['a.test.js::sets', 'b.test.js::gets'];
    const run = (config: string) =>
      drivenProject(generation, { ...files, 'vitest.config.js': `export default ${config}` }).run(tests, {
        isolate: false,
        state: watch,
      });
    const project = `{ test: { name: 'all', include: ['*.test.js'], isolate: true, pool: 'threads' } }`;
    const shared = await run(`{ test: { projects: [${project}] } }`);
    expect(summary(shared)).toEqual(['a.test.js::sets passed', 'b.test.js::gets failed']);
    expect(told(shared)).toEqual(['a.test.js::sets: module-variable store.js:hidden']);
    const apart = await run(`{ test: { pool: 'vmThreads' } }`);
    expect(summary(apart)).toEqual(['a.test.js::sets passed', 'b.test.js::gets passed']);
    expect(told(apart)).toEqual(['a.test.js::sets: module-variable store.js:hidden']);
    expect(apart.limitations).toEqual([
      'The pool vmThreads gives each file globals and modules of its own: nothing was shared between files.',
    ]);
  });
});
