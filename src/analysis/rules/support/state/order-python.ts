import type { Access, Span, TestFile, Variable } from '../../../facts.ts';
import { contains, type Source } from '../../../source.ts';

/** A module's variable or an attribute of a test class that starts without a value. */
export function startsUnset(
  { suites }: TestFile,
  { level, className, value, initializer, initial }: Variable,
): boolean {
  if (level !== 'module' && !(level === 'class' && suites.some((suite) => suite.className === className))) return false;
  return !initializer || value === 'none' || (initial?.kind === 'string' && initial.value === '');
}

/**
 * `global order` in a function and no `order = …` at module level: the name does not exist until that function runs, so what the
 * reader takes for its declaration is the first write.
 */
export function asGlobal(file: TestFile, variable: Variable): Variable {
  const { level, function: id, nameSpan, initializer: _start, initial: _value, accesses, ...rest } = variable;
  if (file.language !== 'python' || level !== 'module' || id === 0) return variable;
  const block = innermostBlock(file, nameSpan, id);
  const write: Access = { kind: 'assign', span: nameSpan, function: id, block };
  return { ...rest, level, function: 0, nameSpan, value: 'none', accesses: [write, ...accesses] };
}

function innermostBlock(file: TestFile, span: Span, id: number): number {
  const around = file.blocks.filter((block) => block.function === id && contains(block.span, span));
  return around.at(-1)?.id ?? file.functions[id]?.block ?? 0;
}

/** `self.item_id = …` makes an attribute of this test's own instance; `self.__class__.item_id` and `cls.item_id` are the class's. */
export function isOfInstance(source: Source, { level }: Variable, { kind, span }: Access): boolean {
  const text = source.slice(span);
  return level === 'class' && kind !== 'read' && /^self\b/.test(text) && !/^self\s*\.\s*__class__\b/.test(text);
}

/** A read that is content with nothing: `if item_id:`, `item_id or …`, `assert item_id is None`. */
export function isTolerant(file: TestFile, source: Source, { span, block }: Access): boolean {
  const after = source.text.slice(span.end, span.end + 40);
  const before = source.text.slice(Math.max(0, span.start - 24), span.start);
  if (/^\s*(?:is\s+None\b|==\s*None\b|or\b|and\b|if\b|else\b)/.test(after)) return true;
  if (/(?:\bnot|\bor|\bif|\bwhile|\bgetattr\(|\bhasattr\()\s*$/.test(before)) return true;
  if (file.blocks.some(({ condition }) => condition && contains(condition, span))) return true;
  const asserted = file.assertions.some(({ statement }) => contains(statement, span));
  return file.blocks[block]?.kind === 'branch' && !asserted;
}
