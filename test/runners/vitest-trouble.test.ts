import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { processesOf } from '../../drivers/process-tree.mjs';
import { drivenProject, generations, printed, summary } from '../support/vitest-generations.ts';
import { overTime } from './support/over-time.ts';

const passing = `import { it } from 'vitest'; it('passes', () => {});`;

describe.each(generations)('$name in trouble', { timeout: 90_000 }, (generation) => {
  it('shows what a retry would hide, fails what a hook kept from running, writes no snapshot: all in one run', async () => {
    const snapshot = (name: string) => `exports[\`${name} 1\`] = \`1\`;\n`;
    const kept = `// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\n${snapshot('gone')}\n${snapshot('known')}\n${snapshot('unplanned')}`;
    const comparing = `
      import { expect, it } from 'vitest';
      it('known', () => { expect(1).toMatchSnapshot(); });
      it('unplanned', () => { expect(1).toMatchSnapshot(); });
      it('new', () => { expect(1).toMatchSnapshot(); });
      it('inline', () => { expect(1).toMatchInlineSnapshot(); });
    `;
    const project = drivenProject(generation, {
      'vitest.config.ts': `export default { test: { retry: 3 } };`,
      'r.test.ts': `
        import { expect, it } from 'vitest';
        let tries = 0;
        it('configured', () => { tries += 1; console.log('>', tries); expect(tries).toBe(2); });
        it('own', { retry: 3 }, () => { tries += 1; console.log('>', tries); expect(tries).toBe(3); });
      `,
      's.test.ts': comparing,
      '__snapshots__/s.test.ts.snap': kept,
      'h.test.ts': `
        import { afterAll, beforeAll, describe, it } from 'vitest';
        describe('needs', () => { beforeAll(() => { throw new Error('no server'); }); it('asks', () => {}); it.skip('waits', () => {}); });
        describe('cleans', () => { afterAll(() => { throw new Error('not clean'); }); it('works', () => {}); });
      `,
    });
    const retried = ['r.test.ts::configured', 'r.test.ts::own'];
    const compared = ['s.test.ts::new', 's.test.ts::inline', 's.test.ts::known'];
    const hooked = ['h.test.ts::needs > asks', 'h.test.ts::needs > waits', 'h.test.ts::cleans > works'];
    const result = await project.run([...retried, ...compared, ...hooked]);
    expect(result.outcome).toBe('failed');
    expect(summary(result).slice(0, 5)).toEqual([
      'r.test.ts::configured failed',
      'r.test.ts::own failed',
      's.test.ts::new failed',
      's.test.ts::inline failed',
      's.test.ts::known passed',
    ]);
    expect(printed(result)).toEqual(['1', '2']);
    expect(result.results.slice(0, 2).map(({ error }) => error?.name)).toEqual(['AssertionError', 'AssertionError']);
    expect(result.results[0]?.error?.message).toBe('expected 1 to be 2 // Object.is equality');
    expect([project.text('__snapshots__/s.test.ts.snap'), project.text('s.test.ts')]).toEqual([kept, comparing]);
    expect(summary(result).slice(5).sort()).toEqual(
      [`${hooked[2]} passed`, `${hooked[0]} failed`, `${hooked[1]} skipped`].sort(),
    );
    expect(result.results.find(({ id }) => id === hooked[0])?.error?.message).toBe('no server');
    expect(result.problems).toMatchObject([{ scope: 'run', message: 'not clean', file: 'h.test.ts' }]);
    // With nothing that failed: a snapshot that is there passes, and a hook after a test is a failure all the same.
    const later = await project.run([...compared.slice(2), ...hooked.slice(2)]);
    expect(summary(later)).toEqual(['s.test.ts::known passed', `${hooked[2]} passed`]);
    expect(later.problems).toMatchObject([{ message: 'not clean' }]);
    expect(later.outcome).toBe('error_outside_tests');
  });

  it('does not pass when a worker ran out of memory, though every other file is green', async () => {
    const project = drivenProject(generation, {
      'vitest.config.ts': `export default { test: { execArgv: ['--max-old-space-size=48'] } };`,
      'a.test.ts': passing,
      'm.test.ts': `import { it } from 'vitest'; it('eats', () => { const all = []; for (;;) all.push(new Array(1e4).fill(all.length)); });`,
    });
    const result = await project.run(['a.test.ts::passes', 'm.test.ts::eats']);
    expect(['crashed', 'out_of_memory']).toContain(result.outcome);
    expect(summary(result)).toEqual(['a.test.ts::passes passed', 'm.test.ts::eats crashed']);
    expect(result.problems[0]?.message).toContain('m.test.ts::eats');
    expect(result.reason).toContain('A worker died while m.test.ts::eats ran');
  });

  it('names the file that could not be loaded, and why', async () => {
    const project = drivenProject(generation, {
      'a.test.ts': passing,
      'i.test.ts': `import { it } from 'vitest'; import './missing.ts'; it('never runs', () => {});`,
      't.test.ts': `import { it } from 'vitest'; it('never runs', () => {}); throw new TypeError('no database');`,
    });
    const tests = ['a.test.ts::passes', 'i.test.ts::never runs', 't.test.ts::never runs'];
    const result = await project.run(tests);
    expect(result).toMatchObject({ outcome: 'collection_failed', missing: tests.slice(1) });
    expect(result.problems).toMatchObject([
      { scope: 'collection', file: 'i.test.ts', message: expect.stringContaining('missing.ts') },
      { scope: 'collection', file: 't.test.ts', message: 'no database' },
    ]);
    const listing = await project.list(['a.test.ts', 'i.test.ts']);
    expect(listing.tests).toEqual(['a.test.ts::passes']);
    expect(listing.errors).toMatchObject([{ scope: 'collection', file: 'i.test.ts' }]);
  });

  it('says that no project includes a file', async () => {
    const project = drivenProject(generation, { 'a.test.ts': passing, 'helper.ts': passing });
    const result = await project.run(['a.test.ts::passes', 'helper.ts::passes']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.reason).toContain('No vitest project includes helper.ts');
  });

  it("does not pass when an error is nobody's, and keeps printed text apart from the events", async () => {
    const project = drivenProject(generation, {
      'u.test.ts': `
        import { it } from 'vitest';
        it('leaves a promise', async () => {
          process.stdout.write('{"type":"run:end","executed":[]}\\n');
          console.log('{"type":"problem","scope":"run","message":"printed"}');
          Promise.reject(new Error('left behind'));
          await new Promise((resolve) => setImmediate(resolve));
        });
      `,
    });
    const result = await project.run(['u.test.ts::leaves a promise']);
    expect(result.outcome).toBe('error_outside_tests');
    expect(result.problems.map(({ scope, message }) => `${scope}: ${message}`)).toEqual(['run: left behind']);
    expect(result.output).toContain('"message":"printed"');
  });

  it('is a crash when a test kills its worker', async () => {
    const project = drivenProject(generation, {
      'k.test.ts': `import { it } from 'vitest'; it('kills', () => { process.kill(process.pid, 'SIGKILL'); }); it('waits', () => {});`,
    });
    const result = await project.run(['k.test.ts::kills', 'k.test.ts::waits']);
    expect(result.outcome).toBe('crashed');
    expect(summary(result)).toEqual(['k.test.ts::kills crashed']);
    expect(result.missing).toEqual(['k.test.ts::waits']);
    expect(result.reason).toContain('k.test.ts::kills');
  });
});

// Our own supervisor ends it; that either generation tells of a test before it starts is shown by the worker killed.
// It waits instead of turning round: to the process it is the same, and a core is free.
it('a test that never gives way is ended within its limit and leaves no process', async () => {
  const { folder, run } = drivenProject(generations[0], {
    'l.test.ts': `
      import { writeFileSync } from 'node:fs';
      import { it } from 'vitest';
      it('before', () => {});
      it('blocks', { timeout: 100 }, () => {
        writeFileSync('hangs', '');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });
      it('after', () => {});
    `,
  });
  const runId = `vitest-block-${process.pid}`;
  const result = await overTime('l.test.ts::blocks', path.join(folder, 'hangs'), (limits) =>
    run(['l.test.ts::before', 'l.test.ts::blocks', 'l.test.ts::after'], { runId, limits }),
  );
  expect(result.outcome).toBe('timed_out');
  expect(summary(result)).toEqual(['l.test.ts::before passed', 'l.test.ts::blocks timed_out']);
  expect(processesOf(runId)).toEqual([]);
});
