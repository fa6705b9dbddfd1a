/**
 * Writes adjacent string literals as one: `'produc' + 'tion'`, Python's implicit `"produc" f"tion"`, PHP's `.` and SQL's
 * `||`, `.concat(…)`, and line-continued literals, also with comments between them. Undefined when there is nothing to join.
 */
export function glueLiterals(text: string): string | undefined {
  if (!seam.test(text)) return undefined;
  return text.replace(seams, '');
}

// No two pieces of a gap begin alike, and their number and length are bounded: neither expression can backtrack far.
const between = String.raw`(?:\s|\+|\|\||\\\r?\n|\.(?:concat\()?){0,80}`;
const comment = String.raw`(?:\/\*[^*]{0,120}\*\/|(?:\/\/|#)[^\n]{0,120}\n)`;
const join = String.raw`['"\`]${between}(?:${comment}${between}){0,2}[rbfuRBFU]{0,2}['"\`]`;
const seam = new RegExp(join);
const seams = new RegExp(join, 'g');
