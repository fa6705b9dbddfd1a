import type { Fact } from './facts/fact.ts';

/**
 * Without the thresholds of files whose run times were recorded: those can be judged. Asked only about files that have a
 * threshold, since records of runs are long.
 */
export async function withoutJudgeable(
  facts: readonly Fact[],
  hasBaseline: (path: string) => boolean | Promise<boolean>,
): Promise<Fact[]> {
  const paths = new Set(facts.filter(({ id }) => id === 'performance-threshold').map(({ where }) => where.path));
  const answers = await Promise.all([...paths].map(async (path) => [path, await hasBaseline(path)] as const));
  const judgeable = new Map(answers);
  return facts.filter(({ id, where }) => id !== 'performance-threshold' || !judgeable.get(where.path));
}
