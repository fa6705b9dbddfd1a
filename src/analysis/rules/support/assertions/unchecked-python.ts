import { importModule } from '../../../edits/python.ts';
import type { Block, Test, TestFile } from '../../../facts.ts';
import type { FixDraft, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { inTest } from '../scope.ts';
import { deadAssertionsInPython } from './dead-assertion-python.ts';
import { swallowingsInPython } from './swallowed-python.ts';

/** Fixtures of plugins that fail the test when a request they were told to expect does not come (pytest-httpx, respx), or an example (pytest-examples). */
export const checkingFixtures: ReadonlySet<string> = new Set(['httpx_mock', 'respx_mock', 'eval_example']);

/** Nothing is checked, and what is raised is swallowed, too. */
export function swallowsAll(context: RuleContext, test: Test): boolean {
  return (
    context.file.language === 'python' &&
    swallowingsInPython(context).some(({ test: { id }, ends }) => id === test.id && ends === 'passes')
  );
}

/**
 * `while server.tasks: await asyncio.sleep(0.01)`, `await wait_for_state("done", worker)`: the test does not come to its end before
 * the state does. A loop with a deadline of its own ends either way.
 */
export function waitsForState({ file, source }: RuleContext, test: Test): boolean {
  if (file.language !== 'python') return false;
  const waits = file.calls.filter(
    ({ callee, function: id }) => /(?:^|\.)\w*sleep$/.test(callee) && inTest(file, test, id),
  );
  const isWaited = ({ loop, span, condition }: Block) => {
    if (loop !== 'while' || !condition || !waits.some((call) => contains(span, call.span))) return false;
    const asked = source.slice(condition);
    if (/^(?:True|1)$/.test(asked)) return /\bbreak\b/.test(source.slice(span)) && !deadline.test(source.slice(span));
    return !deadline.test(asked);
  };
  return (
    file.blocks.some((block) => inTest(file, test, block.function) && isWaited(block)) ||
    file.calls.some(
      ({ callee, function: id }) =>
        /(?:^|[._])wait_(?:for|until)_(?!timeout)\w+$/.test(callee) && inTest(file, test, id),
    )
  );
}

const deadline = /time|deadline|monotonic|perf_counter|attempt|retr(?:y|ies)|^\w+\s*[<>]=?\s*\d/i;

/** A comparison without `assert` is what is wrong; dead-assertion speaks of it. */
export function isForgottenAssert(context: RuleContext, test: Test): boolean {
  return (
    context.file.language === 'python' && [...deadAssertionsInPython(context)].some((report) => report.test === test.id)
  );
}

/** An empty test that is skipped is seen in the report, with the reason. */
export function skipEmpty({ file, source }: Pick<RuleContext, 'file' | 'source'>, test: Test): FixDraft | undefined {
  if (
    file.language !== 'python' ||
    source.lineStart(test.span.start) + source.indentAt(test.span.start).length !== test.span.start
  )
    return undefined;
  const isMethodOfUnittest = file.framework === 'unittest' || isTestCase(file, test);
  const { local, edits } = importModule(file, source, isMethodOfUnittest ? 'unittest' : 'pytest');
  const mark = isMethodOfUnittest ? `@${local}.skip("empty test")` : `@${local}.mark.skip(reason="empty test")`;
  const at = test.span.start;
  const text = `${mark}${source.eol}${source.indentAt(at)}`;
  return { title: 'Skip it, with a reason', safety: 'suggested', edits: [...edits, { start: at, end: at, text }] };
}

function isTestCase(file: TestFile, { suite }: Test): boolean {
  return suite !== undefined && file.suites[suite]?.bases.some((base) => /TestCase$/.test(base)) === true;
}
