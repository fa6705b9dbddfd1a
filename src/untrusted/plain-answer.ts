import { longestLine, longestProse, prose, shownCode, shownLine } from './plain-text.ts';

/** Fields that are read as whole texts. Texts of ours get room for the names in them. */
const texts: ReadonlyMap<string, (text: string) => string> = new Map(
  Object.entries({
    // Where a whole plan is no reading for a model, its tool has cut it.
    diff: (text: string) => shownCode(text, Infinity),
    text: prose,
    message: (text: string) => prose(text, longestProse / 4),
    failure: (text: string) => prose(text, longestProse / 4),
    reproduce: (text: string) => shownLine(text, 6 * longestLine),
    next_step: (text: string) => shownLine(text, 6 * longestLine),
    next: (text: string) => shownLine(text, 6 * longestLine),
  }),
);

/**
 * An answer as it may leave this program: a line where nothing else is said of its field, so that no name can pretend to be a
 * line of ours. A line that was made so stays as it is.
 */
export function plainAnswer<T>(answer: T): T;
export function plainAnswer(answer: unknown): unknown {
  return plain(answer, shownLine);
}

function plain(value: unknown, asText: (text: string) => string): unknown {
  if (typeof value === 'string') return asText(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, shownItem));
  if (typeof value !== 'object' || value === null) return value;
  const clean: Record<string, unknown> = {};
  for (const [field, of] of Object.entries(value)) clean[field] = plain(of, texts.get(field) ?? shownItem);
  return clean;
}

function shownItem(text: string): string {
  return shownLine(text);
}

/** The first items that fit: at most `most`, and about `characters` of JSON as they are shown, but one at least. */
export function firstThatFit<T>(
  items: readonly T[],
  most: number,
  characters: number,
): { readonly shown: T[]; readonly more: number } {
  const shown: T[] = [];
  let size = 0;
  for (const item of items.slice(0, most)) {
    const clean = plainAnswer(item);
    size += JSON.stringify(clean).length;
    if (size > characters && shown.length > 0) break;
    shown.push(clean);
  }
  return { shown, more: items.length - shown.length };
}
