import { importModule } from '../../../edits/python.ts';
import type { Test, TestFile } from '../../../facts.ts';
import type { FixDraft, RuleContext } from '../../../rule.ts';
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
