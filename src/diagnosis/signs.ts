import { type LineSymptom, lineSymptoms, type Shown, valueSymptoms } from './causes/index.ts';
import { evidenceText } from './clean.ts';
import type { Failure } from './failure.ts';
import type { Hint } from './hint.ts';
import { comparisonIn } from './values/comparison.ts';

/** Lines of one failure that are looked at: what it says stands at both ends, a long stack in between. */
const maxLines = 400;
/** Of a line outside of failures, in UTF-16 code units. */
const maxLogLine = 500;
/** Lines of one symptom that are quoted. */
const maxQuotes = 2;
/** What a program under test printed is less than what the runner says. */
const capturedWeight = 0.5;
const captured = /^-{3,} Captured (?:std|log)|^\s*console\.(?:log|warn|info|debug|error)$/;

/** What one failure shows. */
export function hintsIn(failure: Failure, lines: readonly string[], now: Date): Hint[] {
  const own = ends(failure);
  const texts = own.map((at) => lines[at] ?? '');
  const shown: Shown = { failure, lines: texts, comparison: comparisonIn(texts), now };
  const hints: Hint[] = [];
  for (const symptom of valueSymptoms) {
    const found = symptom.found(shown);
    if (!found) continue;
    const { id, cause, says, next, pattern, confidence } = symptom;
    const evidence = { text: evidenceText(`${found.quote} -> ${says}`) };
    hints.push({
      id,
      cause,
      next,
      evidence,
      confidence: found.confidence ?? confidence,
      ...(pattern === undefined ? {} : { pattern }),
    });
  }
  const volatile = hints.some(({ id }) => id === 'other-time' || id === 'other-identity' || id === 'last-digits');
  const seen = new Set<string>();
  let weight = 1;
  for (const at of own) {
    const line = lines[at] ?? '';
    if (captured.test(line)) weight = capturedWeight;
    if (seen.has(line)) continue;
    seen.add(line);
    for (const symptom of lineSymptoms) {
      if (volatile && symptom.id === 'snapshot-mismatch') continue;
      if (!matches(symptom, line) || (symptom.along && !texts.some((other) => symptom.along?.test(other)))) continue;
      hints.push(hintOf(symptom, line, at, weight));
    }
  }
  return limited(hints);
}

function ends({ start, end }: Failure): number[] {
  const all = Array.from({ length: end - start }, (_, at) => start + at);
  return all.length <= maxLines ? all : [...all.slice(0, maxLines / 2), ...all.slice(-maxLines / 2)];
}

/**
 * What the rest of the output shows. Most of it are logs: a symptom counts in full only where runners and interpreters
 * print it outside of failures, the others by `weight`.
 */
export function hintsOutside(lines: readonly string[], failures: readonly Failure[], weight: number): Hint[] {
  const inside = new Uint8Array(lines.length);
  for (const { start, end } of failures) inside.fill(1, start, end);
  const symptoms = weight > 0 ? lineSymptoms : lineSymptoms.filter(({ anywhere }) => anywhere === true);
  const any = new RegExp(symptoms.map(({ line }) => `(?:${line.source})`).join('|'), 'i');
  const counts = new Map<string, number>();
  const shapes = new Set<string>();
  const hints: Hint[] = [];
  for (const [at, whole] of lines.entries()) {
    if (inside[at] === 1 || whole === '') continue;
    const line = whole.slice(0, maxLogLine);
    // A log says the same thing thousands of times, with other numbers.
    const shape = line.replace(/\d+/g, '#');
    if (shapes.has(shape)) continue;
    shapes.add(shape);
    if (!any.test(line)) continue;
    for (const symptom of symptoms) {
      const seen = counts.get(symptom.id) ?? 0;
      if (seen >= maxQuotes || symptom.along || !matches(symptom, line)) continue;
      counts.set(symptom.id, seen + 1);
      hints.push(hintOf(symptom, line, at, symptom.anywhere ? 1 : weight));
    }
  }
  return hints;
}

function matches({ line: expression, unless }: LineSymptom, line: string): boolean {
  return expression.test(line) && !unless?.test(line);
}

function hintOf(
  { id, cause, says, next, pattern, confidence }: LineSymptom,
  line: string,
  at: number,
  weight: number,
): Hint {
  const quote = evidenceText(line.replace(/^\s*(?:E|>|\|)\s+/, ''));
  const evidence = { text: evidenceText(`${quote.length > 180 ? around(quote) : quote} -> ${says}`) };
  return {
    id,
    cause,
    next,
    at,
    evidence,
    confidence: confidence * weight,
    ...(pattern === undefined ? {} : { pattern }),
  };
}

/** Both ends of a long line: the error's name stands in front, what happened often at the end. */
function around(quote: string): string {
  return `${quote.slice(0, 80).trimEnd()} … ${quote.slice(-90).trimStart()}`;
}

/** A symptom that stands in ten lines is not ten reasons. */
function limited(hints: readonly Hint[]): Hint[] {
  const counts = new Map<string, number>();
  return hints.filter(({ id }) => {
    const seen = counts.get(id) ?? 0;
    counts.set(id, seen + 1);
    return seen < maxQuotes;
  });
}
