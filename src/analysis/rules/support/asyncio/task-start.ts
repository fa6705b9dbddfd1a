import { isBlankOrComment } from '../../../edits/statements.ts';
import type { Test, TestFile, Wait } from '../../../facts.ts';
import { contains, type Source } from '../../../source.ts';

/** What is not the event loop's alone: its answers come when they come. */
const outside =
  /server|subprocess|thread|executor|socket|redis|process\b|(?:open|create_unix)_connection|aiohttp_client|httpx\.|requests\.|run_sync/i;

/** Coroutines that go on for a while, rather than get to their first wait. */
const longRunning = /(?:run|serve|main|loop|poll|work|process|consum|listen|watch|monitor|schedul)\w*\(/i;

/** What takes real time inside the task. */
const takesTime = /\b(?:sleep|wait_for|timeout|call_later|call_at)\w*\(/;

/**
 * `task = asyncio.create_task(read())` and then `await asyncio.sleep(0.1)`, with nothing in the test but the event loop: a task is
 * put in the queue when it is made, before the test can be, so it has run to its first real wait when `sleep(0)` returns
 * (measured on Python 3.11; what `call_soon` queues runs in its order).
 */
export function letsTaskStart(file: TestFile, source: Source, test: Test, wait: Wait): boolean {
  if (file.language !== 'python' || wait.via !== 'asyncio.sleep') return false;
  const start = file.calls.find(
    ({ callee, function: at, block, statement }) =>
      /(?:^|\.)(?:create_task|ensure_future)$/.test(callee) &&
      at === wait.function &&
      block === wait.block &&
      statement.end <= wait.statement.start &&
      isBlankOrComment(source.text.slice(statement.end, wait.statement.start), 'python'),
  );
  if (!start || longRunning.test(source.slice(start.span).replace(/^[^(]*\(/, ''))) return false;
  if (outside.test(source.slice(test.span)) || test.fixtures.some((name) => outside.test(name))) return false;
  // A coroutine of the test that waits by the clock is not there yet.
  const own = file.functions.filter(
    (fn) =>
      fn.id !== test.function && source.slice(start.span).includes(`${fn.name}(`) && !contains(fn.span, wait.span),
  );
  return !own.some((fn) => takesTime.test(source.slice(fn.span)));
}
