import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { processesOf } from '../../drivers/process-tree.mjs';
import { playwright } from '../../src/runners/playwright.ts';
import type { Limits } from '../../src/runners/runner.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { playwrightProject, told } from './support/node-project.ts';
import { overTime } from './support/over-time.ts';

const spec = (script: string, more: Readonly<Record<string, string>> = {}) =>
  playwrightProject({ 'a.spec.ts': `import { expect, test } from '@playwright/test';\n${script}`, ...more });

describe('what a run of Playwright may be taken for', { timeout: 90_000 }, () => {
  it('a planned test or file that is not there is never a pass', async () => {
    const missing = ['a.spec.ts::y', 'b.spec.ts::x'];
    const result = await spec("test('x', () => {});").run(missing);
    expect(result).toMatchObject({ outcome: 'not_executed', missing, results: [] });
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

  it('every failure is one: retried, of a test that must fail, of a hook, of a worker that ends, beside printed events', async () => {
    const event = { type: 'test', id: 'print.spec.ts::y', position: 0, attempt: 1, outcome: 'passed', ms: 0, seed: 1 };
    const scripts = {
      retry: `
        test.describe('d', () => {
          test.describe.configure({ retries: 3 });
          test('x', () => { expect(test.info().retry).toBe(1); });
        });`,
      must: `
        test('breaks', () => { test.fail(); expect(1).toBe(2); });
        test('works', () => { test.fail(); });`,
      hook: `
        test.beforeAll(() => { throw new Error('no floor'); });
        test('x', () => {});
        test('y', () => {});`,
      exit: "test('x', () => { process.exit(0); }); test('y', () => {});",
      print: `
        test('x', () => { process.stdout.write(${JSON.stringify(`${JSON.stringify(event)}\n`)}); });
        test('y', () => { expect(1).toBe(2); });`,
    };
    const files = Object.entries(scripts).map(([name, script]) => [
      `${name}.spec.ts`,
      `import { expect, test } from '@playwright/test';\n${script}`,
    ]);
    const project = playwrightProject({
      'playwright.config.ts': 'export default { retries: 2 };',
      ...Object.fromEntries(files),
    });
    const result = await project.run([
      'retry.spec.ts::d > x',
      'must.spec.ts::breaks',
      'must.spec.ts::works',
      'hook.spec.ts::x',
      'hook.spec.ts::y',
      'exit.spec.ts::x',
      'exit.spec.ts::y',
      'print.spec.ts::x',
      'print.spec.ts::y',
    ]);
    expect(result.outcome).toBe('failed');
    expect(told(result)).toEqual([
      'retry.spec.ts::d > x failed',
      'must.spec.ts::breaks passed',
      'must.spec.ts::works failed',
      'hook.spec.ts::x failed',
      'hook.spec.ts::y skipped',
      'exit.spec.ts::x failed',
      'exit.spec.ts::y passed',
      'print.spec.ts::x passed',
      'print.spec.ts::y failed',
    ]);
    const messageOf = (id: string) => result.results.find((test) => test.id === id)?.error?.message;
    expect(messageOf('must.spec.ts::works')).toBe('Expected to fail (test.fail), but passed.');
    expect(messageOf('hook.spec.ts::x')).toContain('no floor');
    expect(messageOf('exit.spec.ts::x')).toContain('worker process exited unexpectedly');
  });

  it('a test that never gives way is ended within the limit and three seconds, and nothing is left', async () => {
    // It waits instead of turning round: to the worker it is the same, and a core is free.
    const block =
      "test.setTimeout(100); writeFileSync(__dirname + '/hangs', ''); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
    const { folder, run } = spec(`import { writeFileSync } from 'node:fs'; test('x', () => { ${block} });`);
    const runId = `n${randomBytes(6).toString('hex')}`;
    const hanging = (limits: Limits) => run(['a.spec.ts::x'], { runId, limits });
    const result = await overTime('a.spec.ts::x', path.join(folder, 'hangs'), hanging);
    expect(result).toMatchObject({ outcome: 'timed_out' });
    expect(told(result)).toEqual(['a.spec.ts::x timed_out']);
    expect(processesOf(runId)).toEqual([]);
  });

  it('files that throw, cannot be parsed or name two tests alike cannot be loaded, and are named', async () => {
    const project = playwrightProject({
      'throws.spec.ts': "throw new Error('unloadable');",
      'unparsed.spec.ts': 'const = 1;',
      'alike.spec.ts': "import { test } from '@playwright/test'; test('x', () => {}); test('x', () => {});",
    });
    const result = await project.run(['alike.spec.ts::x', 'throws.spec.ts::x', 'unparsed.spec.ts::x']);
    expect(result.outcome).toBe('collection_failed');
    expect(result.problems).toMatchObject([
      { file: 'alike.spec.ts', message: expect.stringContaining('duplicate test title') },
      { file: 'throws.spec.ts', message: expect.stringContaining('Error: unloadable') },
      { file: 'unparsed.spec.ts', message: expect.stringContaining('SyntaxError') },
    ]);
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

  it('a project without Playwright is told what to install', async () => {
    const { root } = tempWorkspace({ 'package.json': '{}', 'a.spec.ts': '' });
    const project = { runner: 'playwright', folder: root } as const;
    const request = { project, files: ['a.spec.ts'], limits: { timeMs: 10_000, memoryBytes: 2 ** 30 } };
    await expect(playwright.list(request)).rejects.toThrow('npm install --save-dev @playwright/test');
  });
});
