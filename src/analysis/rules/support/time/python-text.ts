/** The condition of an `assert` statement: without the keyword and without the message. Undefined when it cannot be told apart. */
export function conditionOf(statement: string): string | undefined {
  const text = /^assert\b\s*([\s\S]*)$/.exec(statement)?.[1];
  if (text === undefined) return undefined;
  const comma = topLevel(text, (char) => char === ',');
  const condition = (comma === -1 ? text : text.slice(0, comma)).trim();
  return condition === '' ? undefined : condition;
}

/** Offset of the first character outside strings and brackets that `wanted` accepts; -1 when there is none. */
export function topLevel(text: string, wanted: (char: string, at: number) => boolean): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '#') {
      while (at < text.length && text[at] !== '\n') at += 1;
    } else if (char === '"' || char === "'") at = endOfString(text, at);
    else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (depth === 0 && wanted(char, at)) return at;
  }
  return -1;
}

/** Offset of the last character of the string that opens at `at`. */
function endOfString(text: string, at: number): number {
  const quote = text[at] ?? '';
  const mark = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  let end = at + mark.length;
  while (end < text.length && !text.startsWith(mark, end)) end += text[end] === '\\' ? 2 : 1;
  return end + mark.length - 1;
}
