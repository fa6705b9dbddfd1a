import type { Language } from '../../analysis/facts.ts';
import type { StateKind } from '../../runners/state.ts';
import { type Advice, type LeftState, parted, type Refusal } from './request.ts';

/** The documents that show how each kind of state is kept apart. */
const patterns: Readonly<Record<StateKind, string>> = {
  'module-variable': 'flaky/module-state',
  'class-attribute': 'flaky/module-state',
  global: 'mocking/restore',
  builtin: 'mocking/restore',
  spy: 'mocking/restore',
  'mocked-module': 'mocking/restore',
  'fake-timers': 'mocking/fake-timers',
  environment: 'flaky/environment',
  'working-directory': 'flaky/test-isolation',
  locale: 'flaky/environment',
  'import-path': 'flaky/environment',
  'warning-filters': 'flaky/test-isolation',
  random: 'flaky/randomness',
  thread: 'flaky/resources',
  'signal-handler': 'flaky/test-isolation',
  listener: 'flaky/resources',
  timer: 'flaky/resources',
  file: 'flaky/test-isolation',
  database: 'database/transaction-isolation',
  socket: 'flaky/resources',
};

/** What people must do about state that no edit of ours can put back. */
const sentences: Readonly<Partial<Record<StateKind, (state: LeftState) => string>>> = {
  file: ({ name }) =>
    `The test leaves the file ${name}: write it below the test's own temporary folder, or delete it in a clean-up.`,
  database: ({ name }) =>
    `The test leaves rows in ${name}: give it a database of its own, or roll its transaction back in a clean-up.`,
  thread: ({ name }) => `The thread ${name} is still running after the test: stop and join it in a clean-up.`,
  socket: ({ name }) => `${name} is still listening after the test: close the server in a clean-up.`,
  timer: ({ name }) => `${name} is still waiting to fire after the test: clear it in a clean-up.`,
};

/** The sentence for state that nothing is written for, whatever the runner. */
export function refusalOf(state: LeftState): Refusal {
  const sentence = sentences[state.kind];
  const reason = sentence?.(state) ?? `The test leaves ${spoken(state)} changed: put it back in a clean-up of its own.`;
  return { reason };
}

export function adviceOf({ kind, name }: LeftState, reason: string, language: Language): Advice {
  return { kind, name, reason, pattern: `pattern://${language}/${patterns[kind]}` };
}

/** `environment variable LEAK`, `counter of app.store`. */
export function spoken({ kind, name }: LeftState): string {
  const { module, path } = parted(name);
  switch (kind) {
    case 'environment':
      return `the environment variable ${name}`;
    case 'working-directory':
      return 'the working directory';
    case 'import-path':
      return 'sys.path';
    case 'warning-filters':
      return 'the warning filters';
    case 'random':
      return `the state of ${name}`;
    case 'locale':
      return 'the locale';
    case 'fake-timers':
      return 'the real timers';
    case 'listener':
      return `the listeners of ${name}`;
    case 'mocked-module':
      return `the module ${name}`;
    case 'file':
    case 'database':
      return `the file ${name}`;
    default:
      return module === '' ? name : `${path} of ${module}`;
  }
}
