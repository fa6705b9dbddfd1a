/** More than any configuration has. */
const maxDepth = 40;

/**
 * True when YAML may be nested so deeply that reading it takes seconds, or the whole process: on a stack that is nearly used up
 * V8 may fail to compile an expression of the parser, and then aborts instead of throwing (seen with `? ` fifty thousand times).
 * Brackets and indicators are counted wherever they stand, in quotes too: a false "too deep" costs no more than the structure.
 */
export function isDeepYaml(text: string): boolean {
  const indents: number[] = [];
  let brackets = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    for (const character of line) {
      if (character === '[' || character === '{') brackets += 1;
      else if ((character === ']' || character === '}') && brackets > 0) brackets -= 1;
      if (brackets > maxDepth) return true;
    }
    // `- - - a` and `? ? a` nest within their line.
    if ((line.match(/(?:^|\s)[-?:](?=\s|$)/g) ?? []).length > maxDepth) return true;
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    while ((indents.at(-1) ?? -1) >= indent) indents.pop();
    indents.push(indent);
    if (indents.length > maxDepth) return true;
  }
  return false;
}
