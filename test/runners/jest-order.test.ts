import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { idsOf, jestProject, jestVersions, logging, logOf, numbersAfter, told } from './support/script-project.ts';

const nested = `
test('one', () => {});
describe('outer', () => {
  test('two', () => {});
  describe('inner', () => {
    test.each([1, 2])('three %s', () => {});
  });
  test('two', () => {});
});
test('four', () => {});
`;

describe.each(jestVersions)('the order in jest %s', (_version, packages) => {
  it('lists tests as they are declared, the second of one name as #2, and runs none', async () => {
    const project = jestProject({ 'a.test.js': `${nested}\ntest('prints', () => console.log('ran'));` }, packages);
    const listing = await project.list('a.test.js');
    expect(listing.tests).toEqual([
      'a.test.js::one',
      'a.test.js::outer > two',
      'a.test.js::outer > inner > three 1',
      'a.test.js::outer > inner > three 2',
      'a.test.js::outer > two #2',
      'a.test.js::four',
      'a.test.js::prints',
    ]);
    expect(listing.errors).toEqual([]);
    expect(listing.version).toMatch(new RegExp(`^${_version}\\.`));
  });

  it('runs exactly the planned tests in exactly the planned order, in and out of describes', async () => {
    const project = jestProject({ 'a.test.js': nested }, packages);
    const planned = [
      'a.test.js::four',
      'a.test.js::outer > two #2',
      'a.test.js::outer > inner > three 2',
      'a.test.js::one',
      'a.test.js::outer > two',
    ];
    const result = await project.run(planned);
    expect(idsOf(result)).toEqual(planned);
    expect(result).toMatchObject({ outcome: 'passed', missing: [], exitCode: 0, limitations: [] });
    expect(result.results.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
  });

  it('runs files in the planned order', async () => {
    const file = "test('x', () => {});";
    const project = jestProject({ 'a.test.js': file, 'b/b.test.js': file, 'c.test.js': file }, packages);
    const planned = ['c.test.js::x', 'a.test.js::x', 'b/b.test.js::x'];
    expect(idsOf(await project.run(planned))).toEqual(planned);
  });

  it('says when it cannot change between files', async () => {
    const file = "test('x', () => {}); test('y', () => {});";
    const project = jestProject({ 'a.test.js': file, 'b.test.js': file }, packages);
    const result = await project.run(['b.test.js::y', 'a.test.js::x', 'b.test.js::x']);
    expect(idsOf(result)).toEqual(['b.test.js::y', 'b.test.js::x', 'a.test.js::x']);
    expect(result.limitations).toEqual([expect.stringContaining('one file after the other')]);
  });

  it('enters a describe again where the order asks for it, and says that its hooks ran again', async () => {
    const project = jestProject(
      {
        'a.test.js': `${logging()}
          describe('shop', () => {
            beforeAll(() => log('open'));
            afterAll(() => log('close'));
            test('x', () => log('x'));
            test('y', () => log('y'));
          });
          test('z', () => log('z'));`,
      },
      packages,
    );
    const result = await project.run(['a.test.js::shop > y', 'a.test.js::z', 'a.test.js::shop > x']);
    expect(result.outcome).toBe('passed');
    expect(readFileSync(logOf(project.folder), 'utf8').trim().split('\n')).toEqual([
      'open',
      'y',
      'close',
      'z',
      'open',
      'x',
      'close',
    ]);
    expect(result.limitations).toEqual([expect.stringContaining('describe "shop"')]);
  });

  it('lets no .only hide a planned test', async () => {
    const project = jestProject(
      { 'a.test.js': "test.only('x', () => {}); describe.only('d', () => test('y', () => {})); test('z', () => {});" },
      packages,
    );
    const planned = ['a.test.js::z', 'a.test.js::d > y', 'a.test.js::x'];
    expect(told(await project.run(planned))).toEqual(planned.map((id) => `${id} passed`));
  });

  it('skips what is marked as skipped or to do', async () => {
    const project = jestProject(
      {
        'a.test.js':
          "test.skip('x', () => {}); test.todo('y'); describe.skip('d', () => test('z', () => {})); test('ok', () => {});",
      },
      packages,
    );
    const result = await project.run(['a.test.js::x', 'a.test.js::y', 'a.test.js::d > z', 'a.test.js::ok']);
    expect(told(result)).toEqual([
      'a.test.js::x skipped',
      'a.test.js::y skipped',
      'a.test.js::d > z skipped',
      'a.test.js::ok passed',
    ]);
    expect(result.outcome).toBe('passed');
  });

  it('repeats the list in one process, with the state of modules and of beforeAll kept', async () => {
    const project = jestProject(
      {
        'a.test.js': `
          let opened = 0, n = 0;
          beforeAll(() => { opened += 1; });
          test('a', () => console.log('count', ++n, 'opened', opened));
          test('b', () => expect(n).toBeLessThan(3));`,
      },
      packages,
    );
    const result = await project.run(['a.test.js::a', 'a.test.js::b'], { repeats: 3 });
    expect(result.results.map(({ id, attempt, outcome }) => `${id} ${attempt} ${outcome}`)).toEqual([
      'a.test.js::a 1 passed',
      'a.test.js::b 1 passed',
      'a.test.js::a 2 passed',
      'a.test.js::b 2 passed',
      'a.test.js::a 3 passed',
      'a.test.js::b 3 failed',
    ]);
    expect(numbersAfter('count', result)).toEqual([1, 2, 3]);
    expect(numbersAfter('opened', result)).toEqual([1, 1, 1]);
  });

  it('says that concurrent tests have no order', async () => {
    const project = jestProject(
      { 'a.test.js': "test.concurrent('x', async () => {}); test.concurrent('y', async () => {});" },
      packages,
    );
    const result = await project.run(['a.test.js::y', 'a.test.js::x']);
    expect(result.outcome).toBe('passed');
    expect(result.limitations).toEqual([expect.stringContaining('test.concurrent')]);
  });
});
