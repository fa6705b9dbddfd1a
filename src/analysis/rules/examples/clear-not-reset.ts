import type { RuleMeta } from '../../rule.ts';

export const clearNotResetExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { beforeEach, expect, it, vi } from 'vitest';

const load = vi.fn();

beforeEach(() => {
  vi.clearAllMocks();
});

it('shows the error', async () => {
  load.mockRejectedValue(new Error('down'));
  expect(await page(load)).toContain('down');
});

it('is empty', async () => {
  expect(await page(load)).toBe('');
});
`,
      fixed: `import { beforeEach, expect, it, vi } from 'vitest';

const load = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
});

it('shows the error', async () => {
  load.mockRejectedValue(new Error('down'));
  expect(await page(load)).toContain('down');
});

it('is empty', async () => {
  expect(await page(load)).toBe('');
});
`,
    },
    {
      framework: 'jest',
      files: { 'jest.config.js': 'module.exports = { clearMocks: true };' },
      code: `import { load } from './api';
jest.mock('./api');

it('shows the error', async () => {
  jest.mocked(load).mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('loads once', async () => {
  await page();
  expect(load).toHaveBeenCalledTimes(1);
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { beforeEach, expect, it, vi } from 'vitest';

const load = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
});

it('shows the error', async () => {
  load.mockRejectedValue(new Error('down'));
  expect(await page(load)).toContain('down');
});

it('is empty', async () => {
  expect(await page(load)).toBe('');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { beforeEach, expect, it, vi } from 'vitest';

const load = vi.fn();

beforeEach(() => {
  vi.clearAllMocks();
  load.mockResolvedValue([]);
});

it('shows the error', async () => {
  load.mockRejectedValue(new Error('down'));
  expect(await page(load)).toContain('down');
});

it('is empty', async () => {
  expect(await page(load)).toBe('');
});
`,
    },
    {
      framework: 'jest',
      code: `const load = jest.fn();

afterEach(() => {
  jest.clearAllMocks();
});

it('shows the error', async () => {
  load.mockRejectedValueOnce(new Error('down'));
  expect(await page(load)).toContain('down');
});

it('shows the cart', async () => {
  load.mockResolvedValue(['a']);
  expect(await page(load)).toBe('a');
});
`,
    },
  ],
};
