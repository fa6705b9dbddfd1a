import { describe, expect, it } from 'vitest';
import { oneShotUi } from '../../../src/analysis/rules/one-shot-ui.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(oneShotUi);

describe('one-shot-ui', () => {
  it.each([
    ['a change', "expect(await page.textContent('h1')).toBe('two');", 1],
    ['what was so before', "expect(await page.textContent('h1')).toBe('one');", 0],
    ['what every page holds', "expect(await page.isEnabled('body')).toBe(true);", 0],
    ['what always holds', "expect(await page.locator('li').count()).toBeGreaterThanOrEqual(0);", 0],
  ])('counts warnings on %s', async (_what, assertion, warnings) => {
    const code = `import { expect, test } from '@playwright/test';

test('goes on', async ({ page }) => {
  await page.goto('/one');
  expect(await page.textContent('h1')).toBe('one');
  await page.click('#next');
  ${assertion}
});
`;
    const { reports } = await check(oneShotUi, { framework: 'playwright', code });
    expect(reports.filter(({ severity }) => severity === undefined)).toHaveLength(warnings);
  });
});
