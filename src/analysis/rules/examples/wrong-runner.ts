import type { RuleMeta } from '../../rule.ts';

const vitestOnly = { 'package.json': '{ "scripts": { "test": "vitest" }, "devDependencies": { "vitest": "4.0.0" } }' };

export const wrongRunnerExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { test } from 'node:test';
import { expect } from 'vitest';

test('adds', () => {
  expect(add(1, 2)).toBe(3);
});
`,
      fixed: `import { expect, test } from 'vitest';

test('adds', () => {
  expect(add(1, 2)).toBe(3);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';

it('calls', () => {
  const call = jest.fn();
  run(call);
  expect(call).toHaveBeenCalled();
});
`,
      fixed: `import { expect, it, vi } from 'vitest';

it('calls', () => {
  const call = vi.fn();
  run(call);
  expect(call).toHaveBeenCalled();
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('refuses', () => {
  try {
    parse('{');
    fail('it did not throw');
  } catch (error) {
    expect(error).toBeDefined();
  }
});
`,
      fixed: `import { expect, it } from 'vitest';

it('refuses', () => {
  try {
    parse('{');
    expect.fail('it did not throw');
  } catch (error) {
    expect(error).toBeDefined();
  }
});
`,
    },
    {
      framework: 'jest',
      code: `it('refuses', async () => {
  await load().then(
    () => {
      fail('it did not reject');
    },
    (error) => {
      expect(error.message).toBe('no');
    },
  );
});
`,
      fixed: `it('refuses', async () => {
  await load().then(
    () => {
      throw new Error('it did not reject');
    },
    (error) => {
      expect(error.message).toBe('no');
    },
  );
});
`,
    },
    {
      framework: 'jest',
      code: `import { expect, it } from '@jest/globals';

it('adds', () => {
  expect(add(1, 2)).toBe(3);
});
`,
      files: vitestOnly,
      fixed: `import { expect, it } from 'vitest';

it('adds', () => {
  expect(add(1, 2)).toBe(3);
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { mock } from 'node:test';
import { expect, it } from 'vitest';

it('calls', () => {
  const call = mock.fn();
  call();
  expect(call.mock.callCount()).toBe(1);
});
it('fails', () => {
  const fail = (reason: string) => new Error(reason);
  expect(fail('no').message).toBe('no');
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import { test } from 'node:test';

test('adds', () => {
  assert.equal(add(1, 2), 3);
});
`,
      files: vitestOnly,
    },
    {
      framework: 'jest',
      major: 26,
      code: `it('refuses', () => {
  try {
    parse('{');
    fail('it did not throw');
  } catch (error) {
    expect(error.message).toBe('no');
  }
});
`,
    },
    {
      framework: 'jest',
      code: `import { expect, it } from '@jest/globals';

it('adds', () => {
  expect(add(1, 2)).toBe(3);
});
`,
    },
  ],
};
