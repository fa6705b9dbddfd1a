import { escaped } from './escape.ts';
import { fold } from './text/fold.ts';

/** What people read as one word. */
const word = /[\p{L}\p{M}\p{N}_$]+/gu;
/** Words with only blanks, commas and hyphens between them: prose, or one name. Code's punctuation ends it. */
const phrase = /[\p{L}\p{M}\p{N}_$ ,-]+/gu;
const ascii = /^[\p{ASCII}]*$/u;
const foreignLetter = /[^\P{L}\p{ASCII}]|[^\P{Nd}\p{ASCII}]/u;
/** Accented Latin letters are read for what they are; ligatures, phonetic ones and clicks pass for ASCII. */
const ordinaryLatin =
  /(?![\u01C0-\u01C3\u0250-\u02AF\u1D00-\u1DBF\uA720-\uA7FF\uAB30-\uAB6F\uFB00-\uFB06\uFF00-\uFFEF])[\p{Script=Latin}ªº]/u;
/** Slashes, dots and colons that paths are made of, and characters that are ASCII by definition, written otherwise. */
const posing = /[\u2044\u2215\u29F8\u2024\u2236\uA789\u037E\u1FEF\u212A]/gu;

/**
 * Letters that only look like ASCII, as `\u{…}`, where a reader would take them for ASCII: in one word with ASCII letters
 * (`p\u{430}th`), or in a name made of nothing else (`\u{441}\u{43e}\u{440}\u{443}`). Prose in another script stays as it
 * is: there other letters of that script show what one is reading.
 */
export function withoutLookAlikes(text: string): string {
  if (ascii.test(text)) return text;
  return text
    .replace(posing, escaped)
    .replace(phrase, (part) =>
      ascii.test(part) ? part : part.replace(word, (letters) => (deceives(letters, part) ? marked(letters) : letters)),
    );
}

function deceives(letters: string, context: string): boolean {
  if (ascii.test(letters)) return false;
  return /[A-Za-z]/.test(letters) || ![...context].some(isDistinct);
}

function marked(letters: string): string {
  return [...letters].map((letter) => (posesAsAscii(letter) ? escaped(letter) : letter)).join('');
}

/** A letter that nobody takes for ASCII. */
function isDistinct(letter: string): boolean {
  return foreignLetter.test(letter) && !ordinaryLatin.test(letter) && !posesAsAscii(letter);
}

function posesAsAscii(letter: string): boolean {
  return foreignLetter.test(letter) && !ordinaryLatin.test(letter) && /^[\x21-\x7e]{1,3}$/.test(fold(letter));
}
