import type { CallFact, Test, TestFile } from '../../../facts.ts';
import { memberOf } from '../assertions/parts.ts';
import { modifierNames, suitesAround } from '../scope.ts';

/**
 * The tests are declared to run one after the other, in their order: `describe.serial`, or
 * `test.describe.configure({ mode: 'serial' })` in the file or in a suite around the test.
 */
export function isSerial(file: TestFile, test: Test): boolean {
  if (modifierNames(file, test).includes('serial')) return true;
  const around = new Set([0, ...suitesAround(file, test).map((suite) => suite.function)]);
  return serialCalls(file).some((call) => around.has(call.function));
}

const known = new WeakMap<TestFile, readonly CallFact[]>();

function serialCalls(file: TestFile): readonly CallFact[] {
  const calls =
    known.get(file) ??
    file.calls.filter(
      (call) =>
        /(?:^|\.)describe\.configure$/.test(call.callee) && memberOf(call.arguments[0], 'mode')?.value === 'serial',
    );
  known.set(file, calls);
  return calls;
}

/** Tests that are declared to run in order share state on purpose; in Python a plugin's marks say so. */
export function isOrdered(file: TestFile, test: Test): boolean {
  return (
    isSerial(file, test) ||
    modifierNames(file, test).some((name) => /^(?:order|dependency|incremental|run)$/.test(name))
  );
}
