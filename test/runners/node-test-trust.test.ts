import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { processesOf } from '../../drivers/process-tree.mjs';
import type { Limits } from '../../src/runners/runner.ts';
import { nodeProject, nodes, printed, told } from './support/node-project.ts';
import { overTime } from './support/over-time.ts';

const imports = "import { after, afterEach, before, beforeEach, describe, it, test } from 'node:test';\n";

describe.each(nodes)('what a run of node:test of %s may be taken for', (_, node) => {
  const project = (script: string) => nodeProject(node, { 'a.test.mjs': imports + script });

  it('a planned test that is not there is never a pass', async () => {
    const result = await project("test('x', () => {});").run(['a.test.mjs::y']);
    expect(result).toMatchObject({ outcome: 'not_executed', missing: ['a.test.mjs::y'], results: [], exitCode: 0 });
  });

  it.each([0, 3])(
    'process.exit(%i) in a test is a crash of that test, and what passed before is known',
    async (code) => {
      const result = await project(
        `test('x', () => {}); test('y', () => process.exit(${code})); test('z', () => {});`,
      ).run(['x', 'y', 'z'].map((name) => `a.test.mjs::${name}`));
      expect(result).toMatchObject({ outcome: 'crashed', exitCode: code, missing: ['a.test.mjs::z'] });
      expect(told(result)).toEqual(['a.test.mjs::x passed', 'a.test.mjs::y crashed']);
    },
  );

  it('a killed process takes its test along, and the other files still run', async () => {
    const result = await nodeProject(node, {
      'a.test.mjs': `${imports} beforeEach(() => process.kill(process.pid, 'SIGKILL')); test('x', () => {});`,
      'b.test.mjs': `${imports} test('x', () => {});`,
    }).run(['a.test.mjs::x', 'b.test.mjs::x']);
    expect(result).toMatchObject({ outcome: 'crashed', signal: 'SIGKILL' });
    expect(told(result)).toEqual(['b.test.mjs::x passed', 'a.test.mjs::x crashed']);
  });

  it('a test that never gives way is ended within the limit and three seconds, and nothing is left', async () => {
    // It waits instead of turning round: to the process it is the same, and a core is free.
    const block = "writeFileSync('hangs', ''); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
    const { folder, run } = project(
      `import { writeFileSync } from 'node:fs'; test('x', { timeout: 100 }, () => { ${block} });`,
    );
    const runId = `n${randomBytes(6).toString('hex')}`;
    const hanging = (limits: Limits) => run(['a.test.mjs::x'], { runId, limits });
    const result = await overTime('a.test.mjs::x', path.join(folder, 'hangs'), hanging);
    expect(result.outcome).toBe('timed_out');
    expect(processesOf(runId)).toEqual([]);
    expect(told(result)).toEqual(['a.test.mjs::x timed_out']);
  });

  it.each([
    ['throws', "throw new TypeError('unloadable');", 'unloadable'],
    ['waits for what fails', "await Promise.reject(new Error('unloadable'));", 'unloadable'],
    ['cannot be parsed', 'const = 1;', 'Unexpected token'],
    ['ends the process', 'process.exit(0);', 'ended with exit code 0'],
    ['declares in a describe that throws', "describe('d', () => { throw new Error('unloadable'); });", 'unloadable'],
  ])('a file that %s while it is loaded is named', async (_how, script, message) => {
    const files = project(`${script}\ntest('x', () => {});`);
    const result = await files.run(['a.test.mjs::y']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.problems).toEqual([
      expect.objectContaining({ file: 'a.test.mjs', message: expect.stringContaining(message) }),
    ]);
    expect((await files.list('a.test.mjs')).errors).toHaveLength(1);
  });

  it('hooks: before, beforeEach and afterEach fail their tests; after is an error outside of them', async () => {
    const hooked = (name: string) =>
      `describe('${name}', () => { ${name}(async () => { throw new Error('in ${name}'); }); it('x', () => {}); });`;
    const files = project(['before', 'beforeEach', 'afterEach', 'after'].map(hooked).join('\n'));
    const result = await files.run(['before', 'beforeEach', 'afterEach'].map((name) => `a.test.mjs::${name} > x`));
    expect(result.results.map(({ outcome, error }) => `${outcome} ${error?.message}`)).toEqual([
      'failed The before hook failed: in before',
      'failed in beforeEach',
      'failed in afterEach',
    ]);
    const after = await files.run(['a.test.mjs::after > x']);
    expect(after).toMatchObject({ outcome: 'error_outside_tests' });
    expect(after.problems).toEqual([
      expect.objectContaining({ message: 'The after hook of "after" failed: in after' }),
    ]);
    const top = await project("after(() => { throw new Error('in after'); }); test('x', () => {});").run([
      'a.test.mjs::x',
    ]);
    expect(top).toMatchObject({ outcome: 'error_outside_tests', reason: expect.stringContaining('in after') });
  });

  it('what a test throws after its end is an error outside of tests', async () => {
    const result = await project(`
      test('x', () => { setTimeout(() => { throw new Error('late'); }, 20); });
      test('y', () => new Promise((resolve) => setTimeout(resolve, 200)));`).run(['a.test.mjs::x', 'a.test.mjs::y']);
    expect(result.outcome).toBe('error_outside_tests');
    expect(result.reason).toContain('Thrown by "x" after its end: late');
  });

  it('tests that print what we might say change nothing', async () => {
    const event = { type: 'test', id: 'a.test.mjs::y', position: 0, attempt: 1, outcome: 'passed', ms: 0, seed: 1 };
    const result = await project(`
      test('x', () => { process.stdout.write(${JSON.stringify(`${JSON.stringify(event)}\n`)}); process.stderr.write('noise'); });
      test('y', () => { throw new Error('no'); });`).run(['a.test.mjs::x', 'a.test.mjs::y']);
    expect(told(result)).toEqual(['a.test.mjs::x passed', 'a.test.mjs::y failed']);
  });

  it('a seed makes chance repeatable, and the clock is moved', async () => {
    const files = project("test('x', () => console.log('>' + Math.random(), new Date().getFullYear()));");
    const century = 100 * 365.25 * 24 * 3600 * 1000;
    const runs = [{ seed: 5 }, { seed: 5 }, { seed: 6 }].map((more) =>
      files.run(['a.test.mjs::x'], { ...more, condition: { clockShiftMs: century } }),
    );
    const [first, again, other] = (await Promise.all(runs)).map((result) => printed(result).join());
    expect(first).toMatch(/^0\.\d+ 2[1-9]\d\d$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('finds the arguments, the variables and the main module as under node --test', async () => {
    const result = await nodeProject(node, {
      'a.test.cjs': `
        const assert = require('node:assert');
        const main = require.main === module;
        require('node:test')('x', () => {
          assert.ok(main);
          assert.strictEqual(process.argv[1], __filename);
          assert.deepStrictEqual(process.execArgv, []);
          assert.strictEqual(process.env.NODE_TEST_CONTEXT, 'child-v8');
        });`,
    }).run(['a.test.cjs::x']);
    expect(result.results).toEqual([expect.objectContaining({ outcome: 'passed' })]);
  });
});
