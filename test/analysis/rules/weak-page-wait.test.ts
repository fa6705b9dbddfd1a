import { describe, expect, it } from 'vitest';
import { lateListener } from '../../../src/analysis/rules/late-listener.ts';
import { weakPageWait } from '../../../src/analysis/rules/weak-page-wait.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(weakPageWait);

describe('weak-page-wait', () => {
  it('reports each kind once a file, and a plain waitForSelector only as info', async () => {
    const code = `import { expect, test } from '@playwright/test';

test('signs in', async ({ page }) => {
  await page.goto('/login');
  await page.waitForSelector('#a');
  await page.waitForSelector('#b');
  await page.waitForLoadState('networkidle');
  await expect(page.locator('#c')).toBeVisible();
});
`;
    const { reports } = await check(weakPageWait, { framework: 'playwright', code });
    expect(reports.map(({ severity }) => severity)).toEqual([undefined, 'info']);
    expect(reports[1]?.message).toContain('2 times in this file');
  });

  it('leaves a waitForNavigation behind a click to late-listener', async () => {
    const found = async (action: string) => {
      const code = `import { expect, test } from '@playwright/test';

test('signs in', async ({ page }) => {
  await page.goto('/login');
  ${action}
  await page.waitForNavigation();
  await expect(page.locator('#c')).toBeVisible();
});
`;
      const both = [weakPageWait, lateListener].map((rule) => check(rule, { framework: 'playwright', code }));
      return (await Promise.all(both)).map(({ reports }) => reports.length);
    };
    expect(await found("await page.click('#a');")).toEqual([0, 1]);
    expect(await found('await signIn(page);')).toEqual([1, 0]);
  });
});
