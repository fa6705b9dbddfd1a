import { isBlankOrComment } from '../../../edits/statements.ts';
import type { Assertion, Test, TestFile, Wait } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { climb } from '../scope.ts';
import { isClockHeld } from './clocks.ts';

/** A pause of up to this many milliseconds only lets queued callbacks run. */
const longestFlush = 1;

/** `await nextTick()`, the end of an `act(…)`: no step of the test, only a turn of the event loop. */
const letsCallbacksRun =
  /^\s*(?:await (?:nextTick|flushPromises|flushMicrotasks|tick|Promise\.resolve|act)\((?:async )?(?:\(\) => \{\s*\})?\);?|\}\);?)\s*$/;

/** Callbacks whose body runs in the test's own flow. */
const transparent = /^(?:act|test\.step|React\.act|TestUtils\.act)$/;

/** Waiting is the work itself here: it is measured, timed out or interrupted on purpose. */
const waitIsTheAct =
  /raises|timeout|wait_for|measure|timer|profil|track|bench|elapsed|subtest|span|stopwatch|cancel|deadline|limit/i;
/** A real, fixed pause in the flow of the test itself: no poll, no time limit, no stand-in for work, no fake timers. */
export function isFixedPause(context: RuleContext, test: Test, wait: Wait): boolean {
  const { file } = context;
  if (wait.ms === undefined ? lacksDelay(file, wait) : wait.ms <= longestFlush) return false;
  if (!wait.awaited && (file.language === 'typescript' || /^(?:asyncio|anyio|trio|gevent)\./.test(wait.via)))
    return false;
  return (
    inOwnFlow(file, test, wait) &&
    !isPolling(context, test, wait) &&
    !isInRace(file, wait) &&
    !isClockHeld(context, test, wait.span.start, 'timers')
  );
}

/** `setTimeout(resolve)`: the next turn of the event loop. */
function lacksDelay(file: TestFile, wait: Wait): boolean {
  const timers = file.calls.filter(
    (call) => /(?:^|\.)set(?:Timeout|Immediate)$/.test(call.callee) && contains(wait.span, call.span),
  );
  return timers.some((call) => call.arguments.length === 1);
}

/** Directly in the test, or in a callback that the test runs then and there. */
function inOwnFlow(file: TestFile, test: Test, wait: Wait): boolean {
  for (const fn of functionsAround(file, wait.function)) {
    if (fn.id === test.function) return true;
    const receiver = fn.argumentOf === undefined ? undefined : file.calls[fn.argumentOf];
    if (!receiver || !transparent.test(receiver.callee)) return false;
  }
  return false;
}

/** A pause between two looks at the same thing, or one that is itself what the test is about. */
function isPolling({ file, source }: RuleContext, test: Test, wait: Wait): boolean {
  for (const block of climb(file, wait.block)) {
    if (block.function === test.function && block.kind === 'function') return false;
    if (
      block.kind === 'with' &&
      (block.names.some((name) => waitIsTheAct.test(name)) ||
        isAllOf(source.slice(block.span), source.slice(wait.statement)))
    )
      return true;
    if (block.kind !== 'loop') continue;
    // `for (let i = 0; !found && i < 10; i++)` ends early, too.
    const endsEarly = /^for\s*\([^;]*;[^;]*&&/.test(source.slice(block.construct));
    if (block.loop === 'while' || endsEarly || /\b(?:break|return)\b/.test(source.slice(block.span))) return true;
  }
  return false;
}

/** `with measured(): sleep(0.1)`: the pause stands in for work. */
function isAllOf(block: string, statement: string): boolean {
  return block.replace(/#[^\n]*/g, '').trim() === statement.trim();
}

/** `Promise.race([work, sleep(1000)])` is a time limit. */
function isInRace(file: TestFile, wait: Wait): boolean {
  return file.calls.some(
    (call) =>
      /^(?:Promise\.(?:race|any)|asyncio\.wait_for|asyncio\.wait)$/.test(call.callee) && contains(call.span, wait.span),
  );
}

/** No further step of the test stands between the pause and the assertion, except taking the value that is checked. */
export function followsDirectly({ file, source }: RuleContext, wait: Wait, next: Assertion): boolean {
  const between = source.text.slice(wait.statement.end, next.statement.start);
  if (isBlankOrComment(between, file.language)) return next.style !== 'raises';
  const code = between
    .split('\n')
    .filter(
      (line) =>
        !isBlankOrComment(line, file.language) && !(file.language === 'typescript' && letsCallbacksRun.test(line)),
    );
  if (code.length === 0) return true;
  return (
    code.length === 1 &&
    /^\s*(?:(?:const|let|var)\s+)?[\w{},\s[\]]+=(?!=)/.test(code[0] ?? '') &&
    !/\.(?:refresh|reset|stop|start|run|execute|post|put|delete)\w*\(/.test(code[0] ?? '')
  );
}
