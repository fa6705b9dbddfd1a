import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { idsOf, logging, logOf, mochaProject, numbersAfter, told } from './support/script-project.ts';

const nested = `
it('one', () => {});
describe('outer', () => {
  it('two', () => {});
  describe('inner', () => {
    for (const x of [1, 2]) it('three ' + x, () => {});
  });
  it('two', () => {});
});
it('four', () => {});
`;

describe('the order in mocha', () => {
  it('lists tests as they are declared, the second of one name as #2, and runs none', async () => {
    const project = mochaProject({ 'a.js': nested, 'b.js': "it('one', () => { throw new Error('ran'); });" });
    const listing = await project.list('b.js', 'a.js');
    expect(listing).toMatchObject({ errors: [], version: expect.stringMatching(/^1[012]\./) });
    expect(listing.tests).toEqual([
      'b.js::one',
      'a.js::one',
      'a.js::outer > two',
      'a.js::outer > inner > three 1',
      'a.js::outer > inner > three 2',
      'a.js::outer > two #2',
      'a.js::four',
    ]);
  });

  it('runs exactly the planned tests in exactly the planned order: inner before outer, described before plain', async () => {
    const project = mochaProject({ 'a.js': nested });
    const planned = [
      'a.js::outer > inner > three 2',
      'a.js::outer > two #2',
      'a.js::four',
      'a.js::outer > two',
      'a.js::one',
    ];
    const result = await project.run(planned);
    expect(idsOf(result)).toEqual(planned);
    expect(result).toMatchObject({ outcome: 'passed', missing: [], exitCode: 0, limitations: [] });
  });

  it('changes between files as often as the order asks for it', async () => {
    const file = "describe('d', () => { it('x', () => {}); it('y', () => {}); });";
    const project = mochaProject({ 'a.js': file, 'b.js': file });
    const planned = ['b.js::d > y', 'a.js::d > x', 'b.js::d > x', 'a.js::d > y'];
    expect(idsOf(await project.run(planned))).toEqual(planned);
  });

  it('gives every test the hooks of its describes, in and out of the order of declaration', async () => {
    const project = mochaProject({
      'a.js': `${logging()}
        before(() => log('root'));
        describe('shop', function () {
          before(() => log('open'));
          beforeEach(function () { log('each of ' + this.currentTest.fullTitle()); });
          after(() => log('close'));
          it('x', () => log('x'));
          describe('till', () => it('y', () => log('y')));
        });
        it('z', () => log('z'));`,
    });
    const result = await project.run(['a.js::shop > till > y', 'a.js::shop > x', 'a.js::z']);
    expect(result).toMatchObject({ outcome: 'passed', limitations: [] });
    expect(readFileSync(logOf(project.folder), 'utf8').trim().split('\n')).toEqual([
      'root',
      'open',
      'each of shop till y',
      'y',
      'each of shop x',
      'x',
      'close',
      'z',
    ]);
  });

  it('says when the hooks of a describe ran more than once for the order', async () => {
    const project = mochaProject({
      'a.js': "describe('shop', () => { before(() => {}); it('x', () => {}); it('y', () => {}); }); it('z', () => {});",
    });
    const planned = ['a.js::shop > y', 'a.js::z', 'a.js::shop > x'];
    const result = await project.run(planned);
    expect(idsOf(result)).toEqual(planned);
    expect(result.limitations).toEqual([expect.stringContaining('describe "shop"')]);
  });

  it('lets no .only hide a planned test', async () => {
    const project = mochaProject({
      'a.js': "it.only('x', () => {}); describe.only('d', () => { it('y', () => {}); }); it('z', () => {});",
    });
    const planned = ['a.js::z', 'a.js::d > y', 'a.js::x'];
    expect(told(await project.run(planned))).toEqual(planned.map((id) => `${id} passed`));
  });

  it('skips what is marked as skipped, has no body, or skips itself', async () => {
    const project = mochaProject({
      'a.js': "it.skip('x', () => {}); it('y'); it('z', function () { this.skip(); }); it('ok', () => {});",
    });
    const result = await project.run(['a.js::x', 'a.js::y', 'a.js::z', 'a.js::ok']);
    expect(told(result)).toEqual(['a.js::x skipped', 'a.js::y skipped', 'a.js::z skipped', 'a.js::ok passed']);
    expect(result.outcome).toBe('passed');
  });

  it('repeats the list in one process, with the state of modules and of before hooks kept', async () => {
    const project = mochaProject({
      'a.js': `
        let opened = 0, n = 0;
        before(() => { opened += 1; });
        it('a', () => console.log('count', ++n, 'opened', opened));
        it('b', () => { if (n > 2) throw new Error('too many'); });`,
    });
    const result = await project.run(['a.js::a', 'a.js::b'], { repeats: 3 });
    expect(result.results.map(({ id, attempt, outcome }) => `${id} ${attempt} ${outcome}`)).toEqual([
      'a.js::a 1 passed',
      'a.js::b 1 passed',
      'a.js::a 2 passed',
      'a.js::b 2 passed',
      'a.js::a 3 passed',
      'a.js::b 3 failed',
    ]);
    expect(numbersAfter('count', result)).toEqual([1, 2, 3]);
    expect(numbersAfter('opened', result)).toEqual([1, 1, 1]);
  });

  it('says that files do not run in parallel and assertions are not counted', async () => {
    const project = mochaProject({ 'a.js': "it('x', () => {});" });
    const result = await project.run(['a.js::x'], { workers: 2, countAssertions: true });
    expect(result.outcome).toBe('passed');
    expect(result.limitations).toEqual([expect.stringContaining('parallel'), expect.stringContaining('assertions')]);
  });
});
