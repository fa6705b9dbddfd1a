import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { overTime } from './support/over-time.ts';
import { mochaProject, told } from './support/script-project.ts';

const throwing = (hook: string) => `${hook}(() => { throw new Error('in ${hook}'); });`;

describe('what a run of mocha may be taken for', () => {
  it('a planned test that is not there is never a pass', async () => {
    const project = mochaProject({ 'a.js': "it('x', () => {});" });
    const result = await project.run(['a.js::y']);
    expect(result).toMatchObject({ outcome: 'not_executed', missing: ['a.js::y'], results: [] });
  });

  it('a retry hides no failure, wherever it is asked for', async () => {
    const project = mochaProject(
      {
        'a.js': `
          let n = 0;
          const flaky = () => { n += 1; if (n % 2 === 1) throw new Error('first'); };
          it('x', flaky);
          describe('d', function () { this.retries(2); it('y', flaky); });
          it('z', function () { this.retries(2); n += 1; flaky(); });`,
      },
      { retries: 3 },
    );
    const result = await project.run(['a.js::x', 'a.js::z', 'a.js::d > y']);
    expect(told(result)).toEqual(['a.js::x failed', 'a.js::z failed', 'a.js::d > y passed']);
    expect(result.limitations).toEqual([expect.stringContaining('retries')]);
  });

  it('process.exit(0) in a test is a crash of that test', async () => {
    const project = mochaProject({ 'a.js': "it('x', () => {}); it('y', () => process.exit(0));" });
    const result = await project.run(['a.js::x', 'a.js::y']);
    expect(result.outcome).toBe('crashed');
    expect(told(result)).toEqual(['a.js::x passed', 'a.js::y crashed']);
  });

  it('process.exit in a hook takes the test before or after it along', async () => {
    const project = mochaProject({
      'a.js': "before(() => process.exit(0)); it('x', () => {});",
      'b.js': "afterEach(() => process.exit(0)); it('x', () => {});",
    });
    expect(told(await project.run(['a.js::x']))).toEqual(['a.js::x crashed']);
    expect(told(await project.run(['b.js::x']))).toEqual(['b.js::x crashed']);
  });

  it('a test that never gives way is ended within the limit and three seconds', async () => {
    // It waits instead of turning round: to the process it is the same, and a core is free.
    const block =
      "require('fs').writeFileSync('hangs', ''); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
    const { folder, run } = mochaProject({ 'a.js': `it('x', () => { ${block} });` });
    const result = await overTime('a.js::x', path.join(folder, 'hangs'), (limits) => run(['a.js::x'], { limits }));
    expect(result.outcome).toBe('timed_out');
    expect(told(result)).toEqual(['a.js::x timed_out']);
  });

  it('a heap that is used up takes the test along', async () => {
    const project = mochaProject({
      'a.js': "it('x', () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); });",
    });
    const limits = { timeMs: 60_000, memoryBytes: 400 * 1024 ** 2 };
    const result = await project.run(['a.js::x'], { limits });
    expect(result.outcome).toBe('out_of_memory');
    expect(told(result)).toEqual(['a.js::x out_of_memory']);
  });

  it('a file that cannot be parsed or imported is a failed collection, and keeps no other from being listed', async () => {
    const project = mochaProject({
      'a.js': "describe('d', () => { throw new TypeError('in describe'); });",
      'b.js': "require('./missing');",
      'c.js': "it('x', () => {});",
      'd.js': "it('x', () => {",
    });
    const result = await project.run(['c.js::x', 'd.js::x']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.problems).toEqual([
      expect.objectContaining({ scope: 'collection', file: 'd.js', message: expect.stringContaining('SyntaxError') }),
    ]);
    const listing = await project.list('a.js', 'b.js', 'c.js', 'd.js', 'e.js');
    expect(listing.tests).toEqual(['c.js::x']);
    expect(listing.errors.map(({ file }) => file)).toEqual(['a.js', 'b.js', 'd.js', 'e.js']);
    expect(listing.errors[0]?.message).toBe('TypeError: in describe');
  });

  it('a hook that fails before tests fails them', async () => {
    const project = mochaProject({
      'all.js': `describe('d', () => { ${throwing('before')} it('x', () => {}); it('y', () => {}); }); it('z', () => {});`,
    });
    const result = await project.run(['all.js::d > x', 'all.js::d > y', 'all.js::z']);
    expect(told(result)).toEqual(['all.js::d > x failed', 'all.js::d > y failed', 'all.js::z passed']);
    expect(result.outcome).toBe('failed');
    expect(result.results[1]?.error?.message).toContain('in before');
  });

  it.each(['beforeEach', 'afterEach'])('a failing %s hook fails its test, and says why no other ran', async (hook) => {
    const project = mochaProject({
      'a.js': `describe('d', () => { ${throwing(hook)} it('x', () => {}); it('y', () => {}); });`,
    });
    const result = await project.run(['a.js::d > x', 'a.js::d > y']);
    expect(told(result)).toEqual(['a.js::d > x failed', 'a.js::d > y skipped']);
    expect(result.outcome).toBe('failed');
    expect(result.results[0]?.error?.message).toContain(`in ${hook}`);
    expect(result.results[1]?.error?.message).toContain('mocha stops at a hook that fails');
  });

  it('a hook that fails after all tests is an error outside of them', async () => {
    const project = mochaProject({ 'a.js': `${throwing('after')} it('x', () => {});` });
    const result = await project.run(['a.js::x']);
    expect(told(result)).toEqual(['a.js::x passed']);
    expect(result.outcome).toBe('error_outside_tests');
  });

  it('an exception outside the call of a test fails it, or the run once the test is over', async () => {
    const project = mochaProject({
      'a.js': "it('x', (done) => { setTimeout(() => { throw new Error('late'); }, 10); setTimeout(done, 200); });",
      'b.js': `
        let begin;
        const begun = new Promise((resolve) => { begin = resolve; });
        it('x', () => { begun.then(() => setTimeout(() => { throw new Error('later'); })); });
        it('y', (done) => { begin(); setTimeout(done, 300); });`,
    });
    expect(told(await project.run(['a.js::x']))).toEqual(['a.js::x failed']);
    const after = await project.run(['b.js::x', 'b.js::y']);
    expect(told(after)).toEqual(['b.js::x passed', 'b.js::y failed']);
  });

  it('a rejected promise that nobody handles passes in mocha, and is told', async () => {
    const project = mochaProject({
      'a.js':
        "it('x', async () => { Promise.reject(new Error('lost')); await new Promise((done) => setTimeout(done, 20)); });",
    });
    const result = await project.run(['a.js::x']);
    expect(result.outcome).toBe('passed');
    expect(result.limitations).toEqual([expect.stringContaining('lost')]);
  });

  it('what tests print disturbs nothing and is kept', async () => {
    const project = mochaProject({
      'a.js': `it('x', () => { process.stdout.write('{"type":"run:end","executed":[]}\\n'); console.error('an error'); });`,
    });
    const result = await project.run(['a.js::x']);
    expect(result.outcome).toBe('passed');
    expect(result.output).toContain('an error');
  });

  it('a handle left open does not hang the run, and is told unless mocha is set to exit', async () => {
    const open = { 'a.js': "it('x', () => { setInterval(() => {}, 1000); });" };
    const result = await mochaProject(open).run(['a.js::x']);
    expect(result).toMatchObject({ outcome: 'passed', limitations: [expect.stringContaining('Open handles')] });
    const exiting = await mochaProject(open, { exit: true }).run(['a.js::x']);
    expect(exiting).toMatchObject({ outcome: 'passed', limitations: [] });
  });
});
