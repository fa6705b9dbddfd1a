import type { RuleMeta } from '../../rule.ts';

export const hoistedMockExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { page } from './page';

it('shows the error', async () => {
  vi.mock('./api', () => ({
    load: () => Promise.reject(new Error('down')),
  }));
  expect(await page()).toContain('down');
});
`,
      fixed: `import { expect, it, vi } from 'vitest';
import { page } from './page';

vi.mock('./api', () => ({
  load: () => Promise.reject(new Error('down')),
}));

it('shows the error', async () => {
  expect(await page()).toContain('down');
});
`,
    },
    {
      framework: 'vitest',
      major: 5,
      code: `import { describe, expect, it, vi } from 'vitest';
import { page } from './page';

describe('page', () => {
  vi.mock('./api');

  it('is empty', async () => {
    expect(await page()).toBe('');
  });
});
`,
      fixed: `import { describe, expect, it, vi } from 'vitest';
import { page } from './page';

vi.mock('./api');

describe('page', () => {
  it('is empty', async () => {
    expect(await page()).toBe('');
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { load } from './api';

const answer = vi.fn(() => 'a');

vi.mock('./api', () => ({ load: answer }));

it('loads', () => {
  expect(load()).toBe('a');
});
`,
      fixed: `import { expect, it, vi } from 'vitest';
import { load } from './api';

const answer = vi.hoisted(() => vi.fn(() => 'a'));

vi.mock('./api', () => ({ load: answer }));

it('loads', () => {
  expect(load()).toBe('a');
});
`,
    },
    {
      framework: 'jest',
      code: `import { load } from './api';

it('loads', () => {
  jest.mock('./api', () => ({ load: () => 'a' }));
  expect(load()).toBe('a');
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { load } from './api';

const { answer } = vi.hoisted(() => ({ answer: vi.fn(() => 'a') }));

vi.mock('./api', () => ({ load: answer }));

it('loads', () => {
  expect(load()).toBe('a');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { load } from './api';

const answer = vi.fn(() => 'a');

vi.mock('./api', () => ({ load: () => answer() }));

it('loads', () => {
  expect(load()).toBe('a');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('loads', async () => {
  vi.doMock('./api', () => ({ load: () => 'a' }));
  const { load } = await import('./api');
  expect(load()).toBe('a');
});
`,
    },
    {
      framework: 'jest',
      code: `beforeEach(() => {
  jest.resetModules();
});

it('loads', () => {
  jest.mock('./api', () => ({ load: () => 'a' }));
  const { load } = require('./api');
  expect(load()).toBe('a');
});
`,
    },
  ],
};
