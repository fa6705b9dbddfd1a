import { defineRule } from '../rule.ts';
import { deprecatedPytestExamples } from './examples/deprecated-pytest.ts';
import { deprecatedUses } from './support/pytest/deprecated.ts';
import { versionIs } from './support/versions.ts';

/**
 * What newer versions of pytest and pytest-asyncio warn of and will refuse.
 * Source: pytest's deprecations page (6.2, 9.1), pytest-asyncio's change log (0.24.0, 1.4.0).
 */
export const deprecatedPytest = defineRule({
  id: 'deprecated-pytest',
  title: 'Use that pytest or pytest-asyncio is about to drop',
  cause: 'environment',
  topic: 'fixtures',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'running/configuration',
  why: 'pytest warns for one major version and refuses in the next. A suite that mends these uses while they only warn can be upgraded in one step; some of them, such as an iterator that is used up after its first reading, already drop tests without a word.',
  examples: deprecatedPytestExamples,
  *check(context) {
    for (const { at, what, since, plugin, instead, fix } of deprecatedUses(context)) {
      const isThere = versionIs(context.project, plugin, { atLeast: since });
      if (isThere === 'no') continue;
      yield {
        at,
        severity: isThere === 'yes' ? 'warning' : 'info',
        message: `${what} is deprecated since ${plugin} ${since}. ${instead}`,
        fix,
      };
    }
  },
});
