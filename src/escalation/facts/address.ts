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

/** `host` without port and brackets. A single label is a container's service name (`db`, `postgres`). */
export function isLocalHost(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return local.has(name) || /^127(?:\.\d{1,3}){3}$/.test(name) || !/[.:]/.test(name) || reservedSuffix.test(name);
}

/** Filled in at run time: `${HOST}`, `{host}`, `%(host)s`, `<host>`, `$HOST`. */
export function isPlaceholder(host: string): boolean {
  return /[${}<>%]|^\*+$/.test(host);
}
