import { importModule, quote } from '../../../edits/python.ts';
import type { Block, Exit, FunctionFact } from '../../../facts.ts';
import type { Edit, RuleContext } from '../../../rule.ts';

/** Turns a `return` that ends a Python test early into `pytest.skip(…)` or `self.skipTest(…)`, with the condition as its reason. */
export function skipInPython(
  { file, source }: Pick<RuleContext, 'file' | 'source'>,
  fn: FunctionFact,
  { span }: Exit,
  { condition }: Block,
): readonly Edit[] | undefined {
  const asked = condition ? source.slice(condition) : '';
  if (asked === '' || /[\n\\]/.test(asked)) return undefined;
  // The other quotation mark reads better than one with a backslash.
  const mark = quote(source, '').charAt(0);
  const reason = quote(source, asked.replaceAll(mark, mark === '"' ? "'" : '"'));
  if (file.framework === 'unittest') {
    const receiver = fn.className === undefined ? undefined : fn.parameters[0]?.name;
    return receiver === undefined ? undefined : [{ ...span, text: `${receiver}.skipTest(${reason})` }];
  }
  const { local, edits } = importModule(file, source, 'pytest');
  return [...edits, { ...span, text: `${local}.skip(${reason})` }];
}
