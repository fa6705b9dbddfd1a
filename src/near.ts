/** Names less alike than this are no typing errors of each other. */
const LEAST_ALIKE = 0.6;

/** The candidates of which one name is most like a mistyped one, best first; alike is the share of common letter pairs. */
export function near<T>(mistyped: string, candidates: readonly T[], namesOf: (candidate: T) => readonly string[]): T[] {
  const wanted = pairsOf(mistyped);
  return candidates
    .map((candidate) => ({
      candidate,
      alike: Math.max(...namesOf(candidate).map((name) => alike(wanted, pairsOf(name)))),
    }))
    .filter(({ alike }) => alike >= LEAST_ALIKE)
    .sort((a, b) => b.alike - a.alike)
    .map(({ candidate }) => candidate);
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / Math.max(1, a.size + b.size);
}

function pairsOf(name: string): ReadonlySet<string> {
  const letters = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)));
}
