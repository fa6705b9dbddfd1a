/** Host names that never leave the machine or its containers. */

const local = new Set([
  '',
  'localhost',
  '0.0.0.0',
  '::',
  '::1',
  'host.docker.internal',
  'host.containers.internal',
  'gateway.docker.internal',
]);
/** RFC 6761 / RFC 2606 names and mDNS: reserved for tests, documentation and the local network. */
const reservedSuffix =
  /(?:^|\.)(?:test|localhost|local|invalid|example|internal\.test)$|(?:^|\.)example\.(?:com|org|net)$/;
/** RFC 5737 and RFC 3849: addresses that documents use, where nothing ever answers. */
const documentation = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$|^2001:0?db8:/;
const loopback = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/;

/** `host` without port. A single label is a container's service name (`db`, `postgres`). */
export function isLocalHost(host: string): boolean {
  const name = plainHost(host);
  return (
    local.has(name) ||
    loopback.test(name) ||
    documentation.test(name) ||
    !/[.:]/.test(name) ||
    reservedSuffix.test(name)
  );
}

/** As a resolver reads it: `[::1]`, `DB.acme.io.`, `db。acme。io`, and 167838211, which is 10.1.2.3. */
export function plainHost(host: string): string {
  const name = decoded(host)
    .normalize('NFKC')
    .replaceAll('。', '.')
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return /^(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}$/.test(name) ? addressOfNumbers(name) : name;
}

function decoded(host: string): string {
  try {
    return /%[0-9a-f]{2}/i.test(host) ? decodeURIComponent(host) : host;
  } catch {
    return host;
  }
}

function addressOfNumbers(name: string): string {
  return URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name;
}

/** Filled in at run time: `${HOST}`, `{host}`, `%(host)s`, `<host>`, `$HOST`. */
export function isPlaceholder(host: string): boolean {
  return /[${}<>%]|^\*+$/.test(decoded(host));
}
