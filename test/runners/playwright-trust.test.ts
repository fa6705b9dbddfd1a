import { describe, expect, it } from 'vitest';
import { playwright } from '../../src/runners/playwright.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { playwrightProject, told } from './support/node-project.ts';

const spec = (script: string, more: Readonly<Record<string, string>> = {}) =>
  playwrightProject({ 'a.spec.ts': `import { expect, test } from '@playwright/test';\n${script}`, ...more });

describe('what a run of Playwright may be taken for', { timeout: 90_000 }, () => {
  it('a planned test or file that is not there is never a pass', async () => {
    const project = spec("test('x', () => {});");
    const result = await project.run(['a.spec.ts::y']);
    expect(result).toMatchObject({ outcome: 'not_executed', missing: ['a.spec.ts::y'], results: [] });
    expect((await project.run(['b.spec.ts::x'])).outcome).toBe('not_executed');
  });

  it('one failed repeat of several makes the run fail, and each repeat is told', async () => {
    const result = await spec("test('x', () => { expect(test.info().repeatEachIndex).not.toBe(1); });").run(
      ['a.spec.ts::x'],
      { repeats: 3 },
    );
    expect(result.results.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
      '1 passed',
      '2 failed',
      '3 passed',
    ]);
    expect(result.outcome).toBe('failed');
  });

  it('retries hide nothing, wherever they are asked for', async () => {
    const result = await spec(
      `test.describe('d', () => {
        test.describe.configure({ retries: 3 });
        test('x', () => { expect(test.info().retry).toBe(1); });
      });`,
      { 'playwright.config.ts': 'export default { retries: 2 };' },
    ).run(['a.spec.ts::d > x']);
    expect(told(result)).toEqual(['a.spec.ts::d > x failed']);
  });

  it('a test that must fail passes by failing, and fails by passing', async () => {
    const result = await spec(`
      test('breaks', () => { test.fail(); expect(1).toBe(2); });
      test('works', () => { test.fail(); });`).run(['a.spec.ts::breaks', 'a.spec.ts::works']);
    expect(told(result)).toEqual(['a.spec.ts::breaks passed', 'a.spec.ts::works failed']);
    expect(result.results[1]?.error?.message).toBe('Expected to fail (test.fail), but passed.');
  });

  it('a failed hook fails the first test, and the others are skipped', async () => {
    const result = await spec(`
      test.beforeAll(() => { throw new Error('no floor'); });
      test('x', () => {});
      test('y', () => {});`).run(['a.spec.ts::x', 'a.spec.ts::y']);
    expect(told(result)).toEqual(['a.spec.ts::x failed', 'a.spec.ts::y skipped']);
    expect(result.results[0]?.error?.message).toContain('no floor');
  });

  it('a worker that a test ends is a failure of that test', async () => {
    const result = await spec("test('x', () => { process.exit(0); }); test('y', () => {});").run([
      'a.spec.ts::x',
      'a.spec.ts::y',
    ]);
    expect(told(result)).toEqual(['a.spec.ts::x failed', 'a.spec.ts::y passed']);
    expect(result.results[0]?.error?.message).toContain('worker process exited unexpectedly');
  });

  it('an endless loop is ended within the limit and three seconds, and nothing is left', async () => {
    const project = spec("test('x', () => { test.setTimeout(100); for (;;); });");
    const result = await project.run(['a.spec.ts::x'], { limits: { timeMs: 15_000, memoryBytes: 2 ** 31 } });
    expect(result).toMatchObject({ outcome: 'timed_out' });
    expect(told(result)).toEqual(['a.spec.ts::x timed_out']);
    expect(result.ms).toBeLessThan(18_000);
  });

  it.each([
    ['throws', "throw new Error('unloadable');", 'Error: unloadable'],
    ['cannot be parsed', 'const = 1;', 'SyntaxError'],
    ['names two tests alike', "test('x', () => {}); test('x', () => {});", 'duplicate test title'],
  ])('a file that %s cannot be loaded, and is named', async (_how, script, message) => {
    const result = await spec(script).run(['a.spec.ts::x']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.problems[0]).toMatchObject({ file: 'a.spec.ts', message: expect.stringContaining(message) });
  });

  it('a configuration that cannot be loaded is said', async () => {
    const result = await spec("test('x', () => {});", {
      'playwright.config.ts': "throw new Error('bad configuration');",
    }).run(['a.spec.ts::x']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.problems[0]?.message).toContain('bad configuration');
  });

  it('a web server that does not start is said, and no test is blamed', async () => {
    const result = await spec("test('x', () => {});", {
      'playwright.config.ts': "export default { webServer: { command: 'exit 3', port: 1 } };",
    }).run(['a.spec.ts::x']);
    expect(result).toMatchObject({ outcome: 'crashed', results: [] });
    expect(result.reason).toContain('config.webServer');
  });

  it('a browser that is not installed is said with what to do, and no test is blamed', async () => {
    const result = await spec(
      `
      test('looks', async ({ page }) => { await page.goto('about:blank'); });
      test('thinks', () => {});`,
      {
        'playwright.config.ts': "process.env.PLAYWRIGHT_BROWSERS_PATH = __dirname + '/no-browsers'; export default {};",
      },
    ).run(['a.spec.ts::looks', 'a.spec.ts::thinks']);
    expect(told(result)).toEqual(['a.spec.ts::thinks passed']);
    expect(result).toMatchObject({ outcome: 'collection_failed', missing: ['a.spec.ts::looks'] });
    expect(result.reason).toContain('npx playwright install');
  });

  it('tests that print what we might say change nothing', async () => {
    const event = { type: 'test', id: 'a.spec.ts::y', position: 0, attempt: 1, outcome: 'passed', ms: 0, seed: 1 };
    const result = await spec(`
      test('x', () => { process.stdout.write(${JSON.stringify(`${JSON.stringify(event)}\n`)}); });
      test('y', () => { expect(1).toBe(2); });`).run(['a.spec.ts::x', 'a.spec.ts::y']);
    expect(told(result)).toEqual(['a.spec.ts::x passed', 'a.spec.ts::y failed']);
  });

  it('a project without Playwright is told what to install', async () => {
    const { root } = tempWorkspace({ 'package.json': '{}', 'a.spec.ts': '' });
    const project = { runner: 'playwright', folder: root } as const;
    const request = { project, files: ['a.spec.ts'], limits: { timeMs: 10_000, memoryBytes: 2 ** 30 } };
    await expect(playwright.list(request)).rejects.toThrow('npm install --save-dev @playwright/test');
  });
});
