import type { Span } from '../../facts.ts';
import { code, type Syntax } from '../syntax.ts';
import type { Check } from './around.ts';

/** Column of what stands first on its line, tabs to every eighth column as Python counts them; undefined when something is before it. */
function columnOf({ start }: Span, text: string): number | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  if (!/^[ \t]*$/.test(before.replace('\uFEFF', ''))) return undefined;
  // Behind a backslash it is the same line still.
  if (/\\\r?\n$/.test(text.slice(Math.max(0, lineStart - 3), lineStart))) return undefined;
  let column = 0;
  for (const character of before) {
    if (character === '\t') column += 8 - (column % 8);
    else if (character === ' ') column += 1;
  }
  return column;
}

/** Statements of one block stand at one column; those of a module at the first. */
export function checkBlock(block: Syntax, { text, report }: Check, column?: number): void {
  let expected = column;
  for (const statement of code(block)) {
    const found = columnOf(statement, text);
    if (found === undefined) continue;
    expected ??= found;
    if (found === expected) continue;
    const message = found > expected ? 'unexpected indent' : 'unindent does not match any outer indentation level';
    report(message, { start: statement.start, end: statement.start + 1 });
    return;
  }
}

const clauseTypes = new Set(['elif_clause', 'else_clause', 'except_clause', 'except_group_clause', 'finally_clause']);

/** `else`, `except` and the like stand below the statement that they belong to. */
export function checkClauses(statement: Syntax, { text, report }: Check): void {
  if (statement.type === 'decorated_definition') checkBlock(statement, { text, report });
  if (!statement.children.some(({ type }) => clauseTypes.has(type))) return;
  const expected = columnOf(statement, text);
  for (const clause of statement.children) {
    if (!clauseTypes.has(clause.type)) continue;
    const found = columnOf(clause, text);
    if (found === undefined || expected === undefined || found === expected) continue;
    report('unindent does not match any outer indentation level', { start: clause.start, end: clause.start + 4 });
    return;
  }
}
