import { isPlaceholder } from '../../../analysis/hosts.ts';

/** Where a database is, as a text writes it. */
export interface DatabaseAddress {
  /** Offset in the text, in UTF-16 code units. */
  readonly start: number;
  readonly hosts: readonly string[];
  /** For a person, without what is secret in it. */
  readonly shown?: string;
}

/** An address of which no part is known to be the tests' own. */
export interface RemoteDatabase {
  readonly host: string;
  readonly shown?: string;
}

export type IsOwn = (host: string) => boolean;

export function remoteOf({ hosts, shown }: Omit<DatabaseAddress, 'start'>, isOwn: IsOwn): RemoteDatabase | undefined {
  const host = hosts.find((name) => !isPlaceholder(name) && !isOwn(name));
  return host === undefined ? undefined : { host, ...(shown === undefined ? {} : { shown }) };
}

/** Scheme, and in Oracle's form what stands between it and the host. */
const scheme =
  /\b((?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mssql|sqlserver|oracle|mongodb|rediss?|valkeys?|cockroach(?:db)?|clickhouse|snowflake|redshift|db2|libsql|prisma|neo4j|bolt|couchbases?|cassandra|edgedb|gel|trino|vertica|timescaledb)(?:\+[a-z0-9_]+)*):\/\/|\b(jdbc:oracle:(?:thin|oci)):[^\s@'"`]{0,100}@(?:\/\/)?/gi;
/** Longer addresses are cut: bounds the work on text that is one address in another. In UTF-16 code units. */
const maxAddress = 1_000;
/** Up to the last `@` before the path, over what is put together at run time: `{…}`, `' + password + '`, `" "`. */
const userInfo =
  /^(?:[^\s'"`/{}]|\{[^{}\n]{0,80}\}|['"`]\s{0,40}(?:\+\s{0,40}(?:[\w.$()[\]]{1,80}\s{0,40}\+\s{0,40})?)?[bfru]{0,2}['"`])*@/;
/** SQLAlchemy takes a `/` in a password. A number behind the colon is a port. */
const slashInPassword = /^[^\s'"`@/?#:{}]{1,64}:(?!\d+\/)[^\s'"`@{}]{0,300}@/;
const authority = /^[^\s'"`/?#;,)\\]*(?:,[\w.:[\]-]+)*/;
const hostParameter = /[?&;](?:host|hostaddr|hostname|server|servername)=([^&;\s'"`]+)/gi;

/** Database URLs in a text of any kind. */
export function urlsIn(text: string): DatabaseAddress[] {
  return [...text.matchAll(scheme)].map(({ 0: whole, 1: name, 2: oracle, index }) => {
    const rest = text.slice(index + whole.length, index + whole.length + maxAddress);
    const user = userInfo.exec(rest)?.[0] ?? slashInPassword.exec(rest)?.[0] ?? '';
    const hosts = authority.exec(rest.slice(user.length))?.[0] ?? '';
    const tail = /^[^\s'"`]{0,300}/.exec(rest.slice(user.length + hosts.length))?.[0] ?? '';
    const given = [...tail.matchAll(hostParameter)].map(([, host = '']) => host);
    // Some readers end the host at the first `?` or `#`, others look for the `@` first.
    const early = /[?#]/.test(user) ? (authority.exec(rest)?.[0] ?? '') : '';
    return {
      start: index,
      hosts: [hosts, early, ...given].flatMap((part) => part.split(',')).map(withoutPort),
      shown: `${name ?? oracle ?? ''}://${user === '' ? '' : '***@'}${hosts}`,
    };
  });
}

const hostPair =
  /(?:^|[\s;])(?:host|hostaddr|server|data source|addr|address|network address)\s{0,5}=\s{0,5}'?(?:tcp:|np:)?([^\s;'"]+)/gi;
const otherPair =
  /(?:^|[\s;])(?:dbname|database|initial catalog|user(?: id|name)?|uid|password|pwd|port|sslmode)\s{0,5}=/i;

/** `host=db.acme.io dbname=app` of libpq, `Server=tcp:db.acme.io,1433;Database=app` of ADO and ODBC. */
export function pairsIn(text: string): Pick<DatabaseAddress, 'hosts'> | undefined {
  const value = text.slice(0, maxAddress);
  if (!otherPair.test(value)) return undefined;
  const hosts = [...value.matchAll(hostPair)].flatMap(([, host = '']) => hostsOf(host));
  return hosts.length === 0 ? undefined : { hosts };
}

/** Of a value that holds nothing but hosts: `a:5432,b`, `db.acme.io\SQLEXPRESS,1433`. */
export function hostsOf(value: string): string[] {
  return value
    .trim()
    .split(',')
    .map((part) => withoutPort(part.trim()).replace(/(?<=.)\\.*$/, ''))
    .filter((part, index) => index === 0 || !/^\d{1,5}$/.test(part));
}

/** More colons than one are an IPv6 address, or nothing that a port could be taken from. */
function withoutPort(part: string): string {
  const bracketed = /^\[[^\]]*\]/.exec(part)?.[0];
  if (bracketed !== undefined) return bracketed;
  return /^[0-9a-f:.]*:[0-9a-f:.]*:/i.test(part) ? part : part.replace(/:.*$/, '');
}
