import type { Suite, Test, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule } from '../rule.ts';
import { climb } from './support/scope.ts';

/**
 * Two tests of one full title: a filter, a snapshot or a failure report cannot tell them apart.
 * Source: no-identical-title of the vitest, jest and playwright plugins; Playwright itself refuses such files.
 */
export const duplicateTitle = defineRule({
  id: 'duplicate-title',
  title: 'Two tests with one title',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'warning',
  languages: ['typescript'],
  pattern: 'flaky/test-isolation',
  why: 'Runners know a test by its title: a name filter, a stored snapshot, a flake history or a rerun of failures takes two tests of one title for the same. Often the second is a copy whose body was never changed.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { describe, expect, it } from 'vitest';

describe('cart', () => {
  it('adds', () => {
    expect(add(1, 2)).toBe(3);
  });

  it('adds', () => {
    expect(add(2, 2)).toBe(4);
  });
});
`,
      },
      {
        framework: 'playwright',
        code: `import { expect, test } from '@playwright/test';

test('shows the cart', async ({ page }) => {
  await expect(page.getByRole('list')).toBeVisible();
});
test.skip('shows the cart', async ({ page }) => {
  await expect(page.getByRole('table')).toBeVisible();
});
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { describe, expect, it } from 'vitest';

describe('add', () => {
  it('works', () => {
    expect(add(1, 2)).toBe(3);
  });
});
describe('sub', () => {
  it('works', () => {
    expect(sub(2, 1)).toBe(1);
  });
});
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

if (process.platform === 'win32') {
  it('finds the path', () => {
    expect(find()).toBe('C:');
  });
} else {
  it('finds the path', () => {
    expect(find()).toBe('/');
  });
}
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it.runIf(Symbol.dispose)('closes the file', () => {
  expect(close()).toBe('disposed');
});
it.skipIf(Symbol.dispose)('closes the file', () => {
  expect(close()).toBe('closed');
});
`,
      },
      {
        framework: 'jest',
        code: `for (const [a, b] of [[1, 2], [2, 3]]) {
  it(\`adds \${a}\`, () => {
    expect(next(a)).toBe(b);
  });
  it(\`adds \${a}\`, () => {
    expect(next(a)).not.toBe(a);
  });
}
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it.each([1, 2])('adds', (n) => {
  expect(add(n)).toBe(n + 1);
});
it.each([3, 4])('adds', (n) => {
  expect(add(n)).toBe(n + 1);
});
`,
      },
    ],
  },
  *check({ file, source }) {
    const first = new Map<string, Test>();
    for (const test of file.tests) {
      if (!hasOneTitle(file, test)) continue;
      const earlier = first.get(test.fullTitle);
      if (!earlier) first.set(test.fullTitle, test);
      else {
        const { line } = source.position(earlier.nameSpan.start);
        const message = `Has the same full title as the test in line ${line}: name filters, snapshots and failure history cannot tell them apart. Say in the title what differs, or delete the copy.`;
        yield { at: test.nameSpan, test: test.id, message };
      }
    }
  },
});

/** The title and those of its suites are written out, and it is registered exactly once. */
function hasOneTitle(file: TestFile, test: Test): boolean {
  if (!test.staticTitle || test.parametrized || test.registeredConditionally || runsOnCondition(test)) return false;
  for (let id = test.suite; id !== undefined; id = file.suites[id]?.parent) {
    const suite = file.suites[id];
    if (!suite || isParametrized(suite) || runsOnCondition(suite) || suite.title.includes('${')) return false;
  }
  return !mayVary(file, test);
}

/** `it.skipIf(a)` beside `it.runIf(a)`: one of the two runs. */
function runsOnCondition({ modifiers }: Pick<Test, 'modifiers'>): boolean {
  return modifiers.some(({ name }) => name === 'skipIf' || name === 'runIf');
}

function isParametrized(suite: Suite): boolean {
  return suite.modifiers.some(({ name }) => name === 'each' || name === 'for');
}

/** Registered in a branch, a loop, or a function that somebody may call never or twice. */
function mayVary(file: TestFile, test: Test): boolean {
  const own = file.functions[test.function]?.block ?? 0;
  const inHelper = [...functionsAround(file, test.function)].some(
    (fn) => fn.id !== test.function && fn.role !== 'suite',
  );
  return inHelper || [...climb(file, own)].some(({ kind }) => kind === 'branch' || kind === 'loop' || kind === 'catch');
}
