import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('builds a user', () => {
  const user = { id: Math.random(), name: 'Ann', createdAt: new Date() };
  expect(user).toMatchSnapshot();
});
`,
      fixed: `import { expect, it } from 'vitest';

it('builds a user', () => {
  const user = { id: Math.random(), name: 'Ann', createdAt: new Date() };
  expect(user).toMatchSnapshot({ id: expect.any(Number), createdAt: expect.any(Date) });
});
`,
    },
    {
      framework: 'jest',
      code: `const { randomUUID } = require('node:crypto');

it('builds a user', () => {
  expect({ ...build('Ann'), id: randomUUID() }).toMatchSnapshot();
});
`,
      fixed: `const { randomUUID } = require('node:crypto');

it('builds a user', () => {
  expect({ ...build('Ann'), id: randomUUID() }).toMatchSnapshot({ id: expect.any(String) });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('says when', () => {
  expect(\`saved at \${new Date().toISOString()}\`).toMatchInlineSnapshot('"saved at 2024-01-15T10:00:00.000Z"');
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('builds a user', () => {
  const user = { id: Math.random(), name: 'Ann', createdAt: new Date() };
  expect(user).toMatchSnapshot({ id: expect.any(Number), createdAt: expect.any(Date) });
  expect({ ...user, id: 1, createdAt: null }).toMatchSnapshot();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2024-01-15T10:00:00Z') });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('builds a user', () => {
  expect({ id: Math.random(), createdAt: new Date() }).toMatchSnapshot();
});
`,
    },
    {
      framework: 'jest',
      code: `expect.addSnapshotSerializer({
  test: (value) => value instanceof Date,
  print: () => '<date>',
});

it('builds a user', () => {
  expect({ createdAt: new Date() }).toMatchSnapshot();
});
`,
    },
    {
      framework: 'jest',
      code: `it('builds a user', () => {
  const user = { createdAt: new Date() };
  user.createdAt = null;
  expect(user).toMatchSnapshot();
  expect(format(new Date(2024, 0, 15))).toMatchSnapshot();
  expect(isPast(new Date())).toMatchSnapshot();
  expect({ read: () => Date.now() }).toMatchSnapshot();
});
`,
    },
  ],
};
