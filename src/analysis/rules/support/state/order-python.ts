import type { Access, TestFile, Variable } from '../../../facts.ts';
import { contains, type Source } from '../../../source.ts';

/** A module's variable or an attribute of a test class that starts without a value. */
export function startsUnset(
  { suites }: TestFile,
  { level, className, value, initializer, initial }: Variable,
): boolean {
  if (level !== 'module' && !(level === 'class' && suites.some((suite) => suite.className === className))) return false;
  return !initializer || value === 'none' || (initial?.kind === 'string' && initial.value === '');
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
