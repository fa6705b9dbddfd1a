import type { Hint } from './hint.ts';

/** What earlier campaigns know of a test. The server wires it to their record. */
export interface TestHistory {
  readonly runs: number;
  readonly failures: number;
  readonly byStrategy?: readonly { readonly strategy: string; readonly runs: number; readonly failures: number }[];
}

export type HistoryPort = (test: string) => Promise<TestHistory | undefined>;

/** Runs below which a rate says nothing. */
const leastRuns = 5;

/** What the outcomes of earlier runs say of the cause. */
export function hintsOfHistory({ runs, failures, byStrategy = [] }: TestHistory): Hint[] {
  if (runs < leastRuns) return [];
  const told = `earlier campaign: ${failures} of ${runs} runs failed`;
  if (failures === runs) return [hint('genuine-failure', 0.7, `${told}: it fails every time`)];
  if (failures === 0) return [];
  const of = (name: string) => byStrategy.find(({ strategy, runs }) => strategy === name && runs >= leastRuns);
  const [alone, shuffled, parallel, repeated] = [of('isolate'), of('shuffle'), of('parallel'), of('repeat')];
  const hints: Hint[] = [];
  if (shuffled && shuffled.failures > 0 && alone?.failures === 0) {
    hints.push(
      hint(
        'order-dependence',
        0.8,
        `${told}: ${shuffled.failures} of ${shuffled.runs} shuffled, none of ${alone.runs} alone`,
      ),
    );
  }
  if (repeated && repeated.failures === repeated.runs && shuffled && shuffled.failures < shuffled.runs) {
    hints.push(
      hint(
        'order-dependence',
        0.8,
        `${told}: all ${repeated.runs} as declared, ${shuffled.failures} of ${shuffled.runs} in other orders`,
      ),
    );
  }
  if (parallel && parallel.failures > 0 && repeated?.failures === 0) {
    hints.push(
      hint(
        'async-wait',
        0.5,
        `${told}: ${parallel.failures} of ${parallel.runs} under load, none of ${repeated.runs} without`,
      ),
    );
  }
  return hints.length > 0 ? hints : [hint('async-wait', 0.15, `${told}: now and then`)];
}

function hint(cause: Hint['cause'], confidence: number, text: string): Hint {
  const next =
    cause === 'order-dependence'
      ? 'The report of that campaign names what ran before it each time it failed.'
      : 'Read the report of that campaign.';
  return { id: 'history', cause, confidence, evidence: { text }, next };
}
