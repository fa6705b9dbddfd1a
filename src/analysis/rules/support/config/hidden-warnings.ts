import type { ProjectFacts } from '../../../project.ts';
import type { Severity } from '../../../rule.ts';
import { versionIs } from '../versions.ts';

interface Hidden {
  /** What nobody sees any more. */
  readonly loss: string;
  /** `warning` where a test passes that should not. */
  readonly severity: Severity;
  /** From this version of pytest on it is an error, which no filter hides. */
  readonly errorFrom?: string;
}

const unseenCoroutine = '"coroutine … was never awaited", the only sign of a missing await';

/** Categories of warnings that tell of a test that does not do what it seems to, and what goes unseen without them. */
const categories: Readonly<Record<string, Hidden>> = {
  Warning: { loss: `every warning, also ${unseenCoroutine}`, severity: 'warning' },
  RuntimeWarning: { loss: `RuntimeWarning: ${unseenCoroutine}`, severity: 'warning' },
  PytestUnraisableExceptionWarning: {
    loss: 'exceptions in destructors and abandoned generators, and coroutines that nobody awaited',
    severity: 'warning',
  },
  PytestUnhandledThreadExceptionWarning: { loss: 'exceptions that end a thread', severity: 'warning' },
  PytestUnhandledCoroutineWarning: {
    loss: 'that async tests are skipped because no plugin runs them',
    severity: 'warning',
    errorFrom: '8.4',
  },
  PytestReturnNotNoneWarning: {
    loss: 'tests that return a comparison instead of asserting it',
    severity: 'warning',
  },
  PytestCollectionWarning: { loss: 'test classes that pytest does not collect', severity: 'warning' },
  PytestUnknownMarkWarning: { loss: 'misspelt marks, which -m then does not select', severity: 'info' },
  DeprecationWarning: { loss: 'what the next upgrade of Python or of a library breaks', severity: 'info' },
};

/** What ignoring a category hides; undefined for those that say nothing of tests. */
export function hiddenBy(category: string, project: ProjectFacts): Hidden | undefined {
  const hidden = Object.hasOwn(categories, category) ? categories[category] : undefined;
  const isError =
    hidden?.errorFrom === undefined
      ? category === 'PytestUnknownMarkWarning' && project.pytest?.strictMarkers === true
      : versionIs(project, 'pytest', { atLeast: hidden.errorFrom }) === 'yes';
  return isError ? undefined : hidden;
}
