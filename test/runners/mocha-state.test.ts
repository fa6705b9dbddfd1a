import { describe, expect, it } from 'vitest';
import { mochaProject, told } from './support/script-project.ts';
import {
  hooked,
  keysLeftBy,
  leaves,
  left,
  leftByHooks,
  leftByLeaves,
  nowhere,
  putBack,
  shop,
  victim,
} from './support/state.ts';

const files = shop('', { before: 'before', after: 'after' });
const planned = [leaves, 'a.test.js::tidies', ...hooked, victim];

describe('State in mocha', () => {
  it('is named, and put back before the test that minds', async () => {
    const project = mochaProject(files);
    const run = await project.run(planned, { state: { watch: true } });
    expect(left(run)).toEqual([...leftByLeaves, ...leftByHooks]);
    expect(told(run).at(-1)).toBe(`${victim} failed`);
    const keys = [...keysLeftBy(leaves, run), nowhere];
    const again = await project.run(planned, { state: { watch: true, restore: { before: victim, keys } } });
    expect(left(again)).toEqual(left(run));
    expect(told(again).at(-1)).toBe(`${victim} passed`);
    expect(putBack(again)).toEqual([
      ...leftByLeaves.map((line) => /: ([\w-]+ \S+)/.exec(line)?.[1]),
      'environment NOWHERE: It was not there in this run.',
    ]);
  });

  it('is put back before the hooks that belong to a test, at its last start', async () => {
    const restore = { before: hooked[0], keys: [{ kind: 'module-variable' as const, name: 'src/store.js:hidden' }] };
    const run = await mochaProject(files).run([leaves, hooked[0]], { repeats: 2, state: { watch: true, restore } });
    expect(left(run).filter((line) => line.includes('hidden'))).toEqual([
      `${leaves}: module-variable src/store.js:hidden 0 -> 7`,
      `${hooked[0]}: module-variable src/store.js:hidden 7 -> 8`,
      `${leaves}: module-variable src/store.js:hidden 8 -> 15`,
      `${hooked[0]}: module-variable src/store.js:hidden 0 -> 1`,
    ]);
    expect(putBack(run)).toEqual(['module-variable src/store.js:hidden']);
  });

  it('is seen in ES modules, over files, and while they are loaded; set-up files are the beginning', async () => {
    const project = mochaProject(
      {
        'setup.cjs': "globalThis.set = 1; process.env.SET = 'up'; process.on('exit', () => {});",
        'src/store.mjs': 'export let count = 0; export const add = () => { count += 1; };\nexport default new Set();',
        'a.test.mjs': "import items, { add } from './src/store.mjs';\nit('x', () => { add(); items.add('x'); });",
        'package.json': '{ "type": "module" }',
        'b.test.js': `import items from './src/store.mjs';
items.add('loaded');
let own = 0;
beforeEach(() => { own = 1; });
it.skip('skipped', () => {});
it('y', () => {});`,
      },
      { require: ['./setup.cjs'] },
    );
    const run = await project.run(['a.test.mjs::x', 'b.test.js::skipped', 'b.test.js::y'], {
      state: { watch: true },
    });
    expect(left(run)).toEqual([
      'b.test.js: module-variable src/store.mjs:default Set(0) {} -> Set(1) {"loaded"}',
      'a.test.mjs::x: module-variable src/store.mjs:count 0 -> 1',
      'a.test.mjs::x: module-variable src/store.mjs:default Set(1) {"loaded"} -> Set(2) {"loaded", "x"}',
      // A hook of all files, so also of this one's test.
      'a.test.mjs::x: module-variable b.test.js:own 0 -> 1',
    ]);
    expect(run.state?.changes.map(({ by }) => by)).toEqual(['b.test.js', 'a.test.mjs::x']);
    expect(run.outcome).toBe('passed');
  });

  it('is not looked at when nobody asks', async () => {
    const file = `it('x', () => {
  const loaded = Object.keys(require.cache).filter((name) => /drivers.(state|jest)|acorn/.test(name));
  if (loaded.length > 0 || globalThis[Symbol.for('testing-patterns.state')]) throw new Error(loaded.join());
});`;
    const run = await mochaProject({ 'a.test.js': file }).run(['a.test.js::x']);
    expect(run.outcome).toBe('passed');
    expect(run).not.toHaveProperty('state');
  });
});
