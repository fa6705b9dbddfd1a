import type { FactContext } from './facts/context.ts';
import type { Fact } from './facts/fact.ts';

/** How far below the place a fallback may begin. In lines. */
const reach = 3;
const read = String.raw`(?:getenv\(|environ\.get\(|environ\[|process\.env\.|process\.env\[|import\.meta\.env\.)\s*['"]?`;
const firstRead = new RegExp(`${read}(\\w+)`);

/**
 * Without the fallbacks of a run that it cannot reach: the variable of the tests is set where they run, and what it says is judged
 * by itself. An edit is judged by what it leaves to everybody, so nothing settles its fallbacks.
 */
export function withoutSettled(
  facts: readonly Fact[],
  { action, configs, run, environment }: Pick<FactContext, 'action' | 'configs' | 'run' | 'environment'>,
): Fact[] {
  if (action.kind !== 'run_tests') return [...facts];
  const texts = new Map([...configs, ...run].map(({ path, text }) => [path, text]));
  return facts.filter(({ id, where: { path, line } }) => {
    if (id !== 'database-fallback' || line === undefined) return true;
    const lines = (texts.get(path) ?? '').split('\n').slice(line - 1, line - 1 + reach);
    const name = firstRead.exec(lines.join('\n'))?.[1] ?? '';
    return !/(?:^|_)TESTS?(?:_|$)/.test(name) || (environment[name] ?? '') === '';
  });
}
