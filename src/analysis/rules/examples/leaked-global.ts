import type { RuleMeta } from '../../rule.ts';
import { bad, good } from './leaked-global-python.ts';

export const leakedGlobalExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('shows the error', async () => {
  globalThis.fetch = vi.fn().mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
      fixed: `import { expect, it, vi, afterEach } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('shows the error', async () => {
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new Error('down')));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'jest',
      code: `it('shows the error', async () => {
  window.fetch = () => Promise.reject(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
      fixed: `const originalFetch = window.fetch;
afterEach(() => {
  window.fetch = originalFetch;
});

it('shows the error', async () => {
  window.fetch = () => Promise.reject(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'jest',
      code: `describe('on Windows', () => {
  beforeAll(() => {
    Object.defineProperty(process, 'platform', { value: 'win32' });
  });

  it('uses backslashes', () => {
    expect(join('a', 'b')).toBe('a\\\\b');
  });
});

describe('elsewhere', () => {
  it('uses slashes', () => {
    expect(join('a', 'b')).toBe('a/b');
  });
});
`,
    },
    ...bad,
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { afterEach, expect, it } from 'vitest';

const originalFetch = globalThis.fetch;

afterEach(() => {
  globalThis.fetch = originalFetch;
});

it('shows the error', async () => {
  globalThis.fetch = () => Promise.reject(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
    {
      framework: 'jest',
      code: `Object.defineProperty(window, 'matchMedia', { value: () => ({ matches: false }) });

beforeEach(() => {
  window.scrollTo = jest.fn();
});

it('is narrow', () => {
  document.body.innerHTML = '<main></main>';
  expect(isWide()).toBe(false);
});

it('scrolls up', () => {
  leave();
  expect(window.scrollTo).toHaveBeenCalledWith(0, 0);
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('asks for the place', async ({ page }) => {
  await page.addInitScript(() => {
    window.place = 'Bern';
  });
  await page.goto('/');
  await expect(page.getByText('Bern')).toBeVisible();
});

test('knows no place', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('nowhere')).toBeVisible();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, onTestFinished } from 'vitest';

it('sorts by the clock', () => {
  const now = Date.now;
  Date.now = () => 0;
  onTestFinished(() => {
    Date.now = now;
  });
  expect(stamp()).toBe('1970');
});

it('stamps', () => {
  const window = createWindow();
  window.title = 'a';
  expect(stamp(window)).toContain('a');
});
`,
    },
    ...good,
  ],
};
