import { describe, expect, it } from 'vitest';
import { nodeFlags } from '../../src/runners/node-flags.ts';
import { nodeTest } from '../../src/runners/node-test.ts';
import { node24, tempProject } from '../support/toolchains.ts';
import { nodeProject, nodes, printed, told } from './support/node-project.ts';

function flagsOf(scripts: Readonly<Record<string, string>>) {
  return nodeFlags(tempProject({ 'package.json': JSON.stringify({ scripts }) }));
}

describe('the flags of the test script', () => {
  it.each([
    ['node --test', []],
    ['node --import tsx --test "test/**/*.test.ts"', ['--import=tsx']],
    ['tsx --test test', ['--import=tsx']],
    [
      "npm run lint && node -r ./setup.cjs --test --env-file='.env test'",
      ['--require=./setup.cjs', '--env-file=.env test'],
    ],
    [
      'c8 node --test --test-reporter spec --test-name-pattern x --test-concurrency=4 --test-timeout=900 --watch',
      ['--test-timeout=900'],
    ],
    [
      'node --experimental-strip-types --test-isolation=none --experimental-test-coverage --test',
      ['--experimental-strip-types', '--test-isolation=none'],
    ],
    [
      'node --expose-gc --no-warnings -C development --test',
      ['--expose-gc', '--no-warnings', '--conditions=development'],
    ],
    ['node build.js --import x; vitest', []],
  ])('%s', (test, flags) => {
    expect(flagsOf({ test }).flags).toEqual(flags);
  });

  it('come from the test script first, with the variables that it sets plainly', () => {
    const scripts = {
      unit: 'node --import a --test',
      test: 'cross-env TS_NODE_PROJECT=t.json KEY="a b" HOMELY=$HOME node --import b --test',
    };
    expect(flagsOf(scripts)).toEqual({
      flags: ['--import=b'],
      env: { TS_NODE_PROJECT: 't.json', KEY: 'a b' },
    });
    expect(flagsOf({ unit: 'node --import a --test', test: 'npm run unit' }).flags).toEqual(['--import=a']);
  });
});

const bystander = {
  'a.test.mjs': "import { test } from 'node:test'; test('x', () => console.log('>' + globalThis.word, process.pid));",
  'b.test.cjs': "require('node:test').test('x', () => console.log('>' + globalThis.word, process.pid));",
  'setup.mjs': "globalThis.word = 'set up by ' + process.env.WHO;",
};

describe.each(nodes)('node:test of %s is started as the project does', (_, node) => {
  it('with its flags and variables, a process for each file', async () => {
    const scripts = { test: 'WHO=us node --import ./setup.mjs --test' };
    const project = nodeProject(node, { ...bystander, 'package.json': JSON.stringify({ scripts }) });
    const result = await project.run(['b.test.cjs::x', 'a.test.mjs::x']);
    expect(told(result)).toEqual(['b.test.cjs::x passed', 'a.test.mjs::x passed']);
    const [first, second] = printed(result).map((line) => line.split(' '));
    expect([first?.slice(0, 4), second?.slice(0, 4)]).toEqual(Array(2).fill(['set', 'up', 'by', 'us']));
    expect(first?.at(-1)).not.toBe(second?.at(-1));
  });

  it('reports flags that this Node does not know', async () => {
    const scripts = { test: 'node --experimental-none-such --test' };
    const project = nodeProject(node, { ...bystander, 'package.json': JSON.stringify({ scripts }) });
    const result = await project.run(['a.test.mjs::x']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.reason).toContain('may not know one of --experimental-none-such');
  });
});

describe('Node 24', () => {
  it('runs all files in one process when the script says so', async () => {
    const scripts = { test: 'node --test --test-isolation=none' };
    const project = nodeProject(node24(), { ...bystander, 'package.json': JSON.stringify({ scripts }) });
    const result = await project.run(['b.test.cjs::x', 'a.test.mjs::x']);
    expect(told(result)).toEqual(['b.test.cjs::x passed', 'a.test.mjs::x passed']);
    expect(new Set(printed(result)).size).toBe(1);
  });

  it('runs TypeScript as it is', async () => {
    const script = "import { test } from 'node:test'; const n: number = 1; test('x', () => { if (n !== 1) throw n; });";
    const result = await nodeProject(node24(), { 'a.test.mts': script }).run(['a.test.mts::x']);
    expect(told(result)).toEqual(['a.test.mts::x passed']);
  });
});

it('a Node that cannot be started is said by name', async () => {
  const project = nodeProject('/nowhere/node', bystander);
  await expect(project.run(['a.test.mjs::x'])).rejects.toThrow('/nowhere/node');
  expect(nodeTest.name).toBe('node:test');
});
