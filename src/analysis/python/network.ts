import { constantValue, staticNumber, staticString, stringValue } from './literals.ts';
import { child } from './syntax.ts';
import { argument, type CallSite, standing, type Walk } from './walk.ts';

const methods = '(get|post|put|patch|delete|head|options|request|stream|send|ws_connect|websocket_connect)';
/** The client libraries, their clients' methods, and which argument is the URL. */
const requests = new RegExp(
  `^(requests|httpx2?|aiohttp|urllib3|niquests|curl_cffi\\.requests)(\\.api)?(\\.(Session|session|Client|AsyncClient|ClientSession|PoolManager)\\(\\))?\\.${methods}$`,
);
const openers =
  /^(urllib\.request\.(urlopen|Request|urlretrieve)|websockets\.(\w+\.)*connect|websocket\.create_connection|aiohttp\.request)$/;
const hosts = /^(http\.client\.HTTPS?Connection|socket\.create_connection|asyncio\.open_connection)$/;

/** Requests to an address that stands in the text. */
export function networkCall(site: CallSite, { session }: Walk): void {
  const url = requested(site);
  const host = url === undefined ? undefined : hostOf(url);
  if (url === undefined || host === undefined || hasOwnTransport(site)) return;
  session.network.push({
    ...standing(site.node, site.place),
    via: site.typed.startsWith('$') ? site.callee : site.typed,
    url,
    host,
  });
}

function requested(site: CallSite): string | undefined {
  const { typed, place } = site;
  if (hosts.test(typed)) return connected(site);
  const page = /\.goto$/.test(site.callee);
  if (!page && !openers.test(typed) && !requests.test(typed)) return undefined;
  const position = /\.(request|stream)$/.test(typed) ? 1 : 0;
  const node = argument(site, position, 'url', 'uri')?.node;
  if (!node) return undefined;
  const whole = staticString(node, place.scope);
  if (whole !== undefined) return whole;
  const head = stringValue(node, place.scope.text);
  // Of an f-string the host must be complete: something follows it.
  return head && /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i.test(head.value) ? head.value : undefined;
}

/** `httpx.AsyncClient(transport=ASGITransport(app))` talks to an application in the same process. */
function hasOwnTransport(site: CallSite): boolean {
  const receiver = child(site.called, 'object');
  if (!receiver || !site.typed.includes('()')) return false;
  const client = constantValue(receiver, site.place.scope);
  return (
    client !== undefined && /\b(transport|app|mounts)\s*=/.test(site.place.scope.text.slice(client.start, client.end))
  );
}

function connected(site: CallSite): string | undefined {
  const { scope } = site.place;
  const first = argument(site, 0, 'host', 'address')?.node;
  if (!first) return undefined;
  const pair = first.type === 'tuple' ? first.children : undefined;
  const host = staticString(pair ? pair[0] : first, scope);
  if (host === undefined || host === '') return undefined;
  const port = staticNumber(pair ? pair[1] : argument(site, 1, 'port')?.node, scope);
  const scheme = /HTTPSConnection$/.test(site.typed) ? 'https' : /HTTPConnection$/.test(site.typed) ? 'http' : 'tcp';
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}`;
}

/** `user@host:80` -> `host`. */
export function hostOf(url: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  if (!authority) return undefined;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return /^\[[^\]]*\]/.exec(host)?.[0] ?? host.replace(/:\d*$/, '').toLowerCase();
}
