import type { CallFact, Hook, Span, TestFile, TimerSwitch } from '../../../facts.ts';
import { functionsAround, isWithin } from '../../../nesting.ts';
import { contains } from '../../../source.ts';
import { cleanUpNames, encloses, inFinally, isCleanUp, runsInHook } from '../places.ts';
import { isOfOneTest } from './restores.ts';

/** What switches real timers back on, also when it is only handed over by name (`afterEach(vi.useRealTimers)`). */
const switchesBack = /(?:^|\.)(?:useRealTimers|restore|uninstall|stop|reset)$/;

/** A hook at the same or an outer level switches back: after each test, or anew before each. */
export function isSwitchedBackInHook(file: TestFile, suite: number | undefined): boolean {
  return file.hooks.some(
    (hook) =>
      hook.kind !== 'beforeAll' &&
      encloses(file, hook.suite, suite) &&
      !isOfOneTest(file, hook) &&
      switchesBackIn(file, hook),
  );
}

function switchesBackIn(file: TestFile, hook: Hook): boolean {
  const run = runsInHook(file, hook);
  const isOwn = (id: number, span: Span) => run.has(id) || contains(hook.span, span);
  return (
    file.timers.some((other) => other.operation === 'real' && isOwn(other.function, other.span)) ||
    (hook.kind !== 'beforeEach' && file.calls.some((call) => isOwn(call.function, call.span) && switchesOff(call)))
  );
}

/** The call itself, or a name it hands over, puts timers back. Stopping something else in a hook is taken for it: better silent than wrong. */
function switchesOff(call: CallFact): boolean {
  return [
    call.callee,
    ...call.arguments.map((argument) => (argument.kind === 'name' ? String(argument.value ?? '') : '')),
  ].some(
    (name) =>
      /(?:^|\.)(?:useRealTimers|uninstall)$/.test(name) ||
      /(?:clock|timers?|sandbox|sinon|freezer|frozen\w*|traveller|freeze\w*|patcher)\w*(?:\(\))?\.(?:restore|reset|stop)$/i.test(
        name,
      ),
  );
}

/** Switched back whatever happens: in `finally`, in a clean-up callback, behind a fixture's `yield`. */
export function cleansUp(file: TestFile, timer: TimerSwitch): boolean {
  const around = [...functionsAround(file, timer.function)];
  const root = around.find((fn) => fn.role !== 'function') ?? around.at(-1);
  if (!root) return false;
  const real = file.timers.filter((other) => other.operation === 'real' && isWithin(file, other.function, root.id));
  return (
    real.some((other) => inFinally(file, other.block) || isCleanUp(file, other.function)) ||
    real.some((other) => root.yieldEnd !== undefined && other.span.start >= root.yieldEnd) ||
    file.hooks.some(
      (hook) => contains(root.span, hook.span) && isOfOneTest(file, hook) && switchesBackIn(file, hook),
    ) ||
    cleanUpNames(file, root.id).some((name) => switchesBack.test(name)) ||
    file.calls.some(
      (call) =>
        isWithin(file, call.function, root.id) &&
        switchesOff(call) &&
        (inFinally(file, call.block) ||
          isCleanUp(file, call.function) ||
          (root.yieldEnd !== undefined && call.span.start >= root.yieldEnd)),
    )
  );
}

export function isSwitchedBackInBody(file: TestFile, timer: TimerSwitch): boolean {
  const within = (id: number) => isWithin(file, id, timer.function);
  return (
    file.timers.some(
      (other) => other.operation === 'real' && other.span.start > timer.span.end && within(other.function),
    ) || file.calls.some((call) => call.span.start > timer.span.end && within(call.function) && switchesOff(call))
  );
}
