import type { TestFile } from '../facts.ts';
import { defineRule, type Report, type RuleContext } from '../rule.ts';
import { unrestoredSpyExamples } from './examples/unrestored-spy.ts';
import { encloses } from './support/places.ts';
import { isQuiet, type Spy } from './support/spies.ts';
import { restoreCall, restoreFix } from './support/spy-fix.ts';
import { type SpyLeak, spyLeaks } from './support/spy-leaks.ts';
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
  languages: ['typescript'],
  pattern: 'mocking/external-apis',
  why: 'A spy replaces the method for the whole file, not for the test that made it. Tests that come later run against the fake without saying so, and pass or fail depending on the order.',
  examples: unrestoredSpyExamples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path) || file.framework === 'playwright') return;
    const leaks = spyLeaks(context).filter(({ inBody }) => inBody.length === 0);
    const [first, ...more] = leaks;
    if (first) yield report(context, first, more);
  },
});

function report(context: RuleContext, first: SpyLeak, more: readonly SpyLeak[]): Report {
  const { file, project } = context;
  const all = [first, ...more];
  const name = nameOf(first.spy);
  const others =
    more.length === 0 ? '' : ` (and ${more.length} more ${more.length === 1 ? 'spy' : 'spies'} of this file)`;
  const restore = [...new Set(all.map(({ spy }) => restoreCall(file, spy)))].join('; ');
  const after = first.place.kind === 'test' ? 'this test' : 'this suite';
  const message = `Nothing restores ${name} after ${after}${others}, so the tests that follow call the fake. Call ${restore} in afterEach.`;
  const fix = restoreFix(context, all);
  if (!all.some((leak) => isFollowed(file, leak)) && (!project.runner.sharesProcess || file.framework === 'vitest')) {
    const harmless = `Nothing restores ${name}. No test follows, but another order or a new test below it runs into the fake. Call ${restore} in afterEach.`;
    return { at: first.spy.call.span, severity: 'info', message: harmless, fix };
  }
  const isMild = all.every(({ spy }) => isQuiet(spy));
  return { at: first.spy.call.span, message, fix, ...(isMild && { severity: 'warning' as const }) };
}

function nameOf({ object, member, call }: Spy): string {
  return member === undefined ? `${call.callee}(${object})` : `the spy on ${object}.${member}`;
}

/** In the order of the file a test comes after the one, or after the suite, that leaves the spy. */
function isFollowed(file: TestFile, { place, suite }: SpyLeak): boolean {
  const own = file.tests.filter((test) =>
    place.kind === 'test' ? test === place.test : encloses(file, suite, test.suite),
  );
  const last = Math.max(...own.map(({ id }) => id));
  return file.tests.some(({ id }) => id > last);
}
