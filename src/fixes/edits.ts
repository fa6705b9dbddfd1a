import MagicString from 'magic-string';
import type { Edit } from '../analysis/rule.ts';

const byteOrderMark = '\uFEFF';

/** A fix's edits as they can be spliced, or undefined when they do not fit the text or each other. */
export function usableEdits(edits: readonly Edit[], text: string): readonly Edit[] | undefined {
  const sorted = inOrder(
    // Nothing may come before a byte order mark.
    edits.map((edit) => (edit.end === 0 && text.startsWith(byteOrderMark) ? { ...edit, start: 1, end: 1 } : edit)),
  );
  const fits = sorted.every(({ start, end }) => 0 <= start && start <= end && end <= text.length);
  const apart = sorted.every((edit, at) => (sorted[at - 1]?.end ?? 0) <= edit.start);
  return fits && apart && sorted.length > 0 && sorted.every((edit) => keepsCharacters(edit, text)) ? sorted : undefined;
}

/** Half of a character cannot be written as UTF-8: what stood in the file would not be what was shown. */
function keepsCharacters({ start, end, text: fresh, frame }: Edit, text: string): boolean {
  const written = [fresh, frame?.open ?? '', frame?.separator ?? '', frame?.close ?? ''];
  return (
    !written.some((part) => /\p{Surrogate}/u.test(part)) && !splitsCharacter(text, start) && !splitsCharacter(text, end)
  );
}

function splitsCharacter(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/**
 * Can the edits of one fix not stand beside those of another? Identical edits are one edit. Text inserted at the edge of
 * what another fix replaces conflicts too: it was meant for the words that are no longer there.
 */
export function conflict(one: readonly Edit[], other: readonly Edit[]): boolean {
  return one.some((a) => other.some((b) => !same(a, b) && meet(a, b)));
}

/** All edits of several fixes that do not conflict: identical ones once, in the order of the text. */
export function merge(fixes: readonly (readonly Edit[])[]): readonly Edit[] {
  const merged: Edit[] = [];
  for (const fix of fixes) {
    const before = merged.length;
    merged.push(...fix.filter((edit) => !merged.slice(0, before).some((other) => same(edit, other))));
  }
  return inOrder(framed(merged));
}

/** Insertions at one place between equal frames become one. */
function framed(edits: readonly Edit[]): readonly Edit[] {
  const result: Edit[] = [];
  for (const edit of edits) {
    const at = result.findIndex((other) => edit.frame && samePlace(edit, other) && sameFrame(edit, other));
    const other = result[at];
    if (other) result[at] = { ...other, text: other.text + (edit.frame?.separator ?? '') + edit.text };
    else result.push(edit);
  }
  return result.map(({ start, end, text, frame }) => ({
    start,
    end,
    text: frame ? frame.open + text + frame.close : text,
  }));
}

/** The text with the edits made; everything outside of them stays as it is. Edits must be in order and apart. */
export function splice(text: string, edits: readonly Edit[]): string {
  const result = new MagicString(text);
  const replacements = edits.filter(({ start, end }) => start < end);
  const insertions = edits.filter(({ start, end }) => start === end);
  for (const { start, end, text: fresh } of replacements) {
    if (fresh === '') result.remove(start, end);
    else result.update(start, end, fresh);
  }
  for (const { start, text: fresh } of insertions) result.appendLeft(start, fresh);
  return result.toString();
}

function same(a: Edit, b: Edit): boolean {
  return samePlace(a, b) && a.text === b.text && sameFrame(a, b);
}

function samePlace(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end;
}

function sameFrame({ frame: a }: Edit, { frame: b }: Edit): boolean {
  return a?.open === b?.open && a?.close === b?.close;
}

function meet(a: Edit, b: Edit): boolean {
  const [aInserts, bInserts] = [a.start === a.end, b.start === b.end];
  if (aInserts && bInserts) return false;
  if (aInserts || bInserts) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end;
}

/** By place; at one place insertions come before the replacement, and keep their order among themselves. */
function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}
