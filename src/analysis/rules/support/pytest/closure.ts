import type { Test } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { tablesFor } from '../parametrize/tables.ts';

/**
 * The names that a test and the fixtures it uses ask for; undefined when one of them is found nowhere, since what that one
 * asks for cannot be known.
 */
export function closureOf({ file, fixtures }: RuleContext, test: Test): ReadonlySet<string> | undefined {
  const fn = file.functions[test.function];
  if (!fn) return undefined;
  const used = fixtures.used(test);
  const filled = new Set(tablesFor(file, test).flatMap(({ names = [] }) => names.map(({ name }) => name)));
  const names = new Set([...test.fixtures, ...used.flatMap(({ fixture }) => [fixture.name, ...fixture.requests])]);
  const homes = new Set(used.map(({ fixture }) => fixture.name));
  const isKnown = (name: string) =>
    homes.has(name) || filled.has(name) || fixtures.plugin(name) || fixtures.find(name, fn);
  return [...names].every(isKnown) ? names : undefined;
}
