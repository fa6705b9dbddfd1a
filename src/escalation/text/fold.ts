import homoglyph from 'unhomoglyph';

/** Marks, and what nobody sees: zero-width, bidirectional, TAG and control characters, Hangul fillers. White space stays. */
const unseen = /\p{M}|[^\P{C}\s]|[\u115F\u1160]/gu;
/** Nothing in it can be folded but case and white space. */
const plainAscii = /^[\t\n\r -~]*$/;

/** Lower case, one blank for each run of white space, look-alikes as the Latin letters they look like, nothing invisible. */
export function fold(text: string): string {
  return asciiForms(text).toLowerCase().replace(/\s+/g, ' ');
}

function asciiForms(text: string): string {
  if (plainAscii.test(text)) return text;
  return text
    .normalize('NFKC')
    .normalize('NFKD')
    .replace(unseen, '')
    .replace(/[^\p{ASCII}]/gu, latinOf);
}

/** ASCII itself is left alone: the table also maps `I` to `l` and `m` to `rn`, which would hide plain words. */
function latinOf(character: string): string {
  let latin = seen.get(character);
  if (latin === undefined) {
    const direct = homoglyph(character);
    latin = direct === character ? homoglyph(character.toLowerCase()) : direct;
    seen.set(character, latin);
  }
  return latin;
}

/** One look-up walks a table of thousands; there are few different characters. */
const seen = new Map<string, string>();

/** Characters that show nothing or reorder what is shown. A byte order mark at the very start is ordinary. */
export function hiddenCharacters(text: string): string[] {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  return [...text.slice(from).matchAll(hidden)].map(([character]) => character);
}

/** Narrower than `unseen`: emoji need U+200D and variation selectors, soft hyphens are ordinary in prose. */
const hidden =
  /(?<!\p{Extended_Pictographic}\uFE0F?)[\u200B\u200C\u200D]|[\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;
