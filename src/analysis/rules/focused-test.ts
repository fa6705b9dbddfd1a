import type { Modifier, Span } from '../facts.ts';
import { defineRule } from '../rule.ts';
import { climb } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/** `.only`, `fit`, `fdescribe` left in: the rest of the file is skipped and the run is green. */
export const focusedTest = defineRule({
  id: 'focused-test',
  title: 'Focused test left in',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript'],
  pattern: 'flaky/identify',
  why: 'A focused test or suite switches off every other test beside it. The run stays green while most of the file is not run at all.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it.only('adds', () => {
  expect(1 + 1).toBe(2);
});
`,
        fixed: `import { expect, it } from 'vitest';

it('adds', () => {
  expect(1 + 1).toBe(2);
});
`,
      },
      {
        framework: 'jest',
        code: `fdescribe('cart', () => {
  it('adds', () => {
    expect(1 + 1).toBe(2);
  });
});
`,
        fixed: `describe('cart', () => {
  it('adds', () => {
    expect(1 + 1).toBe(2);
  });
});
`,
      },
      {
        framework: 'playwright',
        code: `import { expect, test } from '@playwright/test';

test.describe.only('cart', () => {
  test('adds', async ({ page }) => {
    await expect(page).toHaveTitle('Cart');
  });
});
`,
        fixed: `import { expect, test } from '@playwright/test';

test.describe('cart', () => {
  test('adds', async ({ page }) => {
    await expect(page).toHaveTitle('Cart');
  });
});
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it as check } from 'vitest';

check.only.each([1, 2])('is positive: %i', (n) => {
  expect(n).toBeGreaterThan(0);
});
`,
        fixed: `import { expect, it as check } from 'vitest';

check.each([1, 2])('is positive: %i', (n) => {
  expect(n).toBeGreaterThan(0);
});
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('adds only once', () => {
  expect(1 + 1).toBe(2);
});
`,
      },
      {
        framework: 'jest',
        code: `it.skip('adds', () => {
  expect(1 + 1).toBe(2);
});
const fit = (width: number) => width;
it('fits', () => {
  expect(fit(2)).toBe(2);
});
`,
      },
      {
        framework: 'jest',
        code: `if (process.version.startsWith('v23.')) {
  test.only('is broken here', () => {
    console.warn('Skipping on a broken platform');
  });
}
test('adds', () => {
  expect(1 + 1).toBe(2);
});
`,
      },
      {
        framework: 'mocha',
        code: `import { expect } from 'chai';

describe('list', () => {
  it('filters', () => {
    const list = { only: (x: number) => [x] };
    expect(list.only(1)).to.deep.equal([1]);
  });
});
`,
      },
    ],
  },
  *check({ file, source }) {
    if (isTypeTest(file.path)) return;
    const targets = [
      ...file.tests.map((test) => ({ ...test, what: 'test' })),
      ...file.suites.map((suite) => ({ ...suite, what: 'suite' })),
    ];
    for (const { modifiers, what, function: body } of targets) {
      if (isChosen(body)) continue;
      for (const modifier of modifiers.filter(focuses)) {
        const written = source.slice(modifier.span);
        yield {
          at: modifier.span,
          message: `Only this ${what} runs: the others of the file are skipped and nobody notices. Remove the focus.`,
          fix: {
            title: `Remove \`${written}\``,
            safety: 'safe',
            edits: [{ ...withEmptyOptions(modifier.span), text: '' }],
          },
        };
      }
    }

    /** Together with the `{ … }, ` around it when nothing else stands in there. */
    function withEmptyOptions(span: Span): Span {
      const open = /\{\s*$/.exec(source.text.slice(0, span.start));
      const close = /^\s*\},[\t ]*/.exec(source.text.slice(span.end));
      return open && close ? { start: open.index, end: span.end + close[0].length } : span;
    }

    /** Registered in a branch: on that platform, under that flag, this is all there is to run. */
    function isChosen(body: number): boolean {
      return [...climb(file, file.functions[body]?.block ?? 0)].some(({ kind }) => kind === 'branch');
    }

    function focuses(modifier: Modifier): boolean {
      return modifier.name === 'only' || (modifier.prefix && source.slice(modifier.span) === 'f');
    }
  },
});
