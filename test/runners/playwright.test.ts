import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playwrightProject, printed, told } from './support/node-project.ts';

const shop = `
  import { expect, test } from '@playwright/test';
  test('opens', () => console.log('>opens'));
  test.describe('cart', () => {
    test('adds', () => console.log('>adds'));
    for (const n of [1, 2]) test('of › ' + n + ' > 0', () => console.log('>of', n));
    test.skip('ships', () => {});
    test.fixme('returns', () => {});
  });
  test('owes', () => { console.log('>owes'); expect(1).toBe(2); });
`;
const bank = `
  import { test as base } from '@playwright/test';
  const test = base.extend({ money: async ({}, use) => { await use(5); } });
  test('counts', ({ money }) => console.log('>counts', money));
  test.only('pays', () => console.log('>pays'));
  test.describe.only('vault', () => { test('locks', () => console.log('>locks')); });
`;
const files = { 'tests/shop.spec.ts': shop, 'tests/bank.spec.ts': bank };

describe('Playwright runs the plan', { timeout: 120_000 }, () => {
  it('names tests in the order of declaration, files as asked for, and the file that cannot be loaded', async () => {
    const project = playwrightProject({ ...files, 'tests/broken.spec.ts': "throw new Error('unloadable');" });
    const listing = await project.list('tests/shop.spec.ts', 'tests/broken.spec.ts', 'tests/bank.spec.ts');
    expect(listing.tests).toEqual([
      'tests/shop.spec.ts::opens',
      'tests/shop.spec.ts::cart > adds',
      'tests/shop.spec.ts::cart > of › 1 > 0',
      'tests/shop.spec.ts::cart > of › 2 > 0',
      'tests/shop.spec.ts::cart > ships',
      'tests/shop.spec.ts::cart > returns',
      'tests/shop.spec.ts::owes',
      'tests/bank.spec.ts::counts',
      'tests/bank.spec.ts::pays',
      'tests/bank.spec.ts::vault > locks',
    ]);
    expect(listing.version).toMatch(/^1\.\d+\.\d+$/);
    expect(listing.errors).toEqual([
      expect.objectContaining({ scope: 'collection', file: 'tests/broken.spec.ts', message: 'Error: unloadable' }),
    ]);
  });

  it('runs exactly the planned tests in exactly the planned order whatever .only says, and leaves nothing', async () => {
    const project = playwrightProject({
      ...files,
      'playwright.config.ts': 'export default { forbidOnly: true, retries: 2, repeatEach: 3, maxFailures: 1 };',
    });
    const tests = [
      'tests/shop.spec.ts::cart > of › 2 > 0',
      'tests/shop.spec.ts::cart > adds',
      'tests/shop.spec.ts::opens',
      'tests/bank.spec.ts::vault > locks',
      'tests/bank.spec.ts::pays',
    ];
    const result = await project.run(tests);
    expect(result).toMatchObject({ outcome: 'passed', missing: [], problems: [], limitations: [], exitCode: 0 });
    expect(told(result)).toEqual(tests.map((id) => `${id} passed`));
    expect(result.results.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    const left = ['node_modules', 'package.json', 'playwright.config.ts', 'tests'];
    expect(readdirSync(project.folder).sort()).toEqual(left);
  });

  it('reports skipped tests as skipped, and a run of only such tests as not executed', async () => {
    const tests = ['tests/shop.spec.ts::cart > ships', 'tests/shop.spec.ts::cart > returns'];
    const result = await playwrightProject(files).run(tests);
    expect(result).toMatchObject({ outcome: 'not_executed', missing: [] });
    expect(told(result)).toEqual(tests.map((id) => `${id} skipped`));
  });

  it('goes on after a failure, in a new worker, and says when a describe is left and entered again', async () => {
    const tests = ['owes', 'cart > adds', 'opens', 'cart > of › 1 > 0'].map((name) => `tests/shop.spec.ts::${name}`);
    const result = await playwrightProject(files).run(tests);
    expect(told(result).map((line) => line.replace('tests/shop.spec.ts::', ''))).toEqual([
      'owes failed',
      'cart > adds passed',
      'cart > of › 1 > 0 passed',
      'opens passed',
    ]);
    expect(result.results[0]?.error?.message).toContain('Expected: 2');
    expect(result.limitations).toEqual([expect.stringContaining('planned order')]);
  });

  it('names the project after the test when there are several, and runs what a project depends on', async () => {
    const project = playwrightProject({
      'playwright.config.ts': `
        export default { projects: [
          { name: 'setup', testMatch: /prepare/ },
          { name: 'small', testMatch: /size/, dependencies: ['setup'], metadata: { n: 1 } },
          { name: 'large', testMatch: /size/ },
        ] };`,
      'prepare.spec.ts': "import { test } from '@playwright/test'; test('prepares', () => console.log('>prepares'));",
      'size.spec.ts': `
        import { test } from '@playwright/test';
        test('fits', () => console.log('>fits', test.info().project.name));`,
    });
    expect(await project.list('size.spec.ts')).toMatchObject({
      tests: ['size.spec.ts::fits [small]', 'size.spec.ts::fits [large]'],
      errors: [],
    });
    const small = await project.run(['size.spec.ts::fits [small]']);
    expect(told(small)).toEqual(['size.spec.ts::fits [small] passed']);
    expect(small.outcome).toBe('passed');
    const large = await project.run(['size.spec.ts::fits [large]']);
    expect(told(large)).toEqual(['size.spec.ts::fits [large] passed']);
  });

  it('counts assertions, drives the request fixture, makes chance repeatable by a seed, and moves the clock', async () => {
    const project = playwrightProject({
      'api.spec.ts': `
        import http from 'node:http';
        import { expect, test } from '@playwright/test';
        test('answers', async ({ request }) => {
          const server = http.createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
          await new Promise((resolve) => server.once('listening', resolve));
          const response = await request.get('http://127.0.0.1:' + server.address().port);
          await expect(response).toBeOK();
          expect(await response.text()).toBe('hello');
          server.close();
        });`,
      'a.spec.ts': `
        import { test } from '@playwright/test';
        test('x', () => console.log('>' + Math.random(), new Date().getFullYear()));`,
    });
    const century = 100 * 365.25 * 24 * 3600 * 1000;
    const said: string[] = [];
    const options = { condition: { clockShiftMs: century }, countAssertions: true };
    const drawn = await project.run(['a.spec.ts::x', 'api.spec.ts::answers'], { ...options, seed: 5 });
    expect(drawn.results.map(({ outcome, assertions }) => `${outcome} ${assertions}`)).toEqual([
      'passed 0',
      'passed 2',
    ]);
    said.push(printed(drawn).join());
    for (const seed of [5, 6]) said.push(printed(await project.run(['a.spec.ts::x'], { ...options, seed })).join());
    const [first, again, other] = said;
    expect(first).toMatch(/^0\.\d+ 2[1-9]\d\d$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});
