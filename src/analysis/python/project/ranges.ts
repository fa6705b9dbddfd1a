import type { KnownVersion } from '../../project.ts';
import { compareVersions, isVersion } from '../../versions.ts';

/** What a version specifier leaves: `>=7,<9`, `~=1.4`, `==8.*`, Poetry's `^7.0`, `~7.0`, `1.2 || 1.4`. `{}` when nothing is known. */
export function rangeOf(specifier: string): KnownVersion {
  const alternatives = specifier.split(/\|\|?/).map((alternative) => all(clauses(alternative).map(clauseRange)));
  return anyOf(alternatives);
}

/** What holds whichever of the ranges is meant. */
export function anyOf(ranges: readonly KnownVersion[]): KnownVersion {
  const [first, ...others] = ranges;
  if (first?.exact !== undefined && others.every(({ exact }) => exact === first.exact)) return { exact: first.exact };
  const lows = ranges.map((range) => range.exact ?? range.atLeast);
  const ends = ranges.map((range) => range.below);
  return bounds(
    lows.includes(undefined) ? undefined : extreme(lows, -1),
    ends.includes(undefined) ? undefined : extreme(ends, 1),
  );
}

/** What holds when all of the clauses do. */
function all(ranges: readonly KnownVersion[]): KnownVersion {
  const exact = ranges.find((range) => range.exact !== undefined)?.exact;
  if (exact !== undefined) return { exact };
  return bounds(
    extreme(
      ranges.map((range) => range.atLeast),
      1,
    ),
    extreme(
      ranges.map((range) => range.below),
      -1,
    ),
  );
}

function bounds(atLeast: string | undefined, below: string | undefined): KnownVersion {
  return { ...(atLeast !== undefined && { atLeast }), ...(below !== undefined && { below }) };
}

/** The highest (`1`) or lowest (`-1`) of those that are there. */
function extreme(versions: readonly (string | undefined)[], sign: 1 | -1): string | undefined {
  return versions
    .filter((version) => version !== undefined)
    .reduce<string | undefined>(
      (best, version) => (best === undefined || compareVersions(version, best) * sign > 0 ? version : best),
      undefined,
    );
}

/** Apart by commas, or in Poetry by spaces: `>=1.2 <2`. */
function clauses(alternative: string): string[] {
  return Array.from(alternative.matchAll(/[<>=!~^]*\s*[^\s,<>=!~^]+/g), ([clause]) => clause.trim());
}

function clauseRange(clause: string): KnownVersion {
  const [, operator = '', version = ''] = /^([<>=!~^]*)\s*(.*)$/.exec(clause) ?? [];
  if (!isVersion(version)) return {};
  const fixed = version.replace(/(?:\.[*xX])+$/, '');
  if (fixed !== version) return operator === '' || operator === '==' ? { atLeast: fixed, below: next(fixed, -1) } : {};
  switch (operator) {
    case '':
    case '=':
    case '==':
    case '===':
      return { exact: version };
    case '>':
    case '>=':
      return { atLeast: version };
    case '<':
      return { below: version };
    case '<=':
      return { below: next(`${version}${'.0'.repeat(Math.max(0, 3 - numbersOf(version).length))}`, -1) };
    case '~=':
      return { atLeast: version, below: next(version, -2) };
    case '~':
      return { atLeast: version, below: next(version, Math.min(numbersOf(version).length, 2) - 1) };
    case '^': {
      const significant = numbersOf(version).findIndex((number) => number > 0);
      return { atLeast: version, below: next(version, significant < 0 ? -1 : significant) };
    }
    default:
      return {};
  }
}

/** The version whose number at `place` (from the end when negative) is one higher, and no numbers after it. */
function next(version: string, place: number): string {
  const numbers = numbersOf(version);
  const at = Math.max(0, place < 0 ? numbers.length + place : place);
  return [...numbers.slice(0, at), (numbers[at] ?? 0) + 1].join('.');
}

function numbersOf(version: string): number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}
