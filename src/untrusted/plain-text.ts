import { createHash } from 'node:crypto';

/**
 * Text that others wrote (names, paths, comments, failure output, documents), made fit for a reader: a model, a person, a
 * terminal. What shows nothing, reorders what is shown or steers a terminal never goes out as it is:
 *
 * - in a line (an id, a path, a name) and in code (a diff) it is written as `\u{202e}`: nothing may look like something else,
 *   and what we show can be given back to us;
 * - in prose (failure output, documents) it is removed: nobody misses it.
 */

/** Characters of a line that are shown. */
export const longestLine = 600;
/** Characters of a document or an error that are shown. */
export const longestProse = 24_000;

/** Nearly every text is of these alone, and then there is nothing to do: Latin, Greek, Cyrillic, Hebrew, kana, Han. */
const plainLine = /^[\t -~\u00A1-\u00AC\u00AE-\u02FF\u0370-\u05FF\u3040-\u30FF\u4E00-\u9FFF]*$/;
const plainBlock = /^[\t\n -~\u00A1-\u00AC\u00AE-\u02FF\u0370-\u05FF\u3040-\u30FF\u4E00-\u9FFF]*$/;

/** Scripts whose letters join: there, U+200C and U+200D change what is read. */
const joining = ['Arabic', 'Syriac', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil']
  .concat(['Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar'])
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');
/** Invisible and yet needed: between the parts of an emoji, for its form, between letters that join. */
const needed = [
  String.raw`(?<=\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)\u200D(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Emoji})[\uFE0E\uFE0F]`,
  `(?<=[${joining}])[\\u200C\\u200D]`,
].join('|');
const unseen = String.raw`(?!${needed})\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]`;
/** No characters at all: half a pair, and what Unicode keeps for itself. Many JSON readers refuse them. */
const broken = String.raw`\p{Cs}|\p{Noncharacter_Code_Point}`;
const control = String.raw`[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]`;
const hidden = new RegExp(`${unseen}|${broken}|${control}`, 'gu');
const hiddenOrBreak = new RegExp(`${unseen}|${broken}|${control}|\\n`, 'gu');
const brokenAnywhere = new RegExp(broken, 'gu');

const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the control sequences of terminals.
  /(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b[\]_P^][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)?|\x1b[ -/]?[0-~]/g;
const otherBreaks = /\r\n?|[\v\f\x85\u2028\u2029]/g;

/** An id, a path, a name: one line, nothing hidden, at most `most` characters. What was cut is known by its length and digest. */
export function shownLine(text: string, most = longestLine): string {
  if (text.length <= most) {
    const line = escapedLine(text);
    if (line.length <= most) return line;
  }
  let end = Math.min(text.length, most - longestMark);
  let head = escapedLine(wholePairs(text.slice(0, end)));
  // An escape is up to nine characters longer than what it stands for.
  for (; head.length > most - longestMark; head = escapedLine(wholePairs(text.slice(0, end))))
    end -= Math.ceil((head.length - (most - longestMark)) / 9);
  return head + markOf(text.slice(wholePairs(text.slice(0, end)).length));
}

/** Code, a diff: its lines stay, nothing in them is hidden, at most `most` characters before that. */
export function shownCode(text: string, most = longestProse): string {
  if (text.length > most) return `${shownCode(wholePairs(text.slice(0, most)))}… (+${text.length - most} characters)`;
  return plainBlock.test(text) ? text : text.replaceAll('\r\n', '\n').replace(hidden, escaped);
}

/** Failure output, a document: its lines stay, what nobody sees is gone, not longer than `most`. */
export function prose(text: string, most = longestProse): string {
  // Twice as much as is shown, so that removing seldom leaves less; the rest of a huge text is not worth a look.
  const looked = text.length > 2 * most ? wholePairs(text.slice(0, 2 * most)) : text;
  const clean = plainBlock.test(looked)
    ? looked
    : withoutSequences(looked).replace(otherBreaks, '\n').replace(brokenAnywhere, '\uFFFD').replace(hidden, '');
  const left = clean.length - most + (text.length - looked.length);
  return left > 0 ? `${wholePairs(clean.slice(0, most))}… (+${left} characters)` : clean;
}

/** Without colours and other orders to a terminal. */
export function withoutSequences(text: string): string {
  return text.includes('\u001b') || text.includes('\u009b') ? text.replace(sequences, '') : text;
}

/** Whether {@link shownLine} writes the name so, or writes so a longer line that ends in the name. */
export function isShownAs(name: string, shown: string): boolean {
  const [mark, count] = /…\(\+(\d+) characters, [0-9a-f]{8}\)$/.exec(shown) ?? [];
  if (mark === undefined) return escapedLine(name) === shown;
  const at = name.length - Number(count);
  return at >= 0 && escapedLine(name.slice(0, at)) + markOf(name.slice(at)) === shown;
}

/** The characters behind `\u{…}`: what a path was before it was shown. */
export function unshown(text: string): string {
  return text.replace(/\\u\{([0-9a-f]{1,6})\}/g, (all, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** A Markdown fence that nothing in the text closes. */
export function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return '`'.repeat(longest + 1);
}

function escapedLine(text: string): string {
  return plainLine.test(text) ? text : text.replace(hiddenOrBreak, escaped);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Of {@link markOf}, for texts of less than 10^12 characters. */
const longestMark = 40;

function markOf(rest: string): string {
  return `…(+${rest.length} characters, ${createHash('sha256').update(rest).digest('hex').slice(0, 8)})`;
}

/** Without the first half of a pair at the end. */
function wholePairs(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
