import type { TestId } from '../runners/runner.ts';
import type { Random } from './random.ts';

/**
 * A random order that a runner can keep: files, in each file its suites, in each suite its tests. Tests of two suites are
 * never mixed: set-up and clean-up of a suite stand around it as a whole, and an order that cannot occur would show
 * failures that cannot occur either (iDFlakies, ICST 2019, does the same).
 *
 * The same ids give the same order, in whatever order they come.
 */
export function shuffledOrder(ids: readonly TestId[], random: Random): TestId[] {
  return shuffledGroup(
    [...ids].sort(byCodeUnits).map((id) => ({ id, parts: partsOf(id) })),
    0,
    random,
  );
}

/**
 * The same order, but for what a runner has to run together: files as wholes, in each its suites. The file and the suites of
 * the last test come last, so that it stays the last.
 */
export function groupedOrder(ids: readonly TestId[]): TestId[] {
  return together(
    ids.map((id) => ({ id, parts: partsOf(id) })),
    0,
  );
}

function together(entries: readonly Entry[], depth: number): TestId[] {
  const groups = groupsOf(entries, depth);
  const last = entries.at(-1);
  const inOrder = [...groups].sort((a, b) => Number(a.at(-1) === last) - Number(b.at(-1) === last));
  return inOrder.flatMap((group) => (group.length === 1 ? group.map(({ id }) => id) : together(group, depth + 1)));
}

interface Entry {
  readonly id: TestId;
  /** File, suites, name. */
  readonly parts: readonly string[];
}

function shuffledGroup(entries: readonly Entry[], depth: number, random: Random): TestId[] {
  return random.shuffled(groupsOf(entries, depth)).flatMap((group) => {
    const [only, ...more] = group;
    return only && more.length === 0 ? [only.id] : shuffledGroup(group, depth + 1, random);
  });
}

/** By file, then by suite, in the order of the first of each. */
function groupsOf(entries: readonly Entry[], depth: number): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    // A test that bears the name of a suite beside it is a group of its own.
    const last = entry.parts.length === depth + 1;
    const key = `${last ? 'test' : 'suite'} ${last ? entry.id : entry.parts[depth]}`;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()];
}

function partsOf(id: TestId): string[] {
  const at = id.indexOf('::');
  const [file, name] = at === -1 ? ['', id] : [id.slice(0, at), id.slice(at + 2)];
  return [file, ...(file.endsWith('.py') ? pythonParts(name) : name.split(' > '))];
}

/** pytest's parameters, in brackets, may hold anything. */
function pythonParts(name: string): string[] {
  const bracket = name.indexOf('[');
  if (bracket === -1) return name.split('::');
  const titles = name.slice(0, bracket).split('::');
  return [...titles.slice(0, -1), `${titles.at(-1) ?? ''}${name.slice(bracket)}`];
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
