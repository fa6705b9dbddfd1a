import homoglyph from 'unhomoglyph';

/** Marks, and what nobody sees: zero-width, bidirectional, TAG and control characters, Hangul fillers. White space stays. */
const unseen = /\p{M}|[^\P{C}\s]|[\u115F\u1160]/gu;
/** What a terminal takes as a command, as to change colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one.
const terminalCodes = /\u{1b}\[[0-?]{0,40}[ -/]{0,4}[@-~]/gu;
/** Nothing in it can be folded but case and white space. */
const plainAscii = /^[\t\n\r -~]*$/;

/** Lower case, one blank for each run of white space, look-alikes as the Latin letters they look like, nothing invisible. */
export function fold(text: string): string {
  return asciiForms(text).toLowerCase().replace(/\s+/g, ' ');
}

function asciiForms(text: string): string {
  if (plainAscii.test(text)) return text;
  return text
    .replace(terminalCodes, '')
    .replace(/[\u03F2\u03F9]/g, 'c')
    .normalize('NFKC')
    .normalize('NFKD')
    .replace(unseen, '')
    .replace(/[^\p{ASCII}]/gu, latinOf);
}

/** A look-alike of a look-alike (`\u03C4`, `\u1D1B`, `t`), or with marks that are to go (`\u00F8`, `o\u0338`): no chain found is longer. */
const maxSteps = 4;

/** ASCII itself is left alone: the table also maps `I` to `l` and `m` to `rn`, which would hide plain words. */
function latinOf(character: string): string {
  let latin = seen.get(character);
  if (latin === undefined) {
    latin = character;
    for (let step = 0; step < maxSteps && !plainAscii.test(latin); step++) latin = lookAlike(latin);
    seen.set(character, latin);
  }
  return latin;
}

function lookAlike(text: string): string {
  const own = Array.from(text, ownLookAlike).join('');
  const direct = homoglyph(own);
  return (direct === own ? homoglyph(own.toLowerCase()) : direct).normalize('NFKD').replace(unseen, '');
}

/** Letters in boxes, as flags are made of: alphabets that start at these. Unicode decomposes none of them. */
const alphabets = [0x1f150, 0x1f170, 0x1f1e6];

function ownLookAlike(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const start = alphabets.find((first) => code >= first && code < first + 26);
  return start === undefined ? (lookAlikes[character] ?? character) : String.fromCharCode(97 + code - start);
}

/** Read as Latin by people, but not in the table, which wants them confusable glyph by glyph: small capitals, turned letters. */
const lookAlikes: Readonly<Record<string, string>> = {
  ᴀ: 'a',
  ʙ: 'b',
  ᴅ: 'd',
  ᴇ: 'e',
  ʟ: 'l',
  ɴ: 'n',
  ᴘ: 'p',
  ʀ: 'r',
  ᴛ: 't',
  þ: 'p',
  ꞃ: 'r',
  п: 'n',
  π: 'n',
  ɐ: 'a',
  ɔ: 'c',
  ǝ: 'e',
  ɥ: 'h',
  ʞ: 'k',
  ɯ: 'm',
  ɹ: 'r',
  ʇ: 't',
  ʌ: 'v',
  ʍ: 'w',
  ʎ: 'y',
};

/** One look-up walks a table of thousands; there are few different characters. */
const seen = new Map<string, string>();

/** Characters that show nothing or reorder what is shown. A byte order mark at the very start is ordinary. */
export function hiddenCharacters(text: string): string[] {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  return [...withoutFlags(text.slice(from)).matchAll(hidden)].map(([character]) => character);
}

/** Narrower than `unseen`: emoji need U+200D and variation selectors, soft hyphens are ordinary in prose. */
const hidden =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)[\u200B\u200C\u200D]|[\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/**
 * What in a text that is only described says something to a machine and nothing, or something else, to who reads it: TAG
 * characters, overrides of the direction, and codes by which a terminal hides, erases or goes back over text. Pasted text
 * has other unseen characters, and colours, by itself.
 */
export function smuggledCharacters(text: string): string[] {
  return [...withoutFlags(text).matchAll(smuggled)].map(([character]) => character);
}

const smuggled =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys begins with one.
  /[\u202D\u202E\u{E0001}-\u{E007F}]|\u{1b}(?:\[(?:[\d;]{0,20}[A-FHJf]|(?:0?;)?8m)|\](?!8;)|[PX^_c])/gu;

/** The flags of England, Scotland and Wales are the only ones that TAG characters spell. */
function withoutFlags(text: string): string {
  return text.replace(flags, '');
}

const tags = (letters: string) =>
  Array.from(letters, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
const flags = new RegExp(`\u{1F3F4}${tags('gb')}(?:${['eng', 'sct', 'wls'].map(tags).join('|')})\u{E007F}`, 'gu');
