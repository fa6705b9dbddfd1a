import { describe, expect, it } from 'vitest';
import { forcedAction } from '../../../src/analysis/rules/forced-action.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(forcedAction);

describe('forced-action', () => {
  it('leaves a test alone that is about forcing', async () => {
    const code = `import { expect, test } from '@playwright/test';

test('a forced click goes through the overlay', async ({ page }) => {
  await page.getByRole('button').click({ force: true });
  await expect(page.getByText('Saved')).toBeVisible();
});
`;
    const { reports } = await check(forcedAction, { framework: 'playwright', code });
    expect(reports).toEqual([]);
  });

  it.each([
    ['forced-action', 1],
    ['forced-action:', 1],
    ['forced-action: the input is covered by its label', 0],
  ])('asks for more than its own name: // %s', async (comment, findings) => {
    const code = `import { expect, test } from '@playwright/test';

test('saves', async ({ page }) => {
  await page.getByRole('button').click({ force: true }); // ${comment}
  await expect(page.getByText('Saved')).toBeVisible();
});
`;
    const { reports } = await check(forcedAction, { framework: 'playwright', code });
    expect(reports).toHaveLength(findings);
  });
});
