import { code, type Syntax } from '../syntax.ts';
import type { Check } from './around.ts';

/** The escapes of text and those of bytes; one of two characters is one that Python cannot read. */
const textEscape = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U00(?:0[\da-fA-F]|10)[\da-fA-F]{4}|[\s\S])/g;
const byteEscape = /\\(?:x[\da-fA-F]{2}|[\s\S])/g;

export function checkStrings(node: Syntax, check: Check): void {
  const strings = node.type === 'string' ? [] : code(node).filter(({ type }) => type === 'string');
  const kinds = new Set(strings.map((each) => /b/i.test(prefixOf(each, check))));
  if (kinds.size > 1) check.report('cannot mix bytes and nonbytes literals', node);
  if (node.type === 'string') checkString(node, check);
}

function prefixOf(string: Syntax, { text }: Check): string {
  return /^[a-zA-Z]*/.exec(text.slice(string.start, string.start + 4))?.[0] ?? '';
}

function checkString(node: Syntax, check: Check): void {
  const { text, report } = check;
  const prefix = prefixOf(node, check).toLowerCase();
  if (text[node.start] === '`') report('backticks are no Python 3; use repr()', node);
  if (prefix.includes('u') && prefix.length > 1) report(`no string has the prefix ${prefix}`, node);
  const isBytes = prefix.includes('b');
  if (isBytes && /[^\0-\x7f]/.test(text.slice(node.start, node.end)))
    report('bytes can only contain ASCII literal characters', node);
  if (prefix.includes('r')) return;
  for (const part of node.children) {
    if (part.type !== 'string_content') continue;
    const content = text.slice(part.start, part.end);
    if (!content.includes('\\')) continue;
    for (const found of content.matchAll(isBytes ? byteEscape : textEscape)) {
      const [sequence] = found;
      if (!/^\\[xuU]$/.test(sequence) || (isBytes && sequence !== '\\x')) continue;
      const start = part.start + found.index;
      report(`truncated ${sequence} escape`, { start, end: start + 2 });
      return;
    }
  }
}
