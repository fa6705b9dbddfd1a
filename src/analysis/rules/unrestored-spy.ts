import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { unrestoredSpyExamples } from './examples/unrestored-spy.ts';
import { patcherLeaks } from './support/mocks/patcher-leaks.ts';
import { isQuiet, type Spy } from './support/mocks/spies.ts';
import { restoreCall, restoreFix } from './support/mocks/spy-fix.ts';
import { type SpyLeak, spyLeaks } from './support/mocks/spy-leaks.ts';
import { isFollowed } from './support/state/followed.ts';
import { isTypeTest } from './support/type-tests.ts';

/**
 * A spy on a shared method that nothing restores: later tests call the fake.
 * Source: prisma/prisma fcc09c29e0; 42 of 55 order-dependent Jest tests of arXiv 2501.12680 share mocking state.
 */
export const unrestoredSpy = defineRule({
  id: 'unrestored-spy',
  title: 'Spy that is never restored',
  cause: 'mock-leak',
  topic: 'mocking',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'mocking/restore',
  why: 'A spy replaces the method for the whole file, not for the test that made it; in Python a patch that `start()` begins stays for the whole run. Tests that come later run against the fake without saying so, and pass or fail depending on the order.',
  examples: unrestoredSpyExamples,
  *check(context) {
    const { file } = context;
    if (file.language === 'python') yield* patcherLeaks(context);
    if (file.language === 'python' || isTypeTest(file.path) || file.framework === 'playwright') return;
    const leaks = spyLeaks(context).filter(({ inBody }) => inBody.length === 0);
    const [first] = leaks;
    if (first) yield report(context, first, leaks);
  },
});

function report(context: RuleContext, any: SpyLeak, leaks: readonly SpyLeak[]): Report {
  const { file, project } = context;
  const isSeen = ({ place }: SpyLeak) =>
    isFollowed(file, place) || (project.runner.sharesProcess && file.framework !== 'vitest');
  // Where it weighs most: a test comes after it, and the spy does more than keep a console silent.
  const seen = leaks.filter(isSeen);
  const first = seen.find(({ spy }) => !isQuiet(spy)) ?? seen[0];
  const restore = [...new Set(leaks.map(({ spy }) => restoreCall(file, spy)))].join('; ');
  const fix = restoreFix(context, leaks);
  if (!first) {
    const harmless = `Nothing restores ${nameOf(any.spy)}. No test follows, but another order or a new test below it runs into the fake. Call ${restore} in afterEach.`;
    return { at: any.spy.call.span, severity: 'info', message: harmless, fix };
  }
  const count = leaks.length - 1;
  const others = count === 0 ? '' : ` (and ${count} more ${count === 1 ? 'spy' : 'spies'} of this file)`;
  const after = first.place.kind === 'test' ? 'this test' : 'this suite';
  const message = `Nothing restores ${nameOf(first.spy)} after ${after}${others}, so the tests that follow call the fake. Call ${restore} in afterEach.`;
  return { at: first.spy.call.span, message, fix, ...(isQuiet(first.spy) && { severity: 'warning' as const }) };
}

function nameOf({ object, member, call }: Spy): string {
  return member === undefined ? `${call.callee}(${object})` : `the spy on ${object}.${member}`;
}
