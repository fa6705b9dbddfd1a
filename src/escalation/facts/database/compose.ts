import { parseDocument } from 'yaml';
import { plainHost } from '../../../analysis/hosts.ts';
import { isDeepYaml } from '../../../untrusted/yaml-depth.ts';
import type { IsOwn } from './address.ts';
import { interpolate, type Lookup } from './dotenv.ts';
import { isRecord } from './json.ts';
import { lineOf, type PlacedDatabase } from './place.ts';
import { databasesInText } from './plain-text.ts';
import { remoteOfVariable } from './variables.ts';

/** What tests need to know of a compose file. */
export interface Compose {
  /** Variables that services are given, and command lines under the name `''`, as written. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  /** Names that containers go by in each other's network. */
  readonly containers: ReadonlySet<string>;
  /** Names that `extra_hosts` sends to an address. */
  readonly redirected: ReadonlyMap<string, string>;
  /** As CIDR, or single addresses. */
  readonly subnets: readonly string[];
  /** As written: paths relative to the file. */
  readonly envFiles: readonly string[];
}

/** Real ones are smaller; what is made to be slow takes two seconds at this size. In UTF-16 code units. */
const maxYaml = 50_000;
const maxAliases = 1_000;

/** Each decision asks for the same few files, several times, and YAML is slow to read. */
const maxKept = 32;
const kept = new Map<string, Compose | undefined>();

/** Undefined when it cannot be read: then it is looked at as text. */
export function readCompose(text: string): Compose | undefined {
  if (text.length > maxYaml) return undefined;
  const compose = kept.has(text) ? kept.get(text) : parseCompose(text);
  // Asked for last stands last: the first goes first.
  kept.delete(text);
  kept.set(text, compose);
  const [oldest] = kept.keys();
  if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
  return compose;
}

function parseCompose(text: string): Compose | undefined {
  if (isDeepYaml(text)) return undefined;
  let value: unknown;
  try {
    const document = parseDocument(text, { merge: true, prettyErrors: false, logLevel: 'silent' });
    if (document.errors.length > 0) return undefined;
    value = document.toJS({ maxAliasCount: maxAliases });
  } catch {
    return undefined;
  }
  const file = recordOf(value);
  const services = Object.entries(recordOf(file.services)).map(([name, service]) => ({ name, ...recordOf(service) }));
  return {
    settings: services.flatMap((service: Service) => [
      ...pairsOf(service.environment, '='),
      ...textsOf(service.command)
        .concat(textsOf(service.entrypoint))
        .map((value) => ({ name: '', value })),
    ]),
    containers: new Set(services.flatMap(namesOf)),
    redirected: new Map(
      services.flatMap((service: Service) =>
        pairsOf(service.extra_hosts, /[=:]/).map(({ name, value }) => [name.toLowerCase(), value] as const),
      ),
    ),
    subnets: [
      ...Object.values(recordOf(file.networks)).flatMap((network) =>
        listOf(recordOf(recordOf(network).ipam).config).flatMap((config) => textsOf(recordOf(config).subnet)),
      ),
      ...services.flatMap((service: Service) =>
        Object.values(recordOf(service.networks)).flatMap((network) => [
          ...textsOf(recordOf(network).ipv4_address),
          ...textsOf(recordOf(network).ipv6_address),
        ]),
      ),
    ],
    envFiles: services.flatMap((service: Service) =>
      listOf(service.env_file).flatMap((entry) => textsOf(isRecord(entry) ? entry.path : entry)),
    ),
  };
}

type Service = Readonly<Record<string, unknown>>;

function namesOf(service: Service): string[] {
  return [
    ...textsOf(service.name),
    ...textsOf(service.container_name),
    ...textsOf(service.hostname),
    ...listOf(service.links).flatMap((link) => textsOf(link).map((text) => text.replace(/^.*:/, ''))),
    ...Object.values(recordOf(service.networks)).flatMap((network) =>
      listOf(recordOf(network).aliases).flatMap(textsOf),
    ),
  ].map((name) => name.toLowerCase());
}

/** Databases that the services of a compose file would use. Other containers of the file are their own. */
export function databasesInCompose(
  text: string,
  compose: Compose | undefined,
  lookup: Lookup,
  isOwn: IsOwn,
): PlacedDatabase[] {
  if (!compose) return databasesInText(text, isOwn);
  const isOurs = ownInCompose(compose, isOwn);
  return compose.settings.flatMap(({ name, value }): PlacedDatabase[] => {
    const filled = interpolate(value, lookup);
    const remotes =
      name === ''
        ? databasesInText(filled, isOurs)
        : [remoteOfVariable(name, filled, isOurs)].flatMap((each) => each ?? []);
    return remotes.map(({ host, shown }) => ({
      host,
      ...(shown === undefined ? {} : { shown }),
      line: lineOf(text, value, host, name),
    }));
  });
}

/** As a container of the file resolves names. */
export function ownInCompose({ containers, redirected }: Compose, isOwn: IsOwn): IsOwn {
  return (host) => {
    const name = plainHost(host);
    const target = redirected.get(name);
    if (target !== undefined) return target === 'host-gateway' || isOwn(target);
    return containers.has(name) || isOwn(host);
  };
}

/** `NAME: value` or `- NAME=value`; one without a value is handed on from outside. */
function pairsOf(value: unknown, separator: string | RegExp): { name: string; value: string }[] {
  const entries = isRecord(value)
    ? Object.entries(value).map(([name, text]) => [name, textsOf(text)[0]] as const)
    : listOf(value)
        .flatMap(textsOf)
        .map((text) => {
          const at = text.search(separator);
          return at < 0
            ? ([text, undefined] as const)
            : ([text.slice(0, at).trim(), text.slice(at + 1).trim()] as const);
        });
  return entries.flatMap(([name, text]) => (text === undefined ? [] : [{ name, value: text }]));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return [value.filter((part) => typeof part === 'string').join(' ')];
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
