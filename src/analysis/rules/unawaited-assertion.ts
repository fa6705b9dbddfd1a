import { insert } from '../edits/statements.ts';
import { makeAsync } from '../edits/typescript.ts';
import type { Assertion } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { takesDone } from './support/done.ts';

/**
 * An assertion whose outcome arrives later and that nobody waits for: it fails after the test has passed.
 * Runners differ: vitest 5 fails such a test, vitest 4 warns, jest says nothing.
 */
export const unawaitedAssertion = defineRule({
  id: 'unawaited-assertion',
  title: 'Assertion that nobody awaits',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['typescript'],
  pattern: 'flaky/race-conditions',
  why: 'The outcome of `resolves`, `rejects`, `expect.poll` and of web-first matchers arrives later. Without `await` or `return` the test has ended by then: it passes whatever comes, or the failure lands in another test.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('loads', () => {
  expect(load()).resolves.toBe(1);
});
`,
        fixed: `import { expect, it } from 'vitest';

it('loads', async () => {
  await expect(load()).resolves.toBe(1);
});
`,
      },
      {
        framework: 'jest',
        code: `test('fails', async function () {
  const user = await login();
  expect(user.remove()).rejects.toThrow('forbidden');
});
`,
        fixed: `test('fails', async function () {
  const user = await login();
  await expect(user.remove()).rejects.toThrow('forbidden');
});
`,
      },
      {
        framework: 'playwright',
        code: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.goto('/');
  expect(page.getByRole('dialog')).toBeVisible();
});
`,
        fixed: `import { expect, test } from '@playwright/test';

test('opens', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('dialog')).toBeVisible();
});
`,
      },
      {
        framework: 'jest',
        code: `test('all load', () => {
  ids.forEach((id) => {
    expect(load(id)).resolves.toBe(id);
  });
});
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('loads', () => {
  const later = expect(load()).resolves.toBe(1);
});
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('loads', async () => {
  await expect(load()).resolves.toBe(1);
});
it('returns', () => expect(load()).resolves.toBe(1));
it('returns too', () => {
  return expect(load()).rejects.toThrow('no');
});
`,
      },
      {
        framework: 'jest',
        code: `test('both', async () => {
  await Promise.all([expect(load(1)).resolves.toBe(1), expect(load(2)).resolves.toBe(2)]);
});
test('later', async () => {
  const check = expect(load()).rejects.toThrow('no');
  jest.runAllTimers();
  await check;
});
`,
      },
      {
        framework: 'playwright',
        code: `import { expect, test } from '@playwright/test';

test('counts', async ({ page }) => {
  const texts = await page.getByRole('listitem').allTextContents();
  expect(texts).toHaveLength(3);
  await expect(page.getByRole('listitem')).toHaveCount(3);
});
`,
      },
      {
        framework: 'jest',
        code: `test('each', async () => {
  await Promise.all(ids.map((id) => expect(load(id)).resolves.toBe(id)));
});
`,
      },
    ],
  },
  *check(context) {
    const { file, project } = context;
    const failsByItself = file.framework === 'vitest' && (project.runner.major ?? 0) >= 5;
    for (const assertion of file.assertions) {
      if (!assertion.asynchronous || !isLost(context, assertion)) continue;
      yield {
        at: assertion.span,
        ...(failsByItself && { severity: 'warning' as const }),
        message: failsByItself
          ? 'This assertion is not awaited: vitest 5 fails the test for it, whatever the outcome. Add await.'
          : 'This assertion is not awaited: the test passes before its outcome is known. Add await.',
        fix: awaitIt(context, assertion),
      };
    }
  },
});

/** Dropped, or kept in a variable that nothing reads. */
function isLost({ file }: RuleContext, assertion: Assertion): boolean {
  if (assertion.handling === 'dropped') return true;
  if (assertion.handling !== 'assigned') return false;
  const variable = file.variables.find(
    (candidate) => candidate.initializer !== undefined && contains(candidate.initializer, assertion.span),
  );
  return variable !== undefined && variable.level === 'function' && variable.accesses.length === 0;
}

/** Only where the test itself can wait: in a callback the runner would not see the promise. */
function awaitIt({ file, source }: RuleContext, assertion: Assertion): FixDraft | undefined {
  const fn = file.functions[assertion.function];
  const statement = source.slice(assertion.statement);
  if (!fn || assertion.handling !== 'dropped' || /^void\b/.test(statement)) return undefined;
  if ((fn.role !== 'test' && fn.role !== 'hook') || fn.generator) return undefined;
  if (!fn.async && takesDone(file, fn)) return undefined;
  return {
    title: 'Await the assertion',
    safety: 'safe',
    edits: [...makeAsync(fn), insert(assertion.span.start, 'await ')],
  };
}
