import { describe, expect, it } from 'vitest';
import { lateListener } from '../../../src/analysis/rules/late-listener.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(lateListener);

describe('late-listener: which orders lose the event', () => {
  const reported = async (body: string) => {
    const code = `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

it('ends', async () => {
  const child = spawn('node', ['server.js']);
${body}
  expect(child.killed).toBe(true);
});
`;
    return (await check(lateListener, { framework: 'vitest', code })).reports.length;
  };

  it('is silent when the listener comes in the same turn as the call', async () => {
    expect(await reported("  child.kill();\n  await once(child, 'exit');")).toBe(0);
    expect(await reported("  await child.kill();\n  await once(child, 'exit');")).toBe(0);
  });

  it('reports a wait that something else delays', async () => {
    expect(await reported("  child.kill();\n  await sleep(10);\n  await once(child, 'exit');")).toBe(1);
    expect(
      await reported("  child.kill();\n  await sleep(10);\n  await new Promise((done) => child.on('exit', done));"),
    ).toBe(1);
  });

  it('is silent when somebody has listened all the time, or looks first', async () => {
    const late = '  child.kill();\n  await sleep(10);\n';
    expect(await reported(`  child.on('exit', note);\n${late}  await once(child, 'exit');`)).toBe(0);
    expect(await reported(`${late}  if (child.exitCode === null) await once(child, 'exit');`)).toBe(0);
  });

  const onPage = async (body: string) => {
    const code = `import { expect, test } from '@playwright/test';

test('downloads', async ({ page }) => {
  await page.goto('/');
${body}
});
`;
    return (await check(lateListener, { framework: 'playwright', code })).reports.length;
  };

  it('looks past checks to the action on the page', async () => {
    const wait = "  const download = await page.waitForEvent('download');";
    const click = "  await page.getByText('Export').click();\n";
    expect(await onPage(click + wait)).toBe(1);
    expect(await onPage(`${click}  await expect(page.getByText('Started')).toBeVisible();\n${wait}`)).toBe(1);
  });

  it('is silent when something else starts the event, or a page that has loaded may send it later', async () => {
    const wait = "  await page.waitForEvent('popup');";
    expect(await onPage(`  await page.fill('#name', 'Ada');\n  void page.click('text=Go');\n${wait}`)).toBe(0);
    expect(await onPage(wait)).toBe(0);
    expect(await onPage("  await page.waitForResponse('**/api/items');")).toBe(1);
  });
});
