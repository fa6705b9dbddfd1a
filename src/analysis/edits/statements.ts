import type { Language, Span } from '../facts.ts';
import type { Edit } from '../rule.ts';
import type { Source } from '../source.ts';

/** An edit that puts `text` at `at` and takes nothing away. */
export function insert(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** True when nothing but white space stands beside the span on its first and last line. */
export function standsAlone(source: Source, span: Span): boolean {
  const before = source.text.slice(source.lineStart(span.start), span.start);
  const after = source.text.slice(span.end, source.nextLine(span.end));
  return before.trim() === '' && after.trim() === '';
}

/**
 * Takes a statement away, with its whole lines when nothing else stands on them, and with the blank line above it when it
 * was the last of its block.
 */
export function removeStatement(source: Source, statement: Span): Edit {
  if (standsAlone(source, statement)) {
    const [start, end] = [source.lineStart(statement.start), source.nextLine(statement.end)];
    const above = source.lineStart(Math.max(0, start - 1));
    const endsBlock = /^[\t ]*\}/.test(source.text.slice(end, source.nextLine(end)));
    const takesBlank = endsBlock && above < start && source.text.slice(above, start).trim() === '';
    return { start: takesBlank ? above : start, end, text: '' };
  }
  const behind = /^[\t ]*/.exec(source.text.slice(statement.end, statement.end + 200))?.[0].length ?? 0;
  return { start: statement.start, end: statement.end + behind, text: '' };
}

/** Puts `lines` as statements of their own above the one at `offset`, indented like it. */
export function insertAbove(source: Source, offset: number, lines: readonly string[]): Edit {
  const indent = source.indentAt(offset);
  const text = lines.map((line) => `${line === '' ? '' : indent + line}${source.eol}`).join('');
  return insert(source.lineStart(offset), text);
}

/** The text moved one level to the right, or to the left with a negative `levels`; blank lines stay blank. */
export function reindent(source: Source, text: string, levels: 1 | -1): string {
  const unit = source.indentUnit;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      if (line.trim() === '') return line;
      if (levels === 1) return unit + line;
      return line.startsWith(unit) ? line.slice(unit.length) : line;
    })
    .join('');
}

/** True for a text of white space and comments only. */
export function isBlankOrComment(text: string, language: Language): boolean {
  const blank = language === 'python' ? /^(?:\s|#[^\n]*)*$/ : /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*$/;
  return blank.test(text);
}
