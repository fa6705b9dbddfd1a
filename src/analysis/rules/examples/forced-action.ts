import type { RuleMeta } from '../../rule.ts';

export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('saves', async ({ page }) => {
  await page.getByRole('button', { name: 'Save' }).click({ force: true });
  await page.check('#terms', { timeout: 1000, force: true });
  await expect(page.getByText('Saved')).toBeVisible();
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('saves', async ({ page }) => {
  await page.getByRole('button', { name: 'Save' }).click();
  await page.check('#terms', { timeout: 1000 });
  await expect(page.getByText('Saved')).toBeVisible();
});
`,
    },
    {
      framework: 'mocha',
      code: `describe('form', () => {
  it('saves', () => {
    cy.get('#save').click({ force: true });
    cy.contains('Saved').should('be.visible');
  });
});
`,
      fixed: `describe('form', () => {
  it('saves', () => {
    cy.get('#save').click();
    cy.contains('Saved').should('be.visible');
  });
});
`,
    },
  ],
  good: [
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('saves', async ({ page }) => {
  // The browser hides the real checkbox behind the drawn one.
  await page.getByRole('checkbox').check({ force: true });
  await page.getByRole('button').click();
  await expect(page.getByText('Saved')).toBeVisible();
});
`,
    },
    {
      framework: 'playwright',
      code: `import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';

test('saves', async ({ page }) => {
  rmSync('out', { recursive: true, force: true });
  await page.getByRole('button').click({ force: false });
  await expect(page.getByText('Saved')).toBeVisible();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('pushes', async () => {
  await repository.press({ force: true });
  expect(repository.head).toBe('main');
});
`,
    },
  ],
};
