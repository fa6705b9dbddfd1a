import { Source } from '../../analysis/source.ts';
import type { ChangedFile } from '../source/changed-file.ts';
import { type Marker, markersFor } from './capability-markers.ts';
import type { Fact } from './fact.ts';

/** New ways to reach the network, other programs or files, and code made out of text: what words alone cannot show. */
export function capabilityFacts(file: ChangedFile): Fact[] {
  const lines = new Source(file.after);
  const added = new Set(file.added.map(({ line }) => line));
  return markersFor(file.path).flatMap((marker) => {
    const before = markersIn(marker, file.before, file.scanBefore.code);
    return [...markersIn(marker, file.after, file.scanAfter.code)].flatMap(([word, offsets]): Fact[] => {
      const earlier = before.get(word)?.length ?? 0;
      // What is imported twice reaches no further than what is imported once.
      if (marker.name === 'import of' ? earlier > 0 : offsets.length <= earlier) return [];
      const places = offsets.map((offset) => lines.position(offset).line);
      const where = { path: file.path, line: places.find((line) => added.has(line)) ?? places[0] ?? 1 };
      return [{ id: marker.id, where, ...saidOf(marker, word) }];
    });
  });
}

export function saidOf({ id, name }: Pick<Marker, 'id' | 'name'>, word: string): Pick<Fact, 'statement' | 'reason'> {
  if (id === 'new-capability')
    return {
      statement: `new capability: ${name} ${word}`,
      reason: `The change adds ${name} ${word}: a test could then reach the network, other programs or files.`,
    };
  if (name === 'text out of')
    return {
      statement: `text made where nobody can read it: ${word}`,
      reason: `The change adds ${word} to make a text, which cannot be read in the diff.`,
    };
  return {
    statement: `code made from text: ${word}`,
    reason: `The change adds ${word}, which runs code that cannot be read in the diff.`,
  };
}

/** Enough to recognise what was hit. In UTF-16 code units. */
const maxWord = 60;

/** Where each word matches with its first letter in code, not in a comment or inside a string. */
export function markersIn({ expression, unless }: Marker, text: string, code: string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  if (unless?.test(text)) return found;
  for (const match of text.matchAll(expression)) {
    const { index, 0: whole } = match;
    const first = index + whole.search(/\S/);
    if (code[first] !== text[first]) continue;
    const word = (match.slice(1).find((group) => group !== undefined) ?? whole.trim()).slice(0, maxWord);
    const offsets = found.get(word);
    if (offsets) offsets.push(first);
    else found.set(word, [first]);
  }
  return found;
}
