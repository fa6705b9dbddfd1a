import { isLocalHost, plainHost } from './hosts.ts';

/**
 * Hosts of databases that tests may use: this machine, a container, or one that is clearly there for tests.
 *
 * Private addresses (10/8, 192.168/16, fd00::/8) are not among them: that is where a company's databases stand.
 */
export function isOwnHost(host: string): boolean {
  // A path, or a name in the abstract name space: a socket of this machine.
  if (/^(?:\/|%2f|@|\(local(?:db)?\)|\.$|\.\\)/i.test(host)) return true;
  const name = plainHost(host);
  if (isCluster(name) || isInUse(name)) return false;
  return isLocalHost(name) || isTestHost(name) || isStandIn(name);
}

/** Pods of a cluster share the suffix `.local` with mDNS; which of them is the production database nobody can see. */
function isCluster(name: string): boolean {
  return /\.(?:svc|cluster\.local)$/.test(name);
}

/** Somebody's work depends on these, whatever else the name says: `db-test.prod.acme.io`, but also a container `prod-db`. */
const inUse = new Set(['prod', 'production', 'prd', 'live', 'preprod', 'staging', 'stage', 'stg', 'uat']);

function isInUse(name: string): boolean {
  return wordsOf(name.split('.')).some((word) => inUse.has(word));
}

/**
 * Words that nobody gives to a database with data in it. Not `dev`, which developers share, and not `sandbox`, which is often
 * the customers'.
 */
const forTests = new Set(['test', 'tests', 'testing', 'ci', 'e2e']);

/**
 * `test-db.acme.io`, `db.test.acme.io`, `pg-ci.internal`. A word counts where somebody named a machine: neither in the domain that
 * is registered (`db.testing.com` is a company's), nor at a provider, whose names stand for accounts and regions.
 */
function isTestHost(name: string): boolean {
  if (name.includes(':') || managed.test(name)) return false;
  const labels = name.split('.');
  return wordsOf(labels.slice(0, labels.length - registeredLabels(labels))).some((word) => forTests.has(word));
}

/** How many of the last labels say whose the host is and not what it is for. */
function registeredLabels(labels: readonly string[]): number {
  const last = labels.at(-1) ?? '';
  if (/^(?:internal|lan|corp|home|intra|intranet|private|localdomain)$/.test(last)) return 1;
  return last.length === 2 && /^(?:com?|org|net|ac|edu|gov)$/.test(labels.at(-2) ?? '') ? 3 : 2;
}

/** Written where a name is to be filled in, or where none is needed: `dummy.dummy`, `ep-xxxx.neon.tech`. */
function isStandIn(name: string): boolean {
  return wordsOf(name.split('.')).some((word) => /^(?:dummy|placeholder|nonexistent|changeme|x{3,})$/.test(word));
}

const managed =
  /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|neon\.tech|supabase\.(?:co|com)|psdb\.cloud|mongodb\.net|database\.windows\.net|azure\.com|redis-cloud\.com|redislabs\.com|redns\.redis-cloud\.com|upstash\.io|turso\.io|aivencloud\.com|cockroachlabs\.cloud|render\.com|railway\.(?:app|internal)|rlwy\.net|ondigitalocean\.com|clever-cloud\.com|elephantsql\.com|timescale\.com|tsdb\.cloud|snowflakecomputing\.com|clickhouse\.cloud|databases\.appdomain\.cloud|oraclecloud\.com|googleapis\.com|prisma-data\.net|fly\.dev|heroku(?:app)?\.com)$/;

/** Numbers at the end count machines: `ci2`, `prod01`. */
function wordsOf(labels: readonly string[]): string[] {
  return labels.flatMap((label) => label.split(/[-_]/)).map((word) => word.replace(/\d+$/, ''));
}
