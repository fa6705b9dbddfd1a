import type { ts } from 'ts-morph';
import { lastName } from '../paths.ts';
import { type Seen, useAt } from '../seen.ts';
import { staticText } from '../static.ts';
import { propertyValue } from '../syntax.ts';

const requesters =
  /^(?:(?:globalThis|window|global|self)\.)?(?:fetch|axios(?:\.\w+)?|got(?:\.\w+)?|ky(?:\.\w+)?|superagent(?:\.\w+)?|request(?:\.\w+)?|needle|ofetch|\$fetch|https?2?\.(?:get|request|connect)|undici\.(?:fetch|request|stream)|new (?:WebSocket|EventSource|WebSocket\.WebSocket)|cy\.(?:visit|request))$/;
const pageMethods =
  /^(?:\w+\.)?(?:page\d?|frame|popup|apiContext|context\.request|apiRequest|requestContext)\.(?:goto|get|post|put|patch|delete|head|fetch|request)$/;

/** Records requests whose address is a literal `scheme://host…`. */
export function recogniseNetwork(seen: Seen): void {
  const { path, origin, arguments: args, place } = seen;
  const undici = origin?.module === 'undici' && /^(fetch|request|stream)$/.test(lastName(path));
  if (!requesters.test(path) && !pageMethods.test(path) && !undici) return;
  const address = addressOf(args[0], seen);
  if (address === undefined) return;
  const found = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(address);
  // A template whose host is computed tells nothing.
  const host = found?.[1];
  if (!host) return;
  seen.session.network.push({ ...useAt({ ...seen, place }), via: path, url: address, host: host.toLowerCase() });
}

function addressOf(argument: ts.Expression | undefined, { place }: Seen): string | undefined {
  const direct = staticText(argument, place.scope);
  if (direct) return direct.whole || /:\/\/[^/]+[/?#:]/.test(direct.text) ? direct.text : undefined;
  return staticText(propertyValue(argument, 'url'), place.scope)?.text;
}
