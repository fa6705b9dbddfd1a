import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { drivenProject, generations, printed, summary } from '../support/vitest-generations.ts';

const shop = `
  import { describe, expect, it } from 'vitest';
  it('opens', () => { console.log('>opens'); });
  describe('cart', () => {
    it('adds', () => { console.log('>adds'); });
    describe('total', () => {
      it.each([1, 2])('of %i', (n) => { console.log('>of', n); });
    });
    it.skip('ships', () => {});
    it.todo('returns');
  });
  it('closes', () => { console.log('>closes'); });
  it('closes', () => { console.log('>closes again'); });
`;
const bank = `
  import { expect, it } from 'vitest';
  it.only('pays', () => { console.log('>pays'); });
  it('owes', () => { console.log('>owes'); expect(1).toBe(2); });
`;

describe.each(generations)('$name runs the plan', { timeout: 90_000 }, (generation) => {
  it('names tests in the order of declaration, files as asked for, the second of a name as #2', async () => {
    const project = drivenProject(generation, { 'shop.test.ts': shop, 'bank.test.ts': bank });
    const listing = await project.list(['shop.test.ts', 'bank.test.ts']);
    expect(listing.tests).toEqual([
      'shop.test.ts::opens',
      'shop.test.ts::cart > adds',
      'shop.test.ts::cart > total > of 1',
      'shop.test.ts::cart > total > of 2',
      'shop.test.ts::cart > ships',
      'shop.test.ts::cart > returns',
      'shop.test.ts::closes',
      'shop.test.ts::closes #2',
      'bank.test.ts::pays',
      'bank.test.ts::owes',
    ]);
    expect(listing.errors).toEqual([]);
    expect(listing.version).toContain(generation.version);
  });

  it('runs exactly the planned tests in exactly the planned order, and leaves nothing in the project', async () => {
    const project = drivenProject(generation, { 'shop.test.ts': shop, 'bank.test.ts': bank });
    const tests = [
      'shop.test.ts::closes #2',
      'shop.test.ts::cart > total > of 2',
      'shop.test.ts::cart > total > of 1',
      'shop.test.ts::cart > adds',
      'shop.test.ts::opens',
      'bank.test.ts::pays',
    ];
    const result = await project.run(tests);
    expect(result).toMatchObject({ outcome: 'passed', missing: [], problems: [], limitations: [], exitCode: 0 });
    expect(summary(result)).toEqual(tests.map((id) => `${id} passed`));
    expect(result.results.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(printed(result)).toEqual(['closes again', 'of 2', 'of 1', 'adds', 'opens', 'pays']);
    expect(readdirSync(project.folder).sort()).toEqual([
      'bank.test.ts',
      'node_modules',
      'package.json',
      'shop.test.ts',
    ]);
    expect(readdirSync(path.join(project.folder, 'node_modules')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('says what it could not keep: a block or a file left and entered again', async () => {
    const project = drivenProject(generation, { 'shop.test.ts': shop, 'bank.test.ts': bank });
    const result = await project.run([
      'shop.test.ts::cart > adds',
      'shop.test.ts::opens',
      'shop.test.ts::cart > total > of 1',
      'bank.test.ts::pays',
      'shop.test.ts::closes',
    ]);
    expect(printed(result)).toEqual(['adds', 'of 1', 'opens', 'closes', 'pays']);
    expect(result.limitations).toEqual([
      expect.stringContaining('file as a whole'),
      expect.stringContaining('describe block as a whole'),
      expect.stringContaining('could not keep the planned order'),
    ]);
  });

  it('reports tests that are skipped as skipped, and a run of only such tests as not executed', async () => {
    const project = drivenProject(generation, {
      'shop.test.ts': shop,
    });
    const skipped = ['shop.test.ts::cart > ships', 'shop.test.ts::cart > returns'];
    const result = await project.run(skipped);
    expect(result.outcome).toBe('not_executed');
    expect(summary(result)).toEqual(skipped.map((id) => `${id} skipped`));
  });

  it('calls a plan of which no test exists not executed, never passed', async () => {
    const project = drivenProject(generation, { 'shop.test.ts': shop });
    const result = await project.run(['shop.test.ts::no such test']);
    expect(result).toMatchObject({ outcome: 'not_executed', missing: ['shop.test.ts::no such test'], results: [] });
  });

  it('replays what chance decided under the same seed, in every worker; takes the plan before .only, and keeps the order of files whatever failed before', async () => {
    const draw = `import { it } from 'vitest'; it('draws', () => { console.log('>', Math.random(), Math.random()); });`;
    const project = drivenProject(generation, { 'a.test.ts': draw, 'b.test.ts': draw, 'bank.test.ts': bank });
    const tests = ['a.test.ts::draws', 'b.test.ts::draws', 'bank.test.ts::owes'];
    const results = [
      await project.run(tests, { seed: 11 }),
      await project.run(tests, { seed: 11 }),
      await project.run(tests.slice(0, 2), { seed: 12 }),
    ];
    const [first, again, other] = results.map((result) => printed(result).slice(0, 2));
    expect(first).toHaveLength(2);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const inOrder = ['a.test.ts::draws passed', 'b.test.ts::draws passed', 'bank.test.ts::owes failed'];
    expect(results.map(summary)).toEqual([inOrder, inOrder, inOrder.slice(0, 2)]);
  });

  it('repeats the whole list in one process with its state kept, hooks included', async () => {
    const project = drivenProject(generation, {
      'count.test.ts': `
        import { beforeAll, expect, it } from 'vitest';
        let times = 0;
        beforeAll(() => { console.log('>hook'); });
        it('a', () => { times += 1; console.log('>a', times); expect(times).toBe(1); });
        it('b', () => { console.log('>b', times); });
      `,
    });
    const result = await project.run(['count.test.ts::b', 'count.test.ts::a'], { repeats: 3 });
    expect(printed(result)).toEqual(['hook', 'b 0', 'a 1', 'hook', 'b 1', 'a 2', 'hook', 'b 2', 'a 3']);
    expect(result.results.map(({ id, attempt, outcome }) => `${attempt} ${id.at(-1)} ${outcome}`)).toEqual([
      '1 b passed',
      '1 a passed',
      '2 b passed',
      '2 a failed',
      '3 b passed',
      '3 a failed',
    ]);
    expect(result.outcome).toBe('failed');
  });

  it('starts concurrent tests in the planned order, counts assertions when asked, tells a late skip, and shifts the wall clock under fake timers', async () => {
    const project = drivenProject(generation, {
      'c.test.ts': `
        import { it } from 'vitest';
        let open; const gate = new Promise((resolve) => { open = resolve; });
        it.concurrent('waits', async () => { console.log('>waits'); await gate; });
        it.concurrent('opens', async () => { console.log('>opens'); open(); });
      `,
      'n.test.ts': `
        import { expect, it } from 'vitest';
        it('decides late', ({ skip }) => { skip(); });
        it('two', () => { expect(1).toBe(1); expect(2).toBe(2); });
        it('none', () => {});
        it('own', ({ expect }) => { expect(1).toBe(1); });
      `,
      'clock.test.ts': `
        import { expect, it, vi } from 'vitest';
        const year = () => [new Date().getFullYear(), new Date(Date.now()).getFullYear()];
        it('has another year', () => { console.log('>', ...year(), new Date() instanceof Date); });
        it('fakes', () => {
          vi.useFakeTimers({ now: 0 });
          vi.advanceTimersByTime(5000);
          console.log('>', Date.now());
          vi.useRealTimers();
          vi.setSystemTime(new Date(7));
          console.log('>', Date.now());
          vi.useRealTimers();
          console.log('>', ...year());
        });
      `,
    });
    const years = 300;
    const shift = years * 365.25 * 86_400_000;
    const there = new Date(Date.now() + shift).getFullYear();
    const concurrent = ['c.test.ts::opens', 'c.test.ts::waits'];
    const clock = ['clock.test.ts::has another year', 'clock.test.ts::fakes'];
    const counted = ['n.test.ts::decides late', 'n.test.ts::two', 'n.test.ts::none', 'n.test.ts::own'];
    const result = await project.run([...concurrent, ...clock, ...counted], {
      countAssertions: true,
      condition: { clockShiftMs: shift },
    });
    expect(result.outcome).toBe('passed');
    expect(printed(result)).toEqual(['opens', 'waits', `${there} ${there} true`, '5000', '7', `${there} ${there}`]);
    expect(result.results.slice(4).map(({ id, outcome, assertions }) => `${id} ${outcome} ${assertions}`)).toEqual([
      'n.test.ts::decides late skipped 0',
      'n.test.ts::two passed 2',
      'n.test.ts::none passed 0',
      'n.test.ts::own passed 1',
    ]);
  });
});
