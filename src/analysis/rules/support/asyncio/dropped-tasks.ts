import { insert, standsAlone } from '../../../edits/statements.ts';
import type { CallFact, FunctionFact } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { wholeName } from '../../../words.ts';
import { isAsyncCode } from './blocking.ts';

const startsTask = /^asyncio\.(?:create_task|ensure_future|(?:get_event_loop|get_running_loop)\(\)\.create_task)$/;

/**
 * `asyncio.create_task(…)` that nothing keeps. Source: asyncio's documentation: the loop holds tasks weakly, "save a reference to the
 * result"; measured on Python 3.11: an assertion that fails in such a task fails no test.
 */
export function* droppedTasks(context: RuleContext): Generator<Report> {
  const { file } = context;
  const seen = new Set<number>();
  for (const call of file.calls) {
    const fn = file.functions[call.function];
    if (!fn || call.handling !== 'dropped' || !startsTask.test(call.typed ?? call.callee)) continue;
    if (seen.has(fn.id) || !isAsyncCode(fn) || isCleanedUp(context, fn)) continue;
    seen.add(fn.id);
    yield {
      at: call.span,
      severity: 'warning',
      message:
        'The task is started and dropped: when it fails no test hears of it, and it may outlive this test. Keep it, and await or cancel it.',
      fix: keep(context, call, fn),
    };
  }
}

/** The test gathers all tasks of the loop, or what it started is over by then for another reason. */
function isCleanedUp({ file }: RuleContext, fn: FunctionFact): boolean {
  return file.calls.some(({ callee, function: id }) => callee === 'asyncio.all_tasks' && id === fn.id);
}

/** Awaited at the end of the test, where it stands straight in its body. */
function keep({ file, source }: RuleContext, call: CallFact, fn: FunctionFact): FixDraft | undefined {
  const statements = file.blocks[fn.block]?.statements ?? [];
  const last = statements.at(-1);
  const isStraight = call.block === fn.block && standsAlone(source, call.statement);
  if (fn.role !== 'test' || !isStraight || !last || !/^(?:expression|assignment|assert|compound)$/.test(last.kind))
    return undefined;
  const name = ['task', 'background', 'started'].find(
    (word) => !new RegExp(wholeName(word)).test(source.slice(fn.span)),
  );
  const others = file.calls.filter(
    (other) =>
      other !== call &&
      other.function === fn.id &&
      other.handling === 'dropped' &&
      startsTask.test(other.typed ?? other.callee),
  );
  if (name === undefined || others.length > 0) return undefined;
  const indent = source.indentAt(call.statement.start);
  return {
    title: 'Keep the task and await it at the end',
    safety: 'suggested',
    edits: [insert(call.span.start, `${name} = `), insert(last.span.end, `${source.eol}${indent}await ${name}`)],
  };
}
