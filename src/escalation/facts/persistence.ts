import type { FactContext } from './context.ts';
import type { Fact } from './fact.ts';

/** Rule 2: a test that kept failing after a fix needs somebody who looks wider than the test. */
export function persistenceFacts({ action, files, history }: FactContext): Fact[] {
  // Running it once more changes nothing, and is how it is shown to be mended.
  if (action.kind === 'run_tests') return [];
  const paths = new Set([...(action.paths ?? []), ...files.map(({ path }) => path)]);
  return history
    .filter(({ test, fixedAt, stillFailingAt }) => {
      const concerned =
        paths.has(test.split('::')[0] ?? test) || paths.has(test) || (action.text?.includes(test) ?? false);
      return concerned && Date.parse(stillFailingAt) > Date.parse(fixedAt);
    })
    .map(({ test, fixedAt, stillFailingAt }) => ({
      id: 'flaky-persists',
      statement: `flaky test persists after fix: ${test}`,
      where: { path: test },
      reason: `The test was fixed at ${fixedAt} and still failed at ${stillFailingAt}. Persistent flaky tests may need infrastructure changes.`,
    }));
}
