import type { RuleMeta } from '../../rule.ts';

export const mockAssignExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'jest',
      code: `describe('report', () => {
  it('warns', () => {
    console.warn = jest.fn();
    report(-1);
    expect(console.warn).toHaveBeenCalled();
  });

  it('counts', () => {
    expect(report(2)).toBe(2);
  });
});
`,
      fixed: `afterEach(() => {
  jest.restoreAllMocks();
});

describe('report', () => {
  it('warns', () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    report(-1);
    expect(console.warn).toHaveBeenCalled();
  });

  it('counts', () => {
    expect(report(2)).toBe(2);
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { afterEach, expect, it, vi } from 'vitest';
import { client } from './client';

afterEach(() => {
  vi.restoreAllMocks();
});

it('shows the error', async () => {
  client.load = vi.fn().mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
      fixed: `import { afterEach, expect, it, vi } from 'vitest';
import { client } from './client';

afterEach(() => {
  vi.restoreAllMocks();
});

it('shows the error', async () => {
  vi.spyOn(client, 'load').mockRejectedValue(new Error('down'));
  expect(await page()).toContain('down');
});

it('shows the cart', async () => {
  expect(await page()).toContain('2 items');
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { Client } from './client';

it('loads once', async () => {
  const client = new Client();
  client.load = vi.fn().mockResolvedValue([]);
  await page(client);
  expect(client.load).toHaveBeenCalledTimes(1);
});

it('is empty', async () => {
  expect(await page(new Client())).toBe('');
});
`,
    },
    {
      framework: 'jest',
      code: `const originalWarn = console.warn;

afterEach(() => {
  console.warn = originalWarn;
});

it('warns', () => {
  console.warn = jest.fn();
  report(-1);
  expect(console.warn).toHaveBeenCalled();
});

it('counts', () => {
  expect(report(2)).toBe(2);
});
`,
    },
    {
      framework: 'jest',
      code: `const socket = { send: jest.fn() };

it('sends', () => {
  socket.send = jest.fn(() => true);
  expect(send(socket)).toBe(true);
});

it('closes', () => {
  expect(close(socket)).toBe(true);
});
`,
    },
  ],
};
