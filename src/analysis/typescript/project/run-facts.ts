import type { Framework } from '../../facts.ts';
import type { RunnerFacts } from '../../project.ts';
import { lookUp, type Value } from './values.ts';

type RunFacts = Pick<RunnerFacts, 'concurrent' | 'retries' | 'testTimeout' | 'environment'>;

/** How the configuration has tests run; nothing for what it does not say. */
export function runFacts(framework: Framework, options: Value): RunFacts {
  const names = keys[framework];
  if (!names) return {};
  const retries = lookUp(options, ...names.retries);
  const timeout = lookUp(options, ...names.timeout);
  const environment = environmentOf(framework, options);
  return {
    ...(isConcurrent(framework, options) && { concurrent: true }),
    ...(typeof retries === 'number' && { retries }),
    ...(typeof timeout === 'number' && { testTimeout: timeout }),
    ...(environment !== undefined && { environment }),
  };
}

/** Jest's configuration knows no retries: `jest.retryTimes` is called in files. */
const keys: Partial<Record<Framework, { readonly retries: readonly string[]; readonly timeout: readonly string[] }>> = {
  vitest: { retries: ['retry'], timeout: ['testTimeout'] },
  jest: { retries: ['retries'], timeout: ['testTimeout'] },
  mocha: { retries: ['retries'], timeout: ['timeout'] },
  playwright: { retries: ['retries'], timeout: ['timeout'] },
};

function isConcurrent(framework: Framework, options: Value): boolean {
  if (framework === 'vitest') return lookUp(options, 'sequence', 'concurrent') === true;
  return framework === 'playwright' && lookUp(options, 'fullyParallel') === true;
}

function environmentOf(framework: Framework, options: Value): string | undefined {
  if (framework === 'vitest') {
    if (lookUp(options, 'browser', 'enabled') === true) return 'browser';
    const name = lookUp(options, 'environment');
    return typeof name === 'string' ? name : undefined;
  }
  const written = framework === 'jest' ? lookUp(options, 'testEnvironment') : undefined;
  if (typeof written !== 'string') return undefined;
  return /(?:^|-|\/)(jsdom|happy-dom|node)$/.exec(written)?.[1] ?? written;
}
