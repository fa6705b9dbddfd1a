import {
  type DatabaseAddress,
  hostsOf,
  type IsOwn,
  pairsIn,
  type RemoteDatabase,
  remoteOf,
  urlsIn,
} from './address.ts';

const database =
  '(?:DATABASE|DB|DATA_?SOURCE|POSTGRES(?:QL)?|PG|PSQL|MYSQL|MARIADB|MSSQL|SQL_?SERVER|ORACLE|MONGO(?:DB|OSE)?|REDIS|VALKEY|RDS|SQLALCHEMY|CLICKHOUSE|TURSO|LIBSQL|PRISMA)';
const urlName = new RegExp(
  `(?:^|_)${database}(?:_[A-Z0-9]+)*_(?:URLS?|URI|DSN|CONN(?:ECTION)?(?:_?STR(?:ING)?)?)$|^(?:DSN|DIRECT_URL|CONN(?:ECTION)?_?STR(?:ING)?|CONNINFO)$`,
);
const hostName = new RegExp(
  `^PGHOST(?:ADDR)?$|(?:^|_)${database}(?:_[A-Z0-9]+)*_(?:HOST(?:S|NAME|ADDR)?|SERVER|ADDR(?:ESS)?)$`,
);

/** `databaseUrl`, `database_url` and `TEST_DATABASE_URL` are one name here. */
function upper(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[.-]/g, '_')
    .toUpperCase();
}

export function namesAddress(name: string): boolean {
  return urlName.test(upper(name));
}

export function namesHost(name: string): boolean {
  return hostName.test(upper(name));
}

/** What a variable of that name would make tests use. A URL of a database is one whatever the variable is called. */
export function remoteOfVariable(name: string, value: string, isOwn: IsOwn): RemoteDatabase | undefined {
  const addresses: (Omit<DatabaseAddress, 'start'> | undefined)[] = [
    ...urlsIn(value),
    ...(namesAddress(name) ? [pairsIn(value)] : []),
    ...(namesHost(name) ? [{ hosts: hostsOf(value.replace(/^[a-z]+:\/\//i, '').replace(/(?<=.)\/.*$/, '')) }] : []),
  ];
  for (const address of addresses) {
    const remote = address && remoteOf(address, isOwn);
    if (remote) return remote;
  }
  return undefined;
}
