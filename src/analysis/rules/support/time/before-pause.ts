import type { Assertion, CallFact, Test, TestFile, Wait } from '../../../facts.ts';
import { contains, type Source } from '../../../source.ts';
import { literally } from '../../../words.ts';
import { runsInHook } from '../places.ts';
import { climb, hooksFor, inTest } from '../scope.ts';
import { saysNothingHappened } from '../state/runs.ts';

/** Calls that set nothing in motion. */
const idle =
  /^(?:(?:\w+\.)?(?:skip|skipIf|plan|annotate)|expect\b.*|assert\b.*|(?:vi|jest|sinon)\.(?:fn|spyOn|mocked|stub\w*|useRealTimers|setTimeout|setConfig)|Date\.now|performance\.now|new Date|process\.hrtime\b.*|console\.\w+|(?:test|it)\.(?:slow|setTimeout)|this\.(?:timeout|retries|slow)|Math\.\w+|String|Number|require)$/;

/** What a test's context brings by itself, without having done anything. */
const plainContext = /^(?:task|expect|skip|annotate|signal|onTestFinished|onTestFailed|t|done)$/;

/** Did the test, a hook or a fixture set anything in motion that a pause could wait for? Else the pause stands in for work. */
export function startsAnything(file: TestFile, test: Test, wait: Wait): boolean {
  if (!test.fixtures.every((name) => plainContext.test(name))) return true;
  const isWork = (call: CallFact) =>
    !idle.test(call.callee) && !file.waits.some(({ span }) => contains(span, call.span));
  const before = (start: number) => start < wait.statement.start;
  if (file.calls.some((call) => before(call.span.start) && inTest(file, test, call.function) && isWork(call)))
    return true;
  if (file.memberWrites.some((write) => before(write.span.start) && inTest(file, test, write.function))) return true;
  const hooks = hooksFor(file, test).filter(({ kind }) => kind === 'beforeEach' || kind === 'beforeAll');
  return hooks.some((hook) => {
    if (hook.function === 0) return true;
    const runs = runsInHook(file, hook);
    return file.calls.some((call) => runs.has(call.function) && isWork(call));
  });
}

/** Between the pause and the assertion the test returns: that assertion belongs to another path. */
export function leavesBefore(file: TestFile, wait: Wait, next: Assertion): boolean {
  const around = [...climb(file, wait.block)].filter(({ span }) => !contains(span, next.span)).map(({ id }) => id);
  return file.exits.some(
    (exit) => exit.span.start >= wait.span.end && exit.span.end <= next.span.start && around.includes(exit.block),
  );
}

/** `timer.start(); await sleep(50); timer.stop()`: the pause stands in for work that is measured. */
export function isMeasured(file: TestFile, test: Test, wait: Wait): boolean {
  const after = file.calls.find((call) => call.span.start >= wait.statement.end && inTest(file, test, call.function));
  const root = /^([\w$]+)\.(?:stop|end|finish|measure|lap|elapsed|pause)\w*$/i.exec(after?.callee ?? '')?.[1];
  if (root === undefined) return false;
  return file.calls.some(
    ({ callee, span }) =>
      span.end <= wait.statement.start &&
      new RegExp(`^${literally(root)}\\.(?:start|begin|resume)\\w*$`, 'i').test(callee),
  );
}

/** The value looked for was there before the pause: in the last thing the test said of the same subject, or kept in a variable then. */
export function holdsAlready(file: TestFile, source: Source, test: Test, wait: Wait, next: Assertion): boolean {
  const { actual, expected } = next;
  const fn = file.functions[test.function];
  if (!actual || !expected || !fn) return false;
  const before = source.text.slice(fn.body.start, wait.span.start);
  const subject = source.slice(actual).trim();
  const value = source.slice(expected).trim();
  if (value === '' || subject === '') return false;
  const last = before.lastIndexOf(subject);
  const rest =
    last === -1
      ? ''
      : before.slice(last + subject.length, before.indexOf('\n', last) === -1 ? undefined : before.indexOf('\n', last));
  if (/^\)?\s*(?:===?|\.to\w+\()/.test(rest) && rest.includes(value)) return true;
  // `const updates = host.updates; …; expect(host.updates).toBe(updates)`
  return file.variables.some(
    ({ name, initializer }) =>
      name === value &&
      initializer !== undefined &&
      initializer.end <= wait.span.start &&
      source.slice(initializer).trim() === subject,
  );
}

/** The last assertion on the same subject before the pause expects something else: what comes is a change. Of two denials neither is. */
export function wasOtherBefore(file: TestFile, source: Source, test: Test, wait: Wait, next: Assertion): boolean {
  const { actual } = next;
  if (!actual) return false;
  const earlier = file.assertions
    .filter(
      (other) =>
        other.span.end <= wait.span.start &&
        inTest(file, test, other.function) &&
        other.actual !== undefined &&
        source.slice(other.actual) === source.slice(actual),
    )
    .at(-1);
  return earlier !== undefined && !(earlier.negated && next.negated) && tail(source, earlier) !== tail(source, next);
}

/** In Python: the test said before the pause that it is there, and says the opposite of the same expression behind it. So it goes. */
export function turnsAround(file: TestFile, source: Source, test: Test, wait: Wait, next: Assertion): boolean {
  const { actual } = next;
  if (file.language !== 'python' || !actual) return false;
  const earlier = file.assertions
    .filter(
      (other) =>
        other.span.end <= wait.span.start &&
        inTest(file, test, other.function) &&
        other.actual !== undefined &&
        source.slice(other.actual) === source.slice(actual),
    )
    .at(-1);
  if (!earlier || saysNothingHappened(earlier, source)) return false;
  if (earlier.compares === 'less' || earlier.matcher === '>=' || earlier.matcher === 'assertGreaterEqual') return false;
  // `key in first` and `key not in second` are no opposites.
  const within = ({ expected }: Assertion) => (expected ? source.slice(expected) : '');
  return next.compares !== 'contains' || within(earlier) === within(next);
}

function tail(source: Source, { span, actual }: Assertion): string {
  return source.text.slice(actual?.end ?? span.start, span.end).replace(/\s+/g, '');
}
