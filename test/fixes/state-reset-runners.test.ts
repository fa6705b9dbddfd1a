import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LeftState } from '../../src/fixes/index.ts';
import type { RunnerName, RunResult } from '../../src/runners/runner.ts';
import { nodeProject } from '../runners/support/node-project.ts';
import { jestProject, mochaProject } from '../runners/support/script-project.ts';
import { fixesOf } from './state-reset-support.ts';

const store = `const cache = new Map();
let locale = 'en';
class Cart {}
Cart.rate = 5;
module.exports = {
  cache,
  Cart,
  reset() {
    locale = 'en';
  },
  setLocale: (value, strict) => {
    locale = strict ? value : locale;
  },
  getLocale: () => locale,
};
`;

const state: readonly LeftState[] = [
  {
    kind: 'module-variable',
    name: 'src/store.js:cache',
    before: 'Map(0) {}',
    after: 'Map(1) {"a" => 1}',
    file: 'src/store.js',
  },
  { kind: 'module-variable', name: 'src/store.js:locale', before: '"en"', after: '"de"', file: 'src/store.js' },
  { kind: 'class-attribute', name: 'src/store.js:Cart.rate', before: '5', after: '9', file: 'src/store.js' },
  { kind: 'environment', name: 'LEAK', before: '(not set)', after: '"1"' },
  { kind: 'builtin', name: 'Math.random', before: 'function random', after: 'function' },
];

const body = `  const env = process.env;
  env.LEAK = '1';
  store.cache.set('a', 1);
  store.setLocale('de', true);
  store.Cart.rate = 9;
  const math = Math;
  math.random = () => 0.5;
`;
const seen = '[process.env.LEAK, store.cache.size, store.getLocale(), store.Cart.rate, Math.random() === 0.5]';
const clean = "[undefined, 0, 'en', 5, false]";

const outcomes = ({ results }: RunResult) => results.map(({ outcome }) => outcome);

/** Runs polluter and victim before and after the fix, and gives the file with the fix. */
async function mended(
  runner: RunnerName,
  file: string,
  project: { readonly folder: string; run(tests: readonly string[]): Promise<RunResult> },
): Promise<string> {
  const order = [`${file}::pollutes`, `${file}::holds`];
  expect(outcomes(await project.run(order))).toEqual(['passed', 'failed']);
  const fixes = await fixesOf(project.folder);
  const { plan, advice } = await fixes.planStateReset({ test: order[0] ?? '', runner, state });
  expect(advice).toEqual([]);
  await fixes.apply(plan.plan_id);
  expect(outcomes(await project.run(order))).toEqual(['passed', 'passed']);
  return readFileSync(path.join(project.folder, file), 'utf8');
}

/** `process.env` is put back by the fix of a finding, the rest by resets. */
const hook = `  store.Cart.rate = originalRate;
  Math.random = originalRandom;
  store.cache.clear();
  store.reset();
  if (originalLeak === undefined) delete process.env.LEAK;
  else process.env.LEAK = originalLeak;
});
`;
const saved = `const originalRate = store.Cart.rate;
const originalRandom = Math.random;
const originalLeak = process.env.LEAK;
`;

describe('the victim fails before and passes after', () => {
  it('under jest, whose functions are globals', async () => {
    const code = `const store = require('./src/store.js');

test('pollutes', () => {
${body}  expect(store.cache.size).toBe(1);
});

test('holds', () => {
  expect(${seen}).toEqual(${clean});
});
`;
    const project = jestProject({ 'a.test.js': code, 'src/store.js': store });
    expect(await mended('jest', 'a.test.js', project)).toBe(
      code.replace("\ntest('pollutes'", `\n${saved}\nafterEach(() => {\n${hook}\ntest('pollutes'`),
    );
  });

  it('under mocha, with assertions of Node', async () => {
    const code = `const assert = require('node:assert');
const store = require('../src/store');

it('pollutes', () => {
${body}  assert.equal(store.cache.size, 1);
});

it('holds', () => {
  assert.deepEqual(${seen}, ${clean});
});
`;
    const project = mochaProject({ 'test/a.js': code, 'src/store.js': store }, { spec: ['test/*.js'] });
    expect(await mended('mocha', 'test/a.js', project)).toBe(
      code.replace("\nit('pollutes'", `\n${saved}\nafterEach(() => {\n${hook}\nit('pollutes'`),
    );
  });

  it('under node:test, which gives out its hooks', async () => {
    const code = `const assert = require('node:assert');
const { test } = require('node:test');
const store = require('./src/store.js');

test('pollutes', () => {
${body}  assert.equal(store.cache.size, 1);
});

test('holds', () => {
  assert.deepEqual(${seen}, ${clean});
});
`;
    const project = nodeProject(process.execPath, { 'a.test.js': code, 'src/store.js': store });
    expect(await mended('node:test', 'a.test.js', project)).toBe(
      code
        .replace('{ test }', '{ test, afterEach }')
        .replace("\ntest('pollutes'", `\n${saved}\nafterEach(() => {\n${hook}\ntest('pollutes'`),
    );
  });
});
