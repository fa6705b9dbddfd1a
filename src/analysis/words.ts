/** A text of a source file as the part of an expression that matches just this text. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** Of a name, also in expressions without the flag `u`: letters of Europe and its neighbours, and of East Asia. */
const part = '[\\w$\\u00c0-\\u1fff\\u3040-\\ud7ff\\uf900-\\ufaff]';

/** A name where it is not a part of a longer one: `\b` takes `$` for the end of a name, and letters beyond ASCII. */
export function wholeName(name: string): string {
  return `(?<!${part})${literally(name)}(?!${part})`;
}
