import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { concurrentSharedExamples } from './examples/concurrent-shared.ts';
import { type ConcurrentGroup, concurrentGroups, concurrentTables } from './support/state/concurrent.ts';
import { type Shared, sharedBetween } from './support/state/shared-between.ts';

/**
 * Tests that run at the same time and change something that they share.
 * Measured: Vitest 4 runs the beforeEach of a second concurrent test while the first one awaits, so the first goes on with the
 * second one's value; Jest 30 starts concurrent tests before any beforeEach has run.
 * Source: yarnpkg/yarn ccf5812b9 (#4418).
 */
export const concurrentShared = defineRule({
  id: 'concurrent-shared',
  title: 'Concurrent tests that share what they change',
  cause: 'shared-state',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript'],
  frameworks: ['vitest', 'jest'],
  pattern: 'flaky/race-conditions',
  why: 'Concurrent tests take turns at every await. What one of them sets, the next one has replaced when the first goes on, so the result depends on who was faster. No hook helps, because the hooks of the tests run into each other, too.',
  examples: concurrentSharedExamples,
  *check(context) {
    const { file, source, project } = context;
    for (const group of [...concurrentGroups(file, project), ...concurrentTables(file, project)]) {
      const [first, ...more] = sharedBetween(file, source, group);
      if (!first) continue;
      const others = more.length === 0 ? '' : ` (and ${more.map(({ what }) => what).join(', ')})`;
      const message = `${problem(first, others)} ${wayOut(context, group)}`;
      yield { at: first.at, message, fix: dropped(group), ...(first.test && { test: first.test.id }) };
    }
  },
});

function problem({ what, why }: Shared, others: string): string {
  switch (why) {
    case 'written':
      return `Concurrent tests assign ${what}${others} and read it after an await, when another one may have replaced it.`;
    case 'rebuilt':
      return `beforeEach makes ${what}${others} for tests that run at once, so they all end up with the last one made.`;
    case 'spied':
      return `Concurrent tests make ${what}${others} at the same time, so each counts and restores the calls of the others.`;
    case 'clock':
      return `A concurrent test takes hold of the clock${others}, which stops it for the tests that run beside it.`;
    case 'environment':
      return `A concurrent test sets ${what}${others}, and the tests that run beside it run with that, too.`;
    case 'restored':
      return `${what}() runs${others} while other concurrent tests still count calls, and takes them away.`;
  }
}

function wayOut({ file, project }: RuleContext, { modifiers }: ConcurrentGroup): string {
  if (modifiers.length > 0) return 'Drop `.concurrent`, or give each test its own.';
  const says = project.runner.configPath === undefined ? 'The configuration' : project.runner.configPath;
  return `${says} makes them concurrent: use ${file.framework === 'vitest' ? '`describe.sequential`' : 'plain tests'}, or give each test its own.`;
}

function dropped({ modifiers }: ConcurrentGroup): FixDraft | undefined {
  if (modifiers.length === 0) return undefined;
  const edits = modifiers.map(({ span }) => ({ ...span, text: '' }));
  return { title: 'Run the tests one after the other', safety: 'suggested', edits };
}
