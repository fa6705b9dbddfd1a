import { hostsOf, type IsOwn, type RemoteDatabase, remoteOf } from './address.ts';
import { otherEnvironment } from './calls.ts';
import { lineOf, type PlacedDatabase } from './place.ts';
import { databasesInText } from './plain-text.ts';
import { isTestScript } from './scripts.ts';
import { remoteOfVariable } from './variables.ts';

/** Databases that a JSON configuration names: of a runner, an ORM, or in the parts of `package.json` that tests run with. */
export function databasesInJson(path: string, text: string, isOwn: IsOwn): PlacedDatabase[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return databasesInText(text, isOwn);
  }
  const found = /(?:^|\/)package\.json$/.test(path) ? inManifest(value, isOwn) : inValue(value, '', isOwn);
  return found.map((remote) => ({ ...remote, line: lineOf(text, remote.host) }));
}

function inManifest(manifest: unknown, isOwn: IsOwn): RemoteDatabase[] {
  if (!isRecord(manifest)) return [];
  const scripts = isRecord(manifest.scripts) ? Object.entries(manifest.scripts) : [];
  return [
    ...scripts.flatMap(([name, command]) =>
      typeof command === 'string' && isTestScript(name, command) ? databasesInText(command, isOwn) : [],
    ),
    ...['jest', 'vitest', 'mocha', 'ava', 'playwright'].flatMap((runner) => inValue(manifest[runner], runner, isOwn)),
  ].map(({ host, shown }) => ({ host, ...(shown === undefined ? {} : { shown }) }));
}

/** Deeper than any configuration; ends the walk on a hostile one. */
const maxDepth = 12;
const databaseKind = /^(?:postgres|pg|mysql|mariadb|mssql|oracle|cockroach|mongodb|aurora|redshift)/;

function inValue(value: unknown, name: string, isOwn: IsOwn, depth = 0): RemoteDatabase[] {
  if (typeof value === 'string') {
    const remote = remoteOfVariable(name, value, isOwn);
    return remote ? [remote] : [];
  }
  if (depth > maxDepth) return [];
  if (Array.isArray(value)) return value.flatMap((part) => inValue(part, name, isOwn, depth + 1));
  if (!isRecord(value)) return [];
  const kind = value.type ?? value.dialect ?? value.client ?? value.driver;
  const options =
    typeof kind === 'string' && databaseKind.test(kind) && typeof value.host === 'string'
      ? remoteOf({ hosts: hostsOf(value.host) }, isOwn)
      : undefined;
  return [
    ...(options ? [options] : []),
    ...Object.entries(value)
      .filter(([key]) => !otherEnvironment.test(key))
      .flatMap(([key, part]) => inValue(part, key, isOwn, depth + 1)),
  ];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
