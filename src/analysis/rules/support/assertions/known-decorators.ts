import type { FunctionFact } from '../../../facts.ts';

/** Decorators that leave a test a test: marks, mocks, hypothesis, skips. What others make of it is not known. */
const known =
  /^pytest\.mark\.|^(?:unittest\.)?mock\.patch\b|^hypothesis\.(?:given|settings|example|seed|note)$|^unittest\.(?:skip|skipIf|skipUnless|expectedFailure)$|^(?:freezegun\.freeze_time|time_machine\.travel|responses\.activate|respx\.mock|django\.test\.(?:override_settings|tag))$|^(?:\w+\.)*mark\.\w+$/;

/** Is the function that runs the one that is written, as far as its decorators tell? */
export function ownDecorators({ decorators }: FunctionFact): boolean {
  return decorators.every(({ callee }) => known.test(callee));
}
