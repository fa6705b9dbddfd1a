import type { CallFact, TestFile } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import type { Report, RuleContext } from '../../../rule.ts';
import { placeOf } from '../places.ts';
import { isSwitchedOff } from '../scope.ts';
import { caseAround } from '../state/monkeypatch.ts';
import { type Act, endingOf } from '../state/undoing.ts';
import { patcherOf, starting, stopsAll } from './patcher-leaks.ts';

/** `patcher.start()` in a test whose `patcher.stop()` stands behind an assertion; one that nothing stops is unrestored-spy's. */
export function* patchersStoppedInBody(context: RuleContext): Generator<Report> {
  const { file } = context;
  if (file.tests.length < 2 || stopsAll(context)) return;
  const found = file.calls.filter(
    (call) => starting.test(call.typed ?? call.callee) && isStoppedBehindAssertions(context, call),
  );
  const [first, ...others] = found;
  if (!first) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more in this file)`;
  const place = placeOf(file, first.function);
  const stop = `${patcherOf(context.source, first)}.stop`;
  const wayOut =
    file.framework !== 'pytest' || caseAround(file, place) === 'case'
      ? `Call self.addCleanup(${stop})`
      : 'Use the patch in a with block';
  yield {
    at: first.span,
    severity: 'warning',
    message: `The patch that starts here is stopped in the body${more}. When an assertion between fails, that line never runs and the tests that follow run with the mock. ${wayOut}.`,
  };
}

function isStoppedBehindAssertions(context: RuleContext, call: CallFact): boolean {
  const { file, source } = context;
  const place = placeOf(file, call.function);
  const patcher = patcherOf(source, call);
  if (place.kind !== 'test' || isSwitchedOff(file, place.test) || !/^[\w.]+$/.test(patcher)) return false;
  const stops = stopsOf(file, `${patcher}.stop`);
  // Only what stops it by a plain line of the very test is told apart from a way of its own.
  const isInTest = stops.every((act) => isWithin(file, act.function, place.test.function));
  const ending = isInTest && endingOf(context, call, place, (other) => (other === file ? stops : []));
  return ending === 'behind assertions';
}

/** `patcher.stop()`, and `patcher.stop` handed to what calls it. */
function stopsOf(file: TestFile, stop: string): readonly Act[] {
  return file.calls.flatMap((call): readonly Act[] => {
    if (call.callee === stop) return [call];
    return call.arguments.some(({ value }) => value === stop) ? [{ ...call, lasting: true }] : [];
  });
}
