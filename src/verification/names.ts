import { isShownAs } from '../untrusted/plain-text.ts';

/**
 * The tests that a name means, of the names that a runner lists for one file. A name is, in this order: exactly one of
 * them; one as we show it (long names are cut, hidden characters written as escapes); a suite (all tests in it); a pytest
 * test without its parameters (all of them); a title with places for values (`adds %i`); titles joined by spaces, as some
 * runners print them. Empty when it means none.
 */
export function namesMeant(wanted: string, names: readonly string[]): readonly string[] {
  const readings: readonly ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => isShownAs(name, wanted),
    (name) => name.startsWith(`${wanted} > `) || name.startsWith(`${wanted}::`),
    (name) => name.startsWith(`${wanted}[`) && name.endsWith(']'),
    (name) => fits(wanted, name),
    (name) => name.replaceAll(' > ', ' ') === wanted,
  ];
  for (const reading of readings) {
    const meant = names.filter(reading);
    if (meant.length > 0) return meant;
  }
  return [];
}

/** Those that share the most words with a name that means nothing, best first. */
export function namesLike(wanted: string, names: readonly string[]): readonly string[] {
  const words = wordsOf(wanted);
  const shared = (name: string) => [...wordsOf(name)].filter((word) => words.has(word)).length;
  return names
    .map((name) => ({ name, score: shared(name) }))
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);
}

/** What `each` puts values into: printf's, `$name`, and template's own. */
const place = /%[sdifjopc#$]|\$\{[^}]*\}|\$[\w.#]+/;

function fits(title: string, name: string): boolean {
  const [first = '', ...others] = title.split(place);
  const last = others.pop();
  if (last === undefined || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** The path of an id: `test/a.test.ts` of `test/a.test.ts::adds`. A path alone is one. */
export function fileOf(id: string): string {
  return id.split('::', 1)[0] ?? id;
}
