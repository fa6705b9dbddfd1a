import type { Cause } from '../analysis/index.ts';
import type { Failure } from './failure.ts';
import { guides } from './guide.ts';
import type { Evidence, Hint } from './hint.ts';

/** Causes in one answer, and the least that is worth a line. */
const maxCauses = 5;
const least = 0.1;
/** Nothing that is read off an output is certain. */
const most = 0.97;
const maxEvidence = 4;

/** One failure, or several with one root, and all that speaks for a cause. */
export interface Case {
  readonly failure: Failure | undefined;
  /** Failures of this root. */
  readonly count: number;
  readonly hints: readonly Hint[];
}

export interface RankedCause {
  readonly cause: Cause;
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  readonly pattern: string;
  readonly advice: string;
  /** The case that speaks for it most. */
  readonly best: Case;
}

/** Causes of all cases, the likeliest first. */
export function rank(cases: readonly Case[]): RankedCause[] {
  const ranked = new Map<Cause, RankedCause & { readonly count: number }>();
  for (const one of cases) {
    for (const [cause, { confidence, hints }] of weigh(one)) {
      const old = ranked.get(cause);
      const isBetter = old === undefined || confidence > old.confidence;
      const [first] = hints;
      if (first === undefined) continue;
      const evidence = distinct([...(old?.evidence ?? []), ...hints.map(({ evidence }) => evidence)]);
      const count = (old?.count ?? 0) + one.count;
      const lead = {
        cause,
        confidence,
        pattern: first.pattern ?? guides[cause].pattern,
        advice: first.next,
        best: one,
      };
      ranked.set(cause, { ...(isBetter ? lead : old), evidence, count });
    }
  }
  return [...ranked.values()]
    .filter(({ confidence }) => confidence >= least)
    .sort((a, b) => b.confidence - a.confidence || b.count - a.count)
    .slice(0, maxCauses)
    .map(({ count: _, ...cause }) => ({
      ...cause,
      confidence: Math.round(cause.confidence * 100) / 100,
      evidence: cause.evidence.slice(0, maxEvidence),
    }));
}

/**
 * Noisy-or over the hints of each cause; then the two kinds of explanation are held against each other: what speaks for
 * wrong code takes from the rest, and what explains the failure otherwise takes from the mere fact that a test failed.
 */
function weigh({ failure, count, hints }: Case): Map<Cause, { confidence: number; hints: readonly Hint[] }> {
  const byCause = groupBy(hints);
  const genuine = noisyOr(byCause.get('genuine-failure') ?? []);
  const weighed = new Map<Cause, { confidence: number; hints: readonly Hint[] }>();
  let unexplained = 1;
  for (const [cause, own] of byCause) {
    if (cause === 'genuine-failure') continue;
    const confidence = Math.min(most, noisyOr(own) * (1 - 0.6 * genuine));
    // A finding in the source says what could go wrong; only the output says what did.
    unexplained *= 1 - noisyOr(own.filter(({ id }) => !id.startsWith('rule:'))) * (1 - 0.6 * genuine);
    weighed.set(cause, { confidence, hints: strongest(own) });
  }
  const base = failure ? baseOf(failure) : 0;
  const confidence = Math.min(most, 1 - (1 - genuine) * (1 - base * unexplained));
  const own = strongest(byCause.get('genuine-failure') ?? []);
  const stated = failure && base > 0 ? [baseHint(failure, count)] : [];
  if (own.length + stated.length > 0) weighed.set('genuine-failure', { confidence, hints: [...own, ...stated] });
  return weighed;
}

function groupBy(hints: readonly Hint[]): Map<Cause, Hint[]> {
  const groups = new Map<Cause, Hint[]>();
  for (const hint of hints) groups.set(hint.cause, [...(groups.get(hint.cause) ?? []), hint]);
  return groups;
}

/** One line, and one symptom, is one reason: the strongest of them counts. */
function noisyOr(hints: readonly Hint[]): number {
  const seen = new Set<string>();
  let left = 1;
  for (const { id, at, confidence } of strongest(hints)) {
    const keys = [id, ...(at === undefined ? [] : [`line ${at}`])];
    if (keys.some((key) => seen.has(key))) continue;
    for (const key of keys) seen.add(key);
    left *= 1 - confidence;
  }
  return 1 - left;
}

function strongest(hints: readonly Hint[]): Hint[] {
  return [...hints].sort((a, b) => b.confidence - a.confidence);
}

const codeErrors =
  /(?:^|\.)(?:TypeError|AttributeError|NameError|ReferenceError|KeyError|ValueError|IndexError|ZeroDivisionError|RangeError|UnboundLocalError|NotImplementedError|LookupError)$/;

/** How likely a failure of this kind is a plain fault when nothing else speaks. */
function baseOf({ error = '', message, phase }: Failure): number {
  if (phase === 'outside') return 0.2;
  if (
    /Assert(?:ion)?Error|^(?:AssertionFailed|ComparisonFailure|JestAssertionError|ExpectationFailed)/.test(error) ||
    /^(?:assert |expect\(|expected )/.test(message)
  )
    return 0.7;
  if (codeErrors.test(error)) return 0.6;
  return phase === 'collection' ? 0.4 : error === '' ? 0.45 : 0.5;
}

function baseHint({ error = '', message, test }: Failure, count: number): Hint {
  const said = [error, message].filter((part) => part !== '').join(': ');
  const many = count > 1 ? `; ${count} failures say the same` : '';
  const text = `${said === '' ? `${test ?? 'a test'} failed` : said} -> a plain fault of the code or of the expectation explains it${many}`;
  const next =
    'Read the code under test and the expectation: one of them is wrong. Do not retry, skip or loosen the test.';
  return { id: 'failed', cause: 'genuine-failure', confidence: 0, evidence: { text: text.slice(0, 400) }, next };
}

function distinct(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((one) => [`${one.text}\0${one.path}\0${one.line}`, one])).values()];
}
