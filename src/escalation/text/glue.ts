/**
 * Writes adjacent string literals as one: `'produc' + 'tion'`, Python's implicit `"produc" f"tion"`, PHP-like `.` joins,
 * `.concat(…)`, and line-continued literals. Undefined when there is nothing to join.
 */
export function glueLiterals(text: string): string | undefined {
  if (!seam.test(text)) return undefined;
  return text.replace(seams, '');
}

// The gap holds only white space, one operator and line continuations, so neither expression can backtrack far.
const join = String.raw`['"\`]\s{0,40}(?:\\\r?\n\s{0,40})?(?:\+|\.concat\()?\s{0,40}(?:\\\r?\n\s{0,40})?[rbfuRBFU]{0,2}['"\`]`;
const seam = new RegExp(join);
const seams = new RegExp(join, 'g');
