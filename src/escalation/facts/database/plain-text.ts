import { Source } from '../../../analysis/source.ts';
import { type IsOwn, pairsIn, remoteOf, urlsIn } from './address.ts';
import type { PlacedDatabase } from './place.ts';
import { namesHost, remoteOfVariable } from './variables.ts';

/** `NAME=value`, `name = "value"`, `--name=value`, `NAME = { value = "…" }`, with the prefixes of pytest-env. */
const setting =
  /(?:^|[\s"'[{,])(?:--)?(?:[DR]:){0,2}["']?([A-Za-z][\w-]{2,60})["']?\s{0,5}=\s{0,5}(?:\{\s{0,5}value\s{0,5}=\s{0,5})?["']?([^"'\s,\]}]+)/g;

/** Databases that ini, TOML and Prisma files name, commands, and files whose own form could not be read. Comments name none. */
export function databasesInText(text: string, isOwn: IsOwn): PlacedDatabase[] {
  const lines = new Source(text);
  const urls = urlsIn(text).flatMap((address): PlacedDatabase[] => {
    const remote = remoteOf(address, isOwn);
    const lineStart = lines.lineStart(address.start);
    if (!remote || isComment(text.slice(Math.max(lineStart, address.start - maxBefore), address.start))) return [];
    return [{ ...remote, line: lines.position(address.start).line }];
  });
  const settings = text.split('\n').flatMap((line, index) =>
    databasesInLine(line, isOwn)
      .map(({ host, at }) => ({ host, at, line: index + 1 }))
      .filter(({ at }) => !isComment(line.slice(Math.max(0, at - maxBefore), at + 1))),
  );
  return [...urls, ...settings.map(({ host, line }) => ({ host, line }))];
}

/** A comment that begins further back is not seen: bounds the work on one endless line. In UTF-16 code units. */
const maxBefore = 1_000;

function databasesInLine(line: string, isOwn: IsOwn): { host: string; at: number }[] {
  const hosts = [...line.matchAll(setting)].flatMap(({ 1: name = '', 2: value = '', index }) => {
    const remote = namesHost(name) ? remoteOfVariable(name, value, isOwn) : undefined;
    return remote ? [{ host: remote.host, at: index }] : [];
  });
  const pairs = pairsIn(line);
  const remote = pairs && remoteOf(pairs, isOwn);
  return [...hosts, ...(remote ? [{ host: remote.host, at: 0 }] : [])];
}

function isComment(before: string): boolean {
  return /^\s*(?:#|\/\/|;|\*|\/\*)|\s(?:#|;|\/\/)\s/.test(before);
}
