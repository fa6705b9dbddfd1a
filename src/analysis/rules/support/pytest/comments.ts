import type { Span } from '../../../facts.ts';
import type { Source } from '../../../source.ts';

const directive = /^(?:noqa|type:|pragma|pylint|pyright|mypy|ruff|fmt|isort|testing-patterns|flake8)\b/i;

/** The words of the comments directly above a place, between its lines, and behind its last line; what tools are told is left out. */
export function wordsAround(source: Source, { start, end }: Span): string {
  const above: string[] = [];
  for (let line = source.lineStart(start); line > 0; ) {
    const previous = source.lineStart(line - 1);
    const text = source.text.slice(previous, line).trim();
    if (!text.startsWith('#')) break;
    above.unshift(text);
    line = previous;
  }
  const own = source.text.slice(source.lineStart(start), source.nextLine(end)).split('\n');
  const behind = own.flatMap((text) => /(?:^|\s)#.*$/.exec(text)?.[0].trim() ?? []);
  return [...above, ...behind]
    .map((text) => text.replace(/^[#:\s]+/, '').trim())
    .filter((text) => !directive.test(text))
    .join(' ')
    .replace(/[-=*#\s]+/g, ' ')
    .trim();
}

/** Python code without its comments; a `#` in a string is none. */
export function withoutComments(code: string): string {
  const strings = /("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')|#[^\n]*/g;
  return code.replace(strings, (_all, string: string | undefined) => string ?? '');
}
