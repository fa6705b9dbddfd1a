import { insert } from '../edits/statements.ts';
import { makeAsync } from '../edits/typescript.ts';
import type { Assertion, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { showsRefusal } from './support/assertions/refusals.ts';
import { takesDone } from './support/promises/done.ts';
import { modifierNames, testAround } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * An assertion whose outcome arrives later and that nobody waits for: it fails after the test has passed.
 * Runners differ, tried with vitest 4.1: it awaits `resolves` and `rejects` itself when the body has ended, and prints a warning
 * (version 5 fails the test); it fails a test over `expect.poll`; of `vi.waitFor` it knows nothing. The others never wait.
 */
export const unawaitedAssertion = defineRule({
  id: 'unawaited-assertion',
  title: 'Assertion that nobody awaits',
  cause: 'unawaited',
  topic: 'async',
  severity: 'error',
  languages: ['typescript'],
  pattern: 'flaky/race-conditions',
  why: 'The outcome of `resolves`, `rejects`, `expect.poll` and of web-first matchers arrives later. Without `await` or `return` the test has ended by then: it passes whatever comes, or the failure lands in another test. Vitest up to version 4 awaits `resolves` and `rejects` when the body has ended, so there the code behind the assertion runs too early; version 5 fails the test.',
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
        framework: 'mocha',
        code: `const request = require('supertest');

describe('app', () => {
  it('answers', (done) => {
    request(app).get('/').expect(200, done);
  });
  it('answers twice', (done) => {
    const cb = after(2, done);
    request(app).get('/').expect('Content-Type', /html/, cb);
    request(app).get('/').expect(200, 'tobi', (error) => cb(error));
  });
});
`,
      },
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
    const { file } = context;
    if (isTypeTest(file.path)) return;
    for (const assertion of file.assertions) {
      // A wait (`findBy…`, `waitFor`) that nobody awaits is floating-promise's.
      if (assertion.style === 'query' || !assertion.asynchronous || !isLost(context, assertion)) continue;
      if (isMeantToFail(file, assertion) || showsRefusal(file, assertion)) continue;
      yield { at: assertion.span, ...consequence(context, assertion), fix: awaitIt(context, assertion) };
    }
  },
});

/** What becomes of it; a runner that minds by itself makes it less grave. */
function consequence({ file, project }: RuleContext, assertion: Assertion): Pick<Report, 'message' | 'severity'> {
  // What a chai plugin makes asynchronous is unknown to vitest.
  if (file.framework !== 'vitest' || assertion.style !== 'expect')
    return { message: 'This assertion is not awaited: the test passes before its outcome is known. Add await.' };
  const callee = assertion.call === undefined ? '' : (file.calls[assertion.call]?.callee ?? '');
  if (/^expect\.(?:poll|element)\b/.test(callee))
    return {
      severity: 'warning',
      message: 'This assertion is not awaited: Vitest does not run it and fails the test. Add await.',
    };
  if ((project.runner.major ?? 0) >= 5)
    return {
      severity: 'warning',
      message: 'This assertion is not awaited: vitest 5 fails the test for it, whatever the outcome. Add await.',
    };
  return {
    severity: 'warning',
    message:
      'This assertion is not awaited: Vitest awaits it only when the body has ended, so the code after it runs before its outcome is known, and Vitest 5 fails the test. Add await.',
  };
}

/** `it.fails`: what comes of the missing await is what the test is about. */
function isMeantToFail(file: TestFile, assertion: Assertion): boolean {
  const test = testAround(file, assertion.function);
  return test !== undefined && modifierNames(file, test).some((name) => /^fail(?:s|ing)?$/.test(name));
}

/** Dropped, returned to a `forEach` that drops it, or kept in a variable that nothing reads. */
function isLost({ file }: RuleContext, assertion: Assertion): boolean {
  if (assertion.handling === 'dropped') return true;
  if (assertion.handling === 'returned') {
    const argumentOf = file.functions[assertion.function]?.argumentOf;
    return argumentOf !== undefined && /\.forEach$/.test(file.calls[argumentOf]?.callee ?? '');
  }
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
  // A helper that is async already changes nothing for its callers.
  if (!(fn.role === 'test' || fn.role === 'hook' || (fn.async && fn.name !== '')) || fn.generator) return undefined;
  if (!fn.async && takesDone(file, fn)) return undefined;
  return {
    title: 'Await the assertion',
    safety: 'safe',
    edits: [...makeAsync(fn), insert(assertion.span.start, 'await ')],
  };
}
