import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { overTime } from './support/over-time.ts';
import { jestProject, jestVersions, told } from './support/script-project.ts';

describe.each(jestVersions)('what a run of jest %s may be taken for', (_version, packages) => {
  it('a planned test that is not there is never a pass', async () => {
    const project = jestProject({ 'a.test.js': "test('x', () => {});" }, packages);
    const result = await project.run(['a.test.js::y']);
    expect(result).toMatchObject({ outcome: 'not_executed', missing: ['a.test.js::y'], results: [] });
  });

  it('a file that the configuration leaves out is named', async () => {
    const project = jestProject({ 'a.js': "test('x', () => {});" }, packages);
    const result = await project.run(['a.js::x']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.problems).toEqual([
      expect.objectContaining({ file: 'a.js', message: expect.stringContaining('testMatch') }),
    ]);
  });

  it('a report of success from another test runner than jest-circus is no pass', async () => {
    const project = jestProject(
      {
        'a.test.js': "test('x', () => {});",
        'other.js': `module.exports = async (_global, _config, _environment, _runtime, testFilePath) => ({
          ...{ failureMessage: null, leaks: false, numFailingTests: 0, numPassingTests: 1, numPendingTests: 0, numTodoTests: 0 },
          ...{ openHandles: [], perfStats: {}, skipped: false, snapshot: {}, testFilePath },
          testResults: [{ ancestorTitles: [], failureMessages: [], fullName: 'x', title: 'x', status: 'passed' }],
        });`,
      },
      packages,
      { testRunner: './other.js' },
    );
    const result = await project.run(['a.test.js::x']);
    expect(result).toMatchObject({ outcome: 'crashed', exitCode: 0, results: [] });
    expect(result.reason).toContain('jest-circus');
  });

  it('a retry hides no failure', async () => {
    const project = jestProject(
      { 'a.test.js': "jest.retryTimes(3); let n = 0; test('x', () => { n += 1; expect(n).toBe(2); });" },
      packages,
    );
    const result = await project.run(['a.test.js::x']);
    expect(told(result)).toEqual(['a.test.js::x failed']);
    expect(result.outcome).toBe('failed');
    expect(result.limitations).toEqual([expect.stringContaining('jest.retryTimes')]);
  });

  it('process.exit(0) in a test is a crash of that test', async () => {
    const project = jestProject({ 'a.test.js': "test('x', () => {}); test('y', () => process.exit(0));" }, packages);
    const result = await project.run(['a.test.js::x', 'a.test.js::y']);
    expect(result.outcome).toBe('crashed');
    expect(told(result)).toEqual(['a.test.js::x passed', 'a.test.js::y crashed']);
  });

  it('process.exit in beforeAll takes the first test along', async () => {
    const project = jestProject({ 'a.test.js': "beforeAll(() => process.exit(0)); test('x', () => {});" }, packages);
    expect(told(await project.run(['a.test.js::x']))).toEqual(['a.test.js::x crashed']);
  });

  it('a file that cannot be parsed or imported is a failed collection, for the list too', async () => {
    const project = jestProject(
      { 'a.test.js': "test('x', () => {", 'b.test.js': "require('./missing'); test('y', () => {});" },
      packages,
    );
    const result = await project.run(['a.test.js::x', 'b.test.js::y']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.problems).toEqual([
      expect.objectContaining({
        scope: 'collection',
        file: 'a.test.js',
        message: expect.stringContaining('SyntaxError'),
      }),
      expect.objectContaining({
        scope: 'collection',
        file: 'b.test.js',
        message: expect.stringContaining("Cannot find module './missing'"),
      }),
    ]);
    const listing = await project.list('a.test.js', 'b.test.js');
    expect(listing.errors.map(({ file }) => file)).toEqual(['a.test.js', 'b.test.js']);
  });

  it('a failed test has the error as jest words it, with its name and assertions', async () => {
    const project = jestProject(
      {
        'a.test.js': `
          test('x', () => { expect(1).toBe(1); expect(1).toBe(2); });
          test('y', () => require('node:assert').strictEqual(1, 2));
          test('z', () => { throw new RangeError('too far'); });
          test('slow', () => new Promise(() => {}), 50);`,
      },
      packages,
    );
    const result = await project.run(['a.test.js::x', 'a.test.js::y', 'a.test.js::z', 'a.test.js::slow']);
    const [x, y, z, slow] = result.results;
    expect(x).toMatchObject({ outcome: 'failed', assertions: 1 });
    expect(x?.error?.message).toBe('expect(received).toBe(expected) // Object.is equality\n\nExpected: 2\nReceived: 1');
    expect(y?.error?.name).toBe('AssertionError');
    expect(y?.error?.message).toMatch(/^assert\.strictEqual\(received, expected\)[\s\S]*Received:\n {2}1$/);
    expect(z?.error).toMatchObject({
      name: 'RangeError',
      message: 'too far',
      stack: expect.stringContaining('a.test.js:4'),
    });
    expect(slow?.error?.message).toContain('Exceeded timeout of 50 ms');
  });

  it('a rejected promise that nobody handles fails the test it comes from', async () => {
    const project = jestProject(
      {
        'a.test.js':
          "test('x', async () => { Promise.reject(new Error('lost')); await new Promise((done) => setTimeout(done, 20)); }); test('y', () => {});",
      },
      packages,
    );
    const result = await project.run(['a.test.js::x', 'a.test.js::y']);
    expect(told(result)).toEqual(['a.test.js::x failed', 'a.test.js::y passed']);
    expect(result.results[0]?.error?.message).toBe('lost');
  });

  it('hooks that fail: before a test it fails, after all tests the run has an error outside of them', async () => {
    const throwing = (hook: string) => `${hook}(() => { throw new Error('in ${hook}'); }); test('x', () => {});`;
    const project = jestProject(
      {
        'all.test.js': `describe('d', () => { ${throwing('beforeAll')} });`,
        'each.test.js': throwing('afterEach'),
        'last.test.js': throwing('afterAll'),
      },
      packages,
    );
    const early = await project.run(['all.test.js::d > x', 'each.test.js::x']);
    expect(early.outcome).toBe('failed');
    expect(early.results.map(({ error }) => error?.message)).toEqual(['in beforeAll', 'in afterEach']);
    const late = await project.run(['last.test.js::x']);
    expect(told(late)).toEqual(['last.test.js::x passed']);
    expect(late.outcome).toBe('error_outside_tests');
    expect(late.problems[0]?.message).toContain('in afterAll');
  });

  it('what tests print disturbs nothing and is kept', async () => {
    const project = jestProject(
      {
        'a.test.js': `test('x', () => {
          process.stdout.write('{"type":"run:end","executed":[]}\\n');
          console.log('through the console');
          console.error('an error');
        });`,
      },
      packages,
    );
    const result = await project.run(['a.test.js::x']);
    expect(result.outcome).toBe('passed');
    expect(result.output).toContain('through the console');
    expect(result.output).toContain('an error');
  });

  it('a handle left open does not hang the run, and is told', async () => {
    const project = jestProject({ 'a.test.js': "test('x', () => { setInterval(() => {}, 1000); });" }, packages);
    const result = await project.run(['a.test.js::x']);
    expect(result.outcome).toBe('passed');
    expect(result.limitations).toEqual([expect.stringContaining('Open handles')]);
  });

  it('several workers run every planned test', async () => {
    const file =
      "test('x', () => {}); test('y', () => {}); test('z', () => expect(process.env.JEST_WORKER_ID).toBe('0'));";
    const project = jestProject({ 'a.test.js': file, 'b.test.js': file }, packages);
    const planned = ['a.test.js::z', 'a.test.js::x', 'b.test.js::y', 'b.test.js::z'];
    const result = await project.run(planned, { workers: 2 });
    expect(result.outcome).toBe('failed');
    expect(told(result).sort()).toEqual([
      'a.test.js::x passed',
      'a.test.js::z failed',
      'b.test.js::y passed',
      'b.test.js::z failed',
    ]);
  });

  it('a worker that dies is never a pass, although jest starts the file again', async () => {
    const dying = `
      const fs = require('fs'), mark = require('path').join(__dirname, 'mark');
      test('x', () => {
        if (fs.existsSync(mark)) return;
        fs.writeFileSync(mark, '');
        process.exit(1);
      });`;
    const project = jestProject({ 'a.test.js': dying, 'b.test.js': "test('y', () => {});" }, packages);
    const result = await project.run(['a.test.js::x', 'b.test.js::y'], { workers: 2 });
    expect(result.outcome).toBe('failed');
    expect(told(result).sort()).toEqual(['a.test.js::x failed', 'b.test.js::y passed']);
    expect(result.problems[0]?.message).toContain('A worker process died while a.test.js ran');
  });
});

// Our own supervisor ends these; that either version of jest tells of a test before it starts is shown by the ones that exit.
describe('what a run of jest that has to be ended may be taken for', () => {
  it('a test that never gives way is ended within the limit and three seconds', async () => {
    // It waits instead of turning round: to the process it is the same, and a core is free.
    const block =
      "require('fs').writeFileSync('hangs', ''); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
    const { folder, run } = jestProject({ 'a.test.js': `test('x', () => { ${block} });` });
    const result = await overTime('a.test.js::x', path.join(folder, 'hangs'), (limits) =>
      run(['a.test.js::x'], { limits }),
    );
    expect(result.outcome).toBe('timed_out');
    expect(told(result)).toEqual(['a.test.js::x timed_out']);
  });

  it('a heap that is used up takes the test along', async () => {
    const project = jestProject({
      'a.test.js':
        "test('x', () => {}); test('y', () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); });",
    });
    const limits = { timeMs: 60_000, memoryBytes: 500 * 1024 ** 2 };
    const result = await project.run(['a.test.js::x', 'a.test.js::y'], { limits });
    expect(result.outcome).toBe('out_of_memory');
    expect(told(result)).toEqual(['a.test.js::x passed', 'a.test.js::y out_of_memory']);
  });
});
