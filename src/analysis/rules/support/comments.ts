import type { Language, Span } from '../../facts.ts';
import type { Source } from '../../source.ts';
import { commentAbove } from './state/runs.ts';

/** What tools are told, not readers: `eslint-disable-next-line`, `@ts-ignore`, `prettier-ignore`. */
const directive =
  /(?:\/\/|\/\*+)\s*(?:eslint-|oxlint-|biome-ignore|prettier-ignore|@ts-|istanbul|v8 ignore|c8 ignore|#(?:end)?region)(?:(?!\*\/)[^\n])*?(?=--|\*\/|\n|$)/g;

/** The words of the comments above a statement, behind it, and at the start of what stands in its body. */
export function wordsBeside(source: Source, statement: Span, language: Language, body?: Span): string {
  const above = commentAbove(source, statement, language).match(/\/\/[\s\S]*|\/\*[\s\S]*?\*\//)?.[0] ?? '';
  const opening = source.slice({ start: statement.start, end: source.nextLine(statement.start) });
  const behind = /(?:^|[\s;,{(])(\/\/[^\n]*|\/\*.*?\*\/)\s*$/.exec(opening)?.[1] ?? '';
  const inside = body
    ? (/^(?:\s*(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/))+/.exec(source.slice(between(source, body)))?.[0] ?? '')
    : '';
  return [above, behind, inside]
    .map((text) => text.replace(directive, ' '))
    .join('\n')
    .replace(/[/*\s-]+/g, ' ')
    .trim();
}

/** The body with the comments that stand between its brace and its first statement. */
function between(source: Source, body: Span): Span {
  const brace = source.text.lastIndexOf('{', body.start);
  const isOpening =
    brace !== -1 && /^\{(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*$/.test(source.text.slice(brace, body.start));
  return isOpening ? { start: brace + 1, end: body.end } : body;
}
