import type { Framework } from '../../facts.ts';
import type { RunnerFacts } from '../../project.ts';
import type { SetupFacts } from './setup.ts';
import { lookUp, type Value } from './values.ts';

interface Mocking {
  readonly framework: Framework;
  readonly options: Value;
  readonly major: number | undefined;
  readonly setup: SetupFacts;
}

/**
 * What happens to mocks between tests, by configuration and setup files. Measured with vitest 3.2 to 5.1 and jest 29 and 30:
 * `resetAllMocks` and `mockReset` put a spy's original back in vitest since version 3, and leave an empty mock in its place in
 * Jest; `restoreAllMocks` and `restoreMocks` only touch spies in Jest and in vitest since version 4, before that every mock;
 * vitest 5 has `clearMocks` on unless it is switched off.
 */
export function mockFacts(
  mocking: Mocking,
): Pick<RunnerFacts, 'restoresMocks' | 'clearsMocks' | 'resetsMocks' | 'restoresGlobals'> {
  const { framework, options, setup } = mocking;
  const isVitest = framework === 'vitest';
  const major = mocking.major ?? (isVitest ? 4 : 30);
  const is = (name: string): boolean => lookUp(options, name) === true;
  const resets =
    is(isVitest ? 'mockReset' : 'resetMocks') || isCalled(setup, /^(?:vi|jest)\.resetAllMocks$|^sinon\.reset$/);
  const restores =
    is('restoreMocks') ||
    isCalled(setup, /^(?:vi|jest)\.restoreAllMocks$|^(?:sinon|sandbox)\.restore$|^mock\.(?:restoreAll|reset)$/);
  const resetsAll = resets || (restores && isVitest && major < 4);
  const clears =
    is('clearMocks') ||
    (isVitest && major >= 5 && lookUp(options, 'clearMocks') !== false) ||
    isCalled(setup, /^(?:vi|jest)\.clearAllMocks$|^sinon\.resetHistory$/);
  return {
    restoresMocks: restores || (resets && isVitest && major >= 3),
    clearsMocks: clears || resetsAll,
    resetsMocks: resetsAll,
    restoresGlobals: is('unstubGlobals') || isCalled(setup, /^vi\.unstubAllGlobals$/),
  };
}

/** Does a setup file call this around every test? */
export function isCalled({ calls }: SetupFacts, pattern: RegExp): boolean {
  return calls.some(({ callee, when }) => /Each$/.test(when) && pattern.test(callee));
}
