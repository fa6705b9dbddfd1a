import { describe, expect, it } from 'vitest';
import { node24 } from '../support/toolchains.ts';
import { nodeProject, nodes, told } from './support/node-project.ts';
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
  store,
  victim,
} from './support/state.ts';

const head = "const { it, describe, before, after } = require('node:test');";
const files = shop(head, { before: 'before', after: 'after' });
const planned = [leaves, 'a.test.js::tidies', ...hooked, victim];

describe.each(nodes)('State in node:test of %s', (_name, node) => {
  it('is named, and put back before the test that minds', async () => {
    const project = nodeProject(node, files);
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

  it('is put back before the hooks of the suites that a test begins with', async () => {
    const restore = { before: hooked[0], keys: [{ kind: 'module-variable' as const, name: 'src/store.js:hidden' }] };
    const run = await nodeProject(node, files).run([leaves, ...hooked], { state: { watch: true, restore } });
    expect(left(run).filter((line) => line.includes('hidden'))).toEqual([
      `${leaves}: module-variable src/store.js:hidden 0 -> 7`,
      `${hooked[0]}: module-variable src/store.js:hidden 0 -> 1`,
    ]);
    expect(putBack(run)).toEqual(['module-variable src/store.js:hidden']);
  });

  it('is only outside of the process when another file minds', async () => {
    const project = nodeProject(node, {
      'a.test.mjs': `import { after, test } from 'node:test';
import fs from 'node:fs';
import os from 'node:os';
test('x', () => fs.writeFileSync(os.tmpdir() + '/x.json', '{}'));
test('y', () => fs.writeFileSync(os.tmpdir() + '/y.json', '{}'));
after(() => fs.unlinkSync(os.tmpdir() + '/y.json'));`,
      'b.test.mjs': `import { test } from 'node:test';
import assert from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
const there = fs.readdirSync(os.tmpdir());
test('z', () => assert.deepStrictEqual(there, []));`,
    });
    const tests = ['a.test.mjs::x', 'a.test.mjs::y', 'b.test.mjs::z'];
    const run = await project.run(tests, { state: { watch: true } });
    expect(left(run)).toEqual([
      'a.test.mjs::x: file $TMPDIR/x.json (not set) -> "{}"',
      'a.test.mjs::y: file $TMPDIR/y.json (not set) -> "{}"',
      'a.test.mjs::y: file $TMPDIR/y.json "{}" -> (not set) =',
    ]);
    expect(told(run).at(-1)).toBe('b.test.mjs::z failed');
    const restore = { before: 'b.test.mjs::z', keys: [{ kind: 'file' as const, name: '$TMPDIR/x.json' }] };
    const again = await project.run(tests, { state: { watch: true, restore } });
    expect(told(again).at(-1)).toBe('b.test.mjs::z passed');
    expect(putBack(again)).toEqual(['file $TMPDIR/x.json']);
  });

  it('is told of subtests, their parents, and files that wait for a test', async () => {
    const project = nodeProject(node, {
      'src/store.mjs': 'export default [];',
      'a.test.mjs': `import { test } from 'node:test';
import seen from './src/store.mjs';
seen.push('loading');
await test('awaited', () => { seen.push('awaited'); });
seen.push('on');
test('parent', async (t) => {
  seen.push('parent');
  await t.test('sub', () => { seen.push('sub'); });
  seen.push('rest');
});
test('carrier', async (t) => {
  seen.push('carrier');
  await t.test('one', () => { seen.push('one'); });
  await t.test('two', () => { seen.push('two'); });
});
test.skip('skipped', () => {});`,
    });
    const names = ['awaited', 'parent', 'parent > sub', 'carrier > two', 'skipped'];
    const run = await project.run(
      names.map((name) => `a.test.mjs::${name}`),
      { state: { watch: true } },
    );
    const last = (text: string) => /"(\w+)"\]$/.exec(text)?.[1];
    expect(run.state?.changes.map(({ by, changes }) => [by, ...changes.map(({ after }) => last(after))])).toEqual([
      ['a.test.mjs', 'loading'],
      ['a.test.mjs::awaited', 'awaited'],
      ['a.test.mjs', 'on'],
      ['a.test.mjs::parent', 'parent'],
      ['a.test.mjs::parent > sub', 'sub'],
      ['a.test.mjs::parent', 'rest'],
      ['a.test.mjs', 'carrier'],
      ['a.test.mjs::carrier > two', 'two'],
    ]);
    expect(run.outcome).toBe('passed');
  });

  it('is told of mocks and fake timers as what they are', async () => {
    const project = nodeProject(node, {
      'a.test.cjs': `const { test, mock } = require('node:test');
const fs = require('node:fs');
const api = { get: () => 1 };
test('own', (t) => { t.mock.method(api, 'get'); t.mock.method(fs, 'statSync'); t.mock.timers.enable(); api.get(); });
test('x', () => { mock.method(api, 'get'); mock.method(fs, 'statSync', () => 2); mock.timers.enable(); api.get(); });
test('y', () => { mock.timers.enable(); if (fs.statSync('.') === 2) throw new Error('mocked'); });`,
    });
    const tests = ['a.test.cjs::own', 'a.test.cjs::x', 'a.test.cjs::y'];
    const run = await project.run(tests, { state: { watch: true } });
    expect(left(run)).toEqual([
      'a.test.cjs::x: spy a.test.cjs:api.get function get -> mock function',
      'a.test.cjs::x: fake-timers timers real timers -> fake timers',
      'a.test.cjs::x: spy fs.statSync function statSync -> mock function',
    ]);
    expect(told(run).at(-1)).toBe('a.test.cjs::y failed');
    const restore = { before: 'a.test.cjs::y', keys: keysLeftBy('a.test.cjs::x', run) };
    const again = await project.run(tests, { state: { watch: true, restore } });
    expect(told(again).at(-1)).toBe('a.test.cjs::y passed');
    expect(putBack(again)).toEqual(['spy a.test.cjs:api.get', 'fake-timers timers', 'spy fs.statSync']);
  });

  it('is told of nobody when tests run at the same time', async () => {
    const project = nodeProject(node, {
      'a.test.mjs': `import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
let own = 0;
describe('together', { concurrency: true }, () => {
  it('x', async () => { await wait(20); own += 1; });
  it('y', async () => { await wait(20); own += 1; });
});`,
    });
    const run = await project.run(['a.test.mjs::together > x', 'a.test.mjs::together > y'], { state: { watch: true } });
    expect(left(run)).toEqual([]);
    expect(run.limitations).toEqual([
      'Tests of a.test.mjs run at the same time: what they leave behind cannot be told apart, and is not told.',
    ]);
  });

  it('is not looked at when nobody asks', async () => {
    const file = `require('node:test')('x', () => {
  const loaded = Object.keys(require.cache).filter((name) => /drivers.state|acorn/.test(name));
  if (loaded.length > 0 || globalThis[Symbol.for('testing-patterns.state')]) throw new Error(loaded.join());
});`;
    const run = await nodeProject(node, { 'a.test.cjs': file }).run(['a.test.cjs::x']);
    expect(run.outcome).toBe('passed');
  });
});

it('is seen in TypeScript where Node reads it', async () => {
  const project = nodeProject(node24(), {
    'src/store.cts': `${store}\nlet typed: number = 1; exports.type = () => { typed += 1; };`,
    'src/list.mts': 'export const list: string[] = [];',
    'a.test.mts': `import test from 'node:test';
import store from './src/store.cts';
import { list } from './src/list.mts';
let own: number = 1;
test('x', () => { store.type(); list.push('x'); own += 1; });`,
  });
  const run = await project.run(['a.test.mts::x'], { state: { watch: true } });
  expect(left(run)).toEqual([
    'a.test.mts::x: module-variable src/store.cts:typed 1 -> 2',
    'a.test.mts::x: module-variable src/list.mts:list [] -> ["x"]',
    'a.test.mts::x: module-variable a.test.mts:own 1 -> 2',
  ]);
  expect(run.output).not.toContain('stripTypeScriptTypes');
});
