/** A text of a source file as the part of an expression that matches just this text. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** A name where it is not a part of a longer one: `\b` takes `$` for the end of a name, and letters beyond ASCII. */
export function wholeName(name: string): string {
  return `(?<![\\w$])${literally(name)}(?![\\w$])`;
}
