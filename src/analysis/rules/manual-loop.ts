import { importModule } from '../edits/python.ts';
import type { CallFact, FunctionFact, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { manualLoopExamples } from './examples/manual-loop.ts';
import { climb } from './support/scope.ts';
import { versionIs } from './support/versions.ts';

/** `get_event_loop()` by hand, or kept in a variable first. */
const currentLoop = /^asyncio\.get_event_loop\(\)\.run_until_complete$/;
const anyLoop = /^asyncio\.(?:get_event_loop|get_running_loop|new_event_loop)\(\)\.run_until_complete$/;
/** What gives a future and no coroutine: `asyncio.run` refuses it. */
const givesFuture = /(?:^|\.)(?:gather|ensure_future|create_task|run_in_executor|create_future|shield)$/;

/**
 * Event loops that tests run by hand. Measured: `get_event_loop()` in synchronous code raises RuntimeError on Python 3.14, and on
 * 3.11 to 3.13 as soon as anything before it called `asyncio.run`; `asyncio.run` inside a running loop raises on all.
 */
export const manualLoop = defineRule({
  id: 'manual-loop',
  title: 'Event loop run by hand',
  cause: 'order-dependence',
  topic: 'async',
  severity: 'warning',
  languages: ['python'],
  pattern: 'async/test-setup',
  why: '`asyncio.get_event_loop()` gives synchronous code a loop only as long as nobody has called `asyncio.run` before, so the test depends on the tests in front of it. Python 3.14 gives none at all. `asyncio.run` makes and closes a loop of its own.',
  examples: manualLoopExamples,
  *check(context) {
    const { file } = context;
    if (file.imports.some(({ module }) => /^nest_asyncio/.test(module))) return;
    const seen = new Set<number>();
    for (const call of file.calls) {
      const fn = file.functions[call.function];
      if (!fn || seen.has(fn.id)) continue;
      const report = fn.async ? insideLoop(context, call, fn) : withoutLoop(context, call, fn);
      if (!report) continue;
      seen.add(fn.id);
      yield report;
    }
  },
});

/** `asyncio.run(…)` where a loop is running already. */
function insideLoop({ file, source }: RuleContext, call: CallFact, fn: FunctionFact): Report | undefined {
  const isRun = call.callee === 'asyncio.run';
  if (!isRun && !anyLoop.test(call.typed ?? call.callee)) return undefined;
  // Helpers may be run by a thread; a test that expects the error is right.
  if (!/^(?:test|fixture|hook)$/.test(fn.role) || isExpected(file, call)) return undefined;
  const [work, ...rest] = call.arguments;
  const replaced = work && rest.length === 0 && work.kind === 'call' && call.handling !== 'chained';
  const fix: FixDraft | undefined = replaced
    ? {
        title: 'Await it',
        safety: 'suggested',
        edits: [{ ...call.span, text: `await ${source.slice(work.span)}` }],
      }
    : undefined;
  return {
    at: call.span,
    severity: 'error',
    message: `\`${isRun ? 'asyncio.run' : 'run_until_complete'}\` in async code raises RuntimeError: a loop is running already. Await the coroutine.`,
    fix,
  };
}

function isExpected(file: TestFile, call: CallFact): boolean {
  return [...climb(file, call.block)].some(
    ({ kind, names }) =>
      kind === 'try' || (kind === 'with' && names.some((name) => /raises|assertRaises|patch/.test(name))),
  );
}

/** `asyncio.get_event_loop().run_until_complete(…)` in synchronous code. */
function withoutLoop(context: RuleContext, call: CallFact, fn: FunctionFact): Report | undefined {
  const { file, project } = context;
  if (!currentLoop.test(call.typed ?? call.callee) || setsLoop(file) || asksForLoop(file, fn)) return undefined;
  // Guarded by hand: `try: loop = get_event_loop() except RuntimeError: …`.
  if (isGuarded(file, fn)) return undefined;
  const gone = versionIs(project, 'python', { atLeast: '3.14' }) === 'yes';
  const others = file.calls.filter(
    (other) => other.function === fn.id && currentLoop.test(other.typed ?? other.callee),
  );
  return {
    at: call.span,
    message: gone
      ? 'On Python 3.14 `asyncio.get_event_loop()` makes no loop: this raises RuntimeError unless something before it has left one behind. Use asyncio.run, or make the test async.'
      : '`asyncio.get_event_loop()` depends on what ran before: it raises RuntimeError once a test has called asyncio.run, and on Python 3.14 unless a loop was left behind. Use asyncio.run, or make the test async.',
    fix: runInstead(context, others),
  };
}

/** The file takes care of the current loop itself. */
function setsLoop(file: TestFile): boolean {
  return file.calls.some(({ callee }) => /^asyncio\.(?:set_event_loop|set_event_loop_policy)$/.test(callee));
}

/** pytest-asyncio's and aiohttp's loop fixtures set the current loop. */
function asksForLoop(file: TestFile, fn: FunctionFact): boolean {
  const around = [...functionsAround(file, fn.id)];
  return around.some(({ parameters }) => parameters.some(({ name }) => /^(?:event_)?loop$/.test(name)));
}

function isGuarded(file: TestFile, fn: FunctionFact): boolean {
  return file.blocks.some(
    ({ kind, function: id, names }) =>
      id === fn.id &&
      kind === 'catch' &&
      (names.length === 0 || names.some((name) => /RuntimeError|Exception/.test(name))),
  );
}

function runInstead({ file, source }: RuleContext, calls: readonly CallFact[]): FixDraft | undefined {
  const written = calls.filter((call) =>
    /get_event_loop\(\)\s*\.run_until_complete$/.test(source.slice(call.calleeSpan)),
  );
  const canRun = written.every(({ arguments: given }) => {
    const [work, ...rest] = given;
    const made = work?.kind === 'call' && work.ref !== undefined ? file.calls[work.ref] : undefined;
    const isCoroutine = work?.kind === 'name' && /^coro(?:utine)?$/.test(String(work.value));
    return rest.length === 0 && (isCoroutine || (made !== undefined && !givesFuture.test(made.callee)));
  });
  if (written.length === 0 || written.length < calls.length || !canRun || isNested(written)) return undefined;
  const { local, edits } = importModule(file, source, 'asyncio');
  return {
    title: 'Run it with asyncio.run',
    safety: 'suggested',
    edits: [...edits, ...written.map(({ calleeSpan }) => ({ ...calleeSpan, text: `${local}.run` }))],
  };
}

function isNested(calls: readonly CallFact[]): boolean {
  return calls.some((call) => calls.some((other) => other !== call && contains(call.span, other.span)));
}
