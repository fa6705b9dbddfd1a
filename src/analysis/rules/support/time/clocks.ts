import type { Test, TestFile, TimerSwitch } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { inTest, precedes, setupFunctions, suitesAround } from '../scope.ts';

/** Names of helpers and fixtures that promise to hold the clock. */
const holdsClock = /fake_?(?:timers|clock|time|date)|freez|frozen|time_?machine|mock_?(?:date|clock|time|now)/i;

/** What a patch must replace for the clock to stand still. */
const clockTarget = /(?:^|\.)(?:datetime|date|time|Date|now|utcnow|today|performance|timezone)$/;

/**
 * Is the clock held at `offset` of the test: by fake timers or a frozen clock in the test, its hooks and fixtures, a
 * decorator, the configuration, or a patch? `timers` asks for `setTimeout`, `date` for the current time.
 */
export function isClockHeld(
  { file, project }: Pick<RuleContext, 'file' | 'project'>,
  test: Test,
  offset: number,
  what: 'timers' | 'date',
): boolean {
  const own = file.timers.filter((timer) => isAround(file, test, timer) && timer.span.start < offset);
  const lastOwn = own.filter((timer) => timer.operation === 'real' || holds(timer, what)).at(-1);
  if (lastOwn) return lastOwn.operation !== 'real';
  const setup = new Set([0, ...setupFunctions(file, test), ...suitesAround(file, test).map((suite) => suite.function)]);
  return (
    project.runner.fakesTimers ||
    file.timers.some(
      (timer) => setup.has(timer.function) && holds(timer, what) && !isOnAnotherTest(file, test, timer),
    ) ||
    test.fixtures.some((name) => holdsClock.test(name)) ||
    file.calls.some(
      (call) =>
        holdsClock.test(call.callee) &&
        !/real/i.test(call.callee) &&
        (setup.has(call.function) || inTest(file, test, call.function)) &&
        call.span.start < offset,
    ) ||
    file.interceptions.some(
      (patch) =>
        patch.target !== undefined &&
        (what === 'date' ? clockTarget.test(patch.target) : /sleep$/.test(patch.target)) &&
        (setup.has(patch.function) || inTest(file, test, patch.function) || contains(test.span, patch.span)),
    )
  );
}

function holds(timer: TimerSwitch, what: 'timers' | 'date'): boolean {
  if (timer.operation === 'set-time') return what === 'date';
  if (timer.operation !== 'fake') return false;
  return timer.only === undefined || timer.only.includes(what === 'date' ? 'Date' : 'setTimeout');
}

/** In the body, or a decorator of the test or of a class around it. */
function isAround(file: TestFile, test: Test, timer: TimerSwitch): boolean {
  if (inTest(file, test, timer.function) || contains(test.span, timer.span)) return true;
  return suitesAround(file, test).some(
    (suite) => timer.scoped && contains(suite.span, timer.span) && precedes(timer.span, suite.nameSpan),
  );
}

function isOnAnotherTest(file: TestFile, test: Test, timer: TimerSwitch): boolean {
  return file.tests.some((other) => other.id !== test.id && contains(other.span, timer.span));
}
