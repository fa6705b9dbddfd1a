import { describe, expect, it } from 'vitest';
import { nodeProject, nodes, printed, told } from './support/node-project.ts';

const shop = `
  import test, { describe, it, before, beforeEach } from 'node:test';
  const say = (text) => () => console.log('>' + text);
  test('opens', say('opens'));
  describe('cart', () => {
    before(say('before cart'));
    beforeEach(say('each'));
    it('adds', say('adds'));
    for (const n of [1, 2]) it('of ' + n, (t, done) => { console.log('>of ' + n); setImmediate(done); });
    it.skip('ships', say('ships'));
    it.todo('returns', say('returns'));
    describe.skip('later', () => { it('wraps', say('wraps')); });
  });
  test('closes', say('closes'));
  test('closes', say('closes again'));
`;
const bank = `
  const test = require('node:test');
  const { describe, it } = test;
  test.only('pays', () => console.log('>pays'));
  it('owes', () => { console.log('>owes'); throw new Error('broke'); });
  describe.only('vault', async () => {
    await null;
    it('locks', { only: true }, () => console.log('>locks'));
    it('unlocks', () => console.log('>unlocks'));
  });
`;
const files = { 'shop.test.mjs': shop, 'bank.test.cjs': bank };

describe.each(nodes)('node:test of %s runs the plan', { timeout: 90_000 }, (_, node) => {
  it('names tests in the order of declaration without running one', async () => {
    const listing = await nodeProject(node, files).list('bank.test.cjs', 'shop.test.mjs');
    expect(listing.tests).toEqual([
      'bank.test.cjs::pays',
      'bank.test.cjs::owes',
      'bank.test.cjs::vault > locks',
      'bank.test.cjs::vault > unlocks',
      'shop.test.mjs::opens',
      'shop.test.mjs::cart > adds',
      'shop.test.mjs::cart > of 1',
      'shop.test.mjs::cart > of 2',
      'shop.test.mjs::cart > ships',
      'shop.test.mjs::cart > returns',
      'shop.test.mjs::cart > later > wraps',
      'shop.test.mjs::closes',
      'shop.test.mjs::closes #2',
    ]);
    expect(listing.errors).toEqual([]);
    expect(listing.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('runs exactly the planned tests in exactly the planned order, across files and within them', async () => {
    const tests = [
      'bank.test.cjs::vault > unlocks',
      'bank.test.cjs::vault > locks',
      'bank.test.cjs::pays',
      'shop.test.mjs::closes #2',
      'shop.test.mjs::cart > of 2',
      'shop.test.mjs::cart > of 1',
      'shop.test.mjs::cart > adds',
      'shop.test.mjs::opens',
    ];
    const result = await nodeProject(node, files).run(tests);
    expect(result).toMatchObject({ outcome: 'passed', missing: [], problems: [], limitations: [], exitCode: 0 });
    expect(told(result)).toEqual(tests.map((id) => `${id} passed`));
    expect(result.results.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(printed(result).join(' ')).toBe(
      'unlocks locks pays closes again before cart each of 2 each of 1 each adds opens',
    );
  });

  it('takes the plan before .only, and tells equal and similar names apart', async () => {
    const project = nodeProject(node, {
      ...files,
      'names.test.mjs': `
        import { describe, test } from 'node:test';
        test('adds (a|b)', () => console.log('>1'));
        test('adds', () => console.log('>2'));
        describe('adds', () => { test('adds', () => console.log('>3')); test('x', () => console.log('>4')); });
        describe('adds', () => { test('adds', () => console.log('>5')); });`,
    });
    const names = ['names.test.mjs::adds > adds #2', 'names.test.mjs::adds', 'names.test.mjs::adds (a|b)'];
    expect(printed(await project.run(names))).toEqual(['5', '2', '1']);
    expect(printed(await project.run(['names.test.mjs::adds > x']))).toEqual(['4']);
    expect(told(await project.run(['bank.test.cjs::owes']))).toEqual(['bank.test.cjs::owes failed']);
  });

  it('reports skipped and todo tests as skipped, and a run of only such tests as not executed', async () => {
    const tests = [
      'shop.test.mjs::cart > ships',
      'shop.test.mjs::cart > returns',
      'shop.test.mjs::cart > later > wraps',
    ];
    const result = await nodeProject(node, files).run(tests);
    expect(result).toMatchObject({ outcome: 'not_executed', missing: [] });
    expect(told(result).sort()).toEqual(tests.map((id) => `${id} skipped`).sort());
  });

  it('repeats the whole list in one process, which keeps its state', async () => {
    const project = nodeProject(node, {
      'a.test.mjs': `
        import { test } from 'node:test';
        let n = 0;
        test('x', () => console.log('>x', ++n));
        test('y', () => console.log('>y', ++n));`,
    });
    const result = await project.run(['a.test.mjs::y', 'a.test.mjs::x'], { repeats: 2 });
    expect(printed(result)).toEqual(['y 1', 'x 2', 'y 3', 'x 4']);
    expect(result.results.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 2]);
    expect(result).toMatchObject({ outcome: 'passed', limitations: [] });
  });

  it('says when a describe or a file is left and entered again, which cannot be done', async () => {
    const project = nodeProject(node, files);
    const describes = ['shop.test.mjs::cart > adds', 'shop.test.mjs::opens', 'shop.test.mjs::cart > of 1'];
    expect((await project.run(describes)).limitations).toEqual([expect.stringContaining('describe as a whole')]);
    const both = ['shop.test.mjs::opens', 'bank.test.cjs::pays', 'shop.test.mjs::closes'];
    expect((await project.run(both)).limitations).toEqual([expect.stringContaining('one file after the other')]);
  });

  it('runs a test at once when its file waits for it, and says that the order could not be kept', async () => {
    const named = await nodeProject(node, {
      'a.test.mjs': `
        import test from 'node:test';
        await test('first', () => console.log('>first'));
        await test('unplanned', () => console.log('>unplanned'));
        test('last', () => console.log('>last'));`,
    }).run(['a.test.mjs::last', 'a.test.mjs::first']);
    expect(printed(named)).toEqual(['first', 'last']);
    expect(named.limitations).toEqual([expect.stringContaining('waits for')]);
  });

  it('finds tests that are declared once a server listens, which a hook of the file closes', async () => {
    const project = nodeProject(node, {
      'a.test.cjs': `
        const http = require('node:http');
        const { after, test } = require('node:test');
        const server = http.createServer().listen(0, '127.0.0.1', () => {
          test('late', () => { if (!server.listening) throw new Error('closed'); });
        });
        after(() => server.close());
        let early = true;
        process.nextTick(() => { early = false; });
        test('early', (t) => { if (early) throw new Error('too early'); });`,
    });
    const tests = ['a.test.cjs::early', 'a.test.cjs::late'];
    expect((await project.list('a.test.cjs')).tests).toEqual(tests);
    expect(told(await project.run(tests))).toEqual(tests.map((id) => `${id} passed`));
    expect((await project.run(['a.test.cjs::early'])).outcome).toBe('passed');
    expect((await project.run(['a.test.cjs::late'])).outcome).toBe('passed');
    expect((await project.run(['a.test.cjs::none'])).outcome).toBe('not_executed');
  });

  it('shares the files among workers when asked to', async () => {
    const result = await nodeProject(node, files).run(
      ['bank.test.cjs::pays', 'shop.test.mjs::opens', 'shop.test.mjs::closes'],
      { workers: 2 },
    );
    expect(result).toMatchObject({ outcome: 'passed', missing: [] });
    expect(result.results.map(({ position }) => position).sort()).toEqual([0, 1, 2]);
  });
});

const nested = `
  import test, { describe } from 'node:test';
  test('parent', async (t) => {
    console.log('>parent');
    t.runOnly(true);
    await t.test('first', () => console.log('>first'));
    await t.test('second', async (t) => { await t.test('deep', () => { throw new Error('too deep'); }); });
    await t.test('first', () => console.log('>first again'));
  });
  describe('group', () => { test('outer', async () => { await test('inner', () => console.log('>inner')); }); });
`;

describe.each(nodes)('subtests of node:test of %s', (_, node) => {
  it('belong to their parent, which is one test with them and fails with their error', async () => {
    const result = await nodeProject(node, { 'a.test.mjs': nested }).run(['a.test.mjs::parent']);
    expect(told(result)).toEqual(['a.test.mjs::parent failed']);
    expect(printed(result)).toEqual(['parent', 'first', 'first again']);
    expect(result.results[0]?.error?.message).toContain('too deep');
  });

  it('can be planned: the parent runs without its other subtests', async () => {
    const project = nodeProject(node, { 'a.test.mjs': nested });
    const result = await project.run(['a.test.mjs::parent > first #2', 'a.test.mjs::group > outer > inner']);
    expect(told(result).map((line) => line.replace('a.test.mjs::', ''))).toEqual([
      'parent > first #2 passed',
      'group > outer > inner passed',
    ]);
    expect(printed(result)).toEqual(['parent', 'first again', 'inner']);
    const deep = await project.run(['a.test.mjs::parent > second > deep']);
    expect(told(deep)).toEqual(['a.test.mjs::parent > second > deep failed']);
  });
});
