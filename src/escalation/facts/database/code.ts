import { Source } from '../../../analysis/source.ts';
import { type Piece, scan } from '../../source/scan.ts';
import { type DatabaseAddress, hostsOf, type IsOwn, pairsIn, remoteOf, urlsIn } from './address.ts';
import { connectingCall, driver } from './calls.ts';
import { levelsAt } from './levels.ts';
import type { PlacedDatabase } from './place.ts';
import { isUsed, type Literal, type Role, type SourceFacts } from './use.ts';

/**
 * Databases that a Python or JavaScript source connects to. An address that is only parsed, compared or written about is none:
 * tests of URLs are full of them.
 */
export function databasesInCode(path: string, text: string, role: Role, isOwn: IsOwn): PlacedDatabase[] {
  const hasDriver = driver.test(text);
  const mayName = hasDriver
    ? /host|server|addr|contact_?points|DATABASES|Redis\(|Client\(/i
    : /(?:host|server|addr|address)["'`]?\]?\s{0,5}[=:,]/i;
  // Most tests name no database at all, and reading them bracket by bracket takes longest.
  if (!mayName.test(text) && !urlsIn(text).some((address) => remoteOf(address, isOwn))) return [];
  const scanned = scan(path, text);
  const literals = literalsIn(text, scanned.strings, isOwn);
  if (literals.length === 0) return [];
  const levels = levelsAt(
    scanned.code,
    literals.map(({ piece }) => piece.start),
  );
  const source: SourceFacts = {
    text,
    role,
    hasDriver,
    passed: namesPassed(scanned.code),
    mocked: mockedNames(text),
  };
  const lines = new Source(text);
  const seen = new Set<string>();
  return literals.flatMap((literal, index) => {
    if (seen.has(literal.remote.host) || !isUsed(literal, levels[index] ?? [], source)) return [];
    seen.add(literal.remote.host);
    return { ...literal.remote, line: lines.position(literal.start).line };
  });
}

/** Remote addresses in strings, in their order. */
function literalsIn(text: string, strings: readonly Piece[], isOwn: IsOwn): Literal[] {
  const urls = urlsIn(text);
  let next = 0;
  return strings.flatMap((piece): Literal[] => {
    const found: Literal[] = [];
    for (; (urls[next]?.start ?? Number.POSITIVE_INFINITY) < piece.end; next++) {
      const url = urls[next];
      if (url && url.start >= piece.start) found.push(...literal('address', url, piece, isOwn));
    }
    if (found.length > 0) return found;
    const pairs = /\b(?:host|server|data source|addr)/i.test(piece.text.slice(0, 2_000))
      ? pairsIn(piece.text)
      : undefined;
    if (pairs) return literal('address', { ...pairs, start: piece.start }, piece, isOwn);
    return isHostName(piece.text)
      ? literal('host', { hosts: hostsOf(piece.text), start: piece.start }, piece, isOwn)
      : [];
  });
}

function literal(kind: Literal['kind'], address: DatabaseAddress, piece: Piece, isOwn: IsOwn): Literal[] {
  const remote = remoteOf(address, isOwn);
  return remote ? [{ kind, remote, piece, start: address.start }] : [];
}

/** More than one label, as a single one is a container's; `0.1.5` is a version. In UTF-16 code units: DNS allows 253. */
function isHostName(text: string): boolean {
  return (
    text.length <= 260 &&
    /^(?:[\w-]+\.)+(?:[a-z][\w-]+|\d{1,3}(?<=^\d+\.\d+\.\d+\.\d+))(?::\d+)?(?:,[\w.:-]+)?$/i.test(text)
  );
}

/** What is handed to a call that connects. Further on in a call than this nothing is looked for. In UTF-16 code units. */
const maxCall = 300;

/** Not the name of an argument or property, and no member of anything but `self` and `this`. */
const variable = /(?:(?<![\w$.])|(?<=\b(?:self|cls|this)\.))[A-Za-z_$][\w$]*(?![\w$])(?!\s{0,3}[=:](?!=))/g;

function namesPassed(code: string): ReadonlySet<string> {
  return new Set(
    [...code.matchAll(connectingCall)].flatMap(({ 0: call, index }) => {
      const given = code.slice(index + call.length, index + call.length + maxCall);
      return given.slice(0, endOfCall(given)).match(variable) ?? [];
    }),
  );
}

function endOfCall(given: string): number {
  let depth = 0;
  for (let at = 0; at < given.length; at++) {
    if (given[at] === '(') depth += 1;
    else if (given[at] === ')') depth -= 1;
    if (depth < 0) return at;
  }
  return given.length;
}

/** Modules and functions that are replaced: `vi.mock('pg')`, `@patch('app.db.create_engine')`. */
function mockedNames(text: string): ReadonlySet<string> {
  const replaced =
    /(?:\bpatch(?:\.object)?|\.(?:do|hoisted|unstable_)?[mM]ock(?:Module)?|\bsetattr|\bspyOn|\bproxyquire|\bstub)\(([^)]{0,200})/g;
  return new Set([...text.matchAll(replaced)].flatMap(([, given = '']) => given.match(/[A-Za-z_$][\w$-]*/g) ?? []));
}
