import { fold } from '../text/fold.ts';

/** Longer pieces are looked at in parts: bounds the work on generated text. In UTF-16 code units. */
const maxPiece = 2_000;

/** What somebody says, sentence by sentence, folded. A dot inside an address ends nothing. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/[.!?;]\s|\n\s*\n/)
    .flatMap(partsOf)
    .map((sentence) => fold(sentence).trim());
}

/** What a command, code or diff would do: no comments, and of a diff only what it adds. */
export function effectiveLines(text: string): string[] {
  const lines = text.split('\n').flatMap(partsOf);
  const isDiff = lines.some((line) => /^(?:@@ |diff --git |--- )/.test(line));
  const written = isDiff ? lines.filter((line) => /^\+(?!\+\+)/.test(line)).map((line) => line.slice(1)) : lines;
  return written.filter((line) => !/^\s*(?:#|\/\/|\*|\/\*)/.test(line));
}

function partsOf(text: string): string[] {
  if (text.length <= maxPiece) return [text];
  return Array.from({ length: Math.ceil(text.length / maxPiece) }, (_, part) =>
    text.slice(part * maxPiece, (part + 1) * maxPiece),
  );
}

/** True when the words right before say that it is not done: "do not", "instead of", "without". */
export function isDenied(sentence: string, index: number): boolean {
  const before = sentence.slice(Math.max(0, index - 40), index);
  return /\b(?:not|never|nor|without|avoid(?:s|ing)?|instead of|rather than|no longer|no need to|don't|doesn't|won't|must not)\s+(?:just |simply |to |have to |need to |we )?$/.test(
    before,
  );
}
