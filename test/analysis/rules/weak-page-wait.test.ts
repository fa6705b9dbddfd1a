import { describe, expect, it } from 'vitest';
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
});
