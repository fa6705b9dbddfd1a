import type { Block, Decorator, FunctionFact, Span, TestFile } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { numberOf } from '../assertions/numbers.ts';
import { marksIn } from '../pytest/marks.ts';
import { climb, inTest } from '../scope.ts';

/** What says that a test may be tried again, and how often. */
export interface RetryInPython {
  readonly at: Span;
  /** Failures in a row that still count as a pass, when the number is written. */
  readonly times?: number | undefined;
}

/**
 * Decorators, with the argument that gives the number of further tries (or, of `tries` ones, of all). Read from the documentation of
 * flaky, tenacity, retry, backoff and retrying.
 */
const decorators =
  /^(?:flaky\.flaky|tenacity\.retry|retry\.(?:api\.)?retry|retrying\.retry|backoff\.on_exception|stamina\.retry)$/;
const plugins = /^(?:pytest-rerunfailures|flaky|pytest-retry)$/;

/** Retries that the tests of a file ask for themselves: marks, decorators, loops around their assertions. */
export function* retriesInPython(context: RuleContext): Iterable<RetryInPython> {
  const { file } = context;
  yield* marked(context);
  for (const fn of file.functions) {
    if (fn.role !== 'test') continue;
    const decorator = fn.decorators.find(({ callee }) => decorators.test(callee));
    if (decorator) yield { at: decorator.span, times: timesOfDecorator(file, decorator, fn) };
  }
  yield* looped(context);
}

/** `@pytest.mark.flaky(reruns=3)`: pytest-rerunfailures, flaky and pytest-retry all listen to it. */
function* marked({ file, project }: RuleContext): Iterable<RetryInPython> {
  const isInstalled = project.pytest?.distributions.some((name) => plugins.test(name)) === true;
  for (const { name, span, call } of marksIn(file)) {
    if (name !== 'flaky') continue;
    const given = call?.arguments ?? [];
    const tries = given.find((argument) => /^(?:reruns|retries|max_runs)$/.test(argument.name ?? ''));
    const times = numberOf(file, tries ?? given.find((argument) => argument.name === undefined), 0);
    // Without a number, and without a plugin that is known, it may be no more than a label to select by.
    if ((!tries && times === undefined && !isInstalled) || times === 0) continue;
    yield { at: span, times: times !== undefined && tries?.name === 'max_runs' ? times - 1 : times };
  }
}

function timesOfDecorator(file: TestFile, { callee, call }: Decorator, { id }: FunctionFact): number | undefined {
  const given = call === undefined ? [] : (file.calls[call]?.arguments ?? []);
  const tries = given.find(({ name }) =>
    /^(?:max_runs|tries|max_tries|attempts|stop_max_attempt_number)$/.test(name ?? ''),
  );
  const times = numberOf(file, tries, id);
  if (times !== undefined) return times - 1;
  return callee === 'flaky.flaky' && given.length === 0 ? 1 : undefined;
}

/** `for _ in range(3): try: … assert … except AssertionError: pass`, unless it waits: then it polls. */
function* looped({ file }: RuleContext): Iterable<RetryInPython> {
  for (const handler of file.blocks) {
    if (handler.kind !== 'catch' || !handler.swallows || !handler.names.includes('AssertionError')) continue;
    const test = file.tests.find((candidate) => inTest(file, candidate, handler.function));
    const loop = [...climb(file, handler.parent)].find(
      (block) => block.kind === 'loop' && block.function === handler.function,
    );
    if (!test || loop?.loop === undefined || !triesAgain(file, loop, handler)) continue;
    yield { at: handler.construct };
  }
}

/** The loop is counted, its `try` does something before it asserts, and nothing in it waits. */
function triesAgain(file: TestFile, loop: Block, handler: Block): boolean {
  const attempt = file.blocks.find(
    ({ kind, construct }) => kind === 'try' && construct.start === handler.construct.start,
  );
  if (!attempt || file.waits.some(({ span }) => contains(loop.span, span))) return false;
  const [first] = file.assertions.filter(({ span }) => contains(attempt.span, span));
  const isCounted =
    loop.condition !== undefined &&
    file.calls.some(({ callee, span }) => callee === 'range' && span.start === loop.condition?.start);
  return (
    isCounted &&
    first !== undefined &&
    file.calls.some(({ span }) => contains(attempt.span, span) && span.end <= first.span.start) &&
    endsWhenItHolds(file, loop, attempt)
  );
}

/** `break` or `return` once it holds: without that, every round of the loop is a check of its own. */
function endsWhenItHolds(file: TestFile, loop: Block, attempt: Block): boolean {
  const around = attempt.construct;
  const returns = file.exits.some(({ kind, span }) => kind === 'return' && contains(around, span));
  const inside = [...file.blocks].filter(({ span }) => contains(loop.span, span));
  const others = inside.flatMap(({ statements = [] }) => statements.filter(({ kind }) => kind === 'other'));
  return returns || others.some(({ span }) => span.end - span.start === 'break'.length);
}
