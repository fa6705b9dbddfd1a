import type { TestFile, Variable } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';

/** A local name that is given lists and tuples with something in them, on whichever way: `names = ["a"]`, `else: names = ["b"]`. */
export function isWrittenOut({ file, source }: Pick<RuleContext, 'file' | 'source'>, variable: Variable): boolean {
  const { accesses, initializer, level } = variable;
  if (file.language !== 'python' || level !== 'function' || !initializer) return false;
  return (
    hasElement(source.slice(initializer)) &&
    accesses.every(({ kind, span, block, via }) => {
      if (kind === 'read') return true;
      if (kind === 'mutate') return /^(?:append|extend|insert)$/.test(via ?? '');
      const statement = kind === 'assign' ? statementAt(file, block, span) : undefined;
      const value = statement && /^\w+\s*(?::[^=]+)?=(?!=)([\s\S]+)$/.exec(source.slice(statement))?.[1];
      return value !== undefined && hasElement(value);
    })
  );
}

function statementAt(file: TestFile, block: number, span: Variable['nameSpan']): Variable['nameSpan'] | undefined {
  return file.blocks[block]?.statements?.find(
    (statement) => statement.kind === 'assignment' && contains(statement.span, span),
  )?.span;
}

/** A list or a tuple as it is written; no comprehension, slice, choice or call. */
function hasElement(written: string): boolean {
  const text = written.trim();
  const isList = /^\[\s*[^\s\]*][\s\S]*\]$/.test(text);
  const isTuple = /^\(\s*(?:["'\d([{]|[\w.]+\s*,)[\s\S]*,[\s\S]*\)$/.test(text);
  return (isList || isTuple) && !/\b(?:for|if|else|and|or)\b|\]\s*\[|\)\s*\(/.test(text);
}
