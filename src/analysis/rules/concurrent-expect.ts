import type { Assertion, CallFact, Test } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { type ConcurrentGroup, concurrentGroups } from './support/state/concurrent.ts';
import { hasOwnExpect, takeExpect } from './support/state/context-expect.ts';

/**
 * A snapshot or a count of assertions through the global `expect`, in a test that runs beside others.
 * Measured: Vitest 4 files the snapshots of concurrent tests under whichever test started last, and counts their assertions
 * together; Jest 30 names snapshots rightly, but checks `expect.assertions(2)` of one test against another; Jest 29 drops it.
 * Source: yarnpkg/yarn 9e97f50ae (#5700).
 */
export const concurrentExpect = defineRule({
  id: 'concurrent-expect',
  title: 'Global expect in a concurrent test',
  cause: 'shared-state',
  topic: 'async',
  severity: 'error',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest'],
  pattern: 'flaky/race-conditions',
  why: 'The global expect belongs to the test that started last. Where several run at once, a snapshot is stored under the wrong name and a count of assertions is checked against the wrong test, differently from run to run.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: `import { describe, expect, it } from 'vitest';

describe.concurrent('cart', () => {
  it('is empty', async () => {
    expect(await load('empty')).toMatchSnapshot();
  });

  it('has items', async () => {
    expect.assertions(1);
    expect(await load('full')).toHaveLength(2);
  });
});
`,
        fixed: `import { describe, expect, it } from 'vitest';

describe.concurrent('cart', () => {
  it('is empty', async ({ expect }) => {
    expect(await load('empty')).toMatchSnapshot();
  });

  it('has items', async ({ expect }) => {
    expect.assertions(1);
    expect(await load('full')).toHaveLength(2);
  });
});
`,
      },
      {
        framework: 'jest',
        code: `test.concurrent('fails', async () => {
  expect.assertions(1);
  await load('missing').catch((error) => expect(error.status).toBe(404));
});

test.concurrent('loads', async () => {
  expect(await load('cart')).toHaveLength(2);
});
`,
        fixed: `test('fails', async () => {
  expect.assertions(1);
  await load('missing').catch((error) => expect(error.status).toBe(404));
});

test.concurrent('loads', async () => {
  expect(await load('cart')).toHaveLength(2);
});
`,
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: `import { describe, expect, it } from 'vitest';

describe.concurrent('cart', () => {
  it('is empty', async ({ expect }) => {
    expect(await load('empty')).toMatchSnapshot();
  });

  it('has items', async (context) => {
    context.expect(await load('full')).toMatchSnapshot();
  });

  it('has a price', async () => {
    expect(await load('price')).toBe(3);
  });
});
`,
      },
      {
        framework: 'jest',
        code: `test.concurrent('is empty', async () => {
  expect(await load('empty')).toMatchSnapshot();
});

test.concurrent('has items', async () => {
  expect(await load('full')).toMatchSnapshot();
});
`,
      },
      {
        framework: 'vitest',
        code: `import { describe, expect, it } from 'vitest';

describe.concurrent('cart', () => {
  it('is empty', async () => {
    expect(await load('empty')).toHaveLength(0);
  });

  it.sequential('has items', async () => {
    expect(await load('full')).toMatchSnapshot();
  });
});
`,
      },
    ],
  },
  *check(context) {
    for (const group of concurrentGroups(context.file, context.project)) {
      for (const test of group.tests) {
        const report = judge(context, group, test);
        if (report) yield report;
      }
    }
  },
});

function judge(context: RuleContext, group: ConcurrentGroup, test: Test): Report | undefined {
  const { file, source } = context;
  const counts = file.calls.find((call) => isCount(call) && isWithin(file, call.function, test.function));
  const snapshot =
    file.framework === 'vitest'
      ? file.assertions.find(
          (each) =>
            each.compares === 'snapshot' && isWithin(file, each.function, test.function) && isGlobal(source, each),
        )
      : undefined;
  const at = counts?.span ?? snapshot?.span;
  if (!at || test.function === 0 || hasOwnExpect(context, test)) return undefined;
  if (file.framework === 'jest') {
    const message =
      'Jest counts the assertions of all tests that run at once together, so this count is checked against another test. Drop `.concurrent` here.';
    return { at, message, test: test.id, fix: dropped(group, test) };
  }
  const what = counts ? 'the count of assertions is checked against' : 'the snapshot is filed under';
  const message = `In a concurrent test ${what} whichever test started last. Take \`expect\` from the test's context.`;
  const edits = takeExpect(context, test);
  const fix: FixDraft | undefined = edits && {
    title: "Take expect from the test's context",
    safety: isFiled(context, test) ? 'suggested' : 'safe',
    edits,
  };
  return { at, message, test: test.id, fix };
}

/** Snapshots kept in the `.snap` file get another name with the test's own `expect`: measured, those stored so far no longer match. */
function isFiled({ file }: RuleContext, test: Test): boolean {
  return file.assertions.some(
    ({ matcher, function: id }) =>
      /^(?:toMatchSnapshot|toThrowErrorMatchingSnapshot)$/.test(matcher) && isWithin(file, id, test.function),
  );
}

function isCount({ callee }: CallFact): boolean {
  return /^expect\.(?:assertions|hasAssertions)$/.test(callee);
}

/** `expect(…)`, not `context.expect(…)`. */
function isGlobal(source: Source, { span }: Assertion): boolean {
  return /^expect\b/.test(source.text.slice(span.start, span.start + 7));
}

function dropped({ modifiers }: ConcurrentGroup, test: Test): FixDraft | undefined {
  const own = modifiers.find((modifier) => test.modifiers.includes(modifier));
  return own && { title: 'Drop concurrent', safety: 'suggested', edits: [{ ...own.span, text: '' }] };
}
