import { staticString } from './literals.ts';
import { pathOf } from './scopes.ts';
import type { Session } from './session.ts';
import { argument, type CallSite, standing, type Walk } from './walk.ts';

const patching = /^(?:(?:unittest\.)?mock|(?:\w*_)?mocker)\.(patch(?:\.object|\.dict|\.multiple)?|spy|stub)$/;
const patchingFixture = /^(?:\w*_)?mocker\.(patch(?:\.object|\.dict|\.multiple)?|spy)$/;

/** Libraries that stand between a client and the network. `url`: which argument names what is intercepted. */
const facilities: readonly (readonly [RegExp, { readonly url?: number }])[] = [
  [/^responses\.(activate|RequestsMock|mock)$/, {}],
  [/^responses\.(get|post|put|patch|delete|head|options)$/, { url: 0 }],
  [/^responses\.(add|add_callback|upsert)$/, { url: 1 }],
  [/^respx\.(mock|MockRouter|router)$/, {}],
  [/^respx(\.mock)?\.(get|post|put|patch|delete|head|options|route|request)$/, { url: 0 }],
  [
    /^(httpx_mock|requests_mock|respx_mock|aioresponses|httpserver)\.(add_response|add_callback|get|post|put|patch|delete|register_uri|route)$/,
    { url: 0 },
  ],
  [/^requests_mock\.(Mocker|mock)$/, {}],
  [/^requests_mock\.mock\(\)\.\w+$|^requests_mock\.Mocker\(\)\.(get|post|put|patch|delete|register_uri)$/, { url: 0 }],
  [/^aioresponses\.aioresponses$|^aioresponses\.core\.aioresponses$/, {}],
  [/^(httpretty|HTTPretty)\.(activate|enable|enabled|register_uri)$|^httpretty\.core\.\w+$/, {}],
  [/^pook\.(on|activate|use|get|post|mock)$/, {}],
  [/^mocket(\.\w+)*\.(mocketize|Mocketizer|Entry|register)$/, {}],
  [/^vcr\.(use_cassette|VCR\(\)\.use_cassette)$|^(\w+_)?vcr\.use_cassette$|^pytest\.mark\.vcr$|^betamax\./, {}],
  [/^httpx2?\.(MockTransport|ASGITransport|WSGITransport|_transports\.\w+\.\w+Transport)$/, {}],
  [
    /^(fastapi|starlette)\.testclient\.TestClient$|^async_asgi_testclient\.TestClient$|^django\.test\.(Client|AsyncClient|RequestFactory)$/,
    {},
  ],
  [/^pytest_socket\.(disable_socket|socket_allow_hosts)$|^pytest\.mark\.(disable_socket|allow_hosts)$/, {}],
  [/^gock\.|^moto\.(mock_\w+)$/, {}],
];

const fixtures =
  /^(httpx_mock|requests_mock|respx_mock|aioresponses|mock_aioresponse|mocked_responses|responses|(class_|module_|session_|package_)?mocker|vcr|vcr_cassette|httpserver|socket_disabled)$/;

/** Mocks and interceptors that the file sets up by a call. */
export function interceptionCall(site: CallSite, { session }: Walk): void {
  const target = interceptedBy(site);
  if (!target) return;
  record(site.node, site, session, target.name);
}

/** A bare decorator or `with` item: `@responses.activate`, `@respx.mock`, `with respx.mock:`. */
export function interceptionName(
  node: { start: number; end: number },
  canonical: string,
  place: CallSite['place'],
  session: Session,
): void {
  if (!facilities.some(([name]) => name.test(canonical))) return;
  session.interceptions.push({ ...governed(node, place), via: canonical });
}

/** Fixtures that intercept for whoever requests them. */
export function interceptingFixture(name: string): boolean {
  return fixtures.test(name);
}

function record(
  node: { start: number; end: number },
  site: CallSite,
  session: Session,
  target: string | undefined,
): void {
  session.interceptions.push({
    ...governed(node, site.place),
    via: site.callee,
    ...(target !== undefined && { target }),
  });
}

/** What a `with` item or decorator sets up holds for its block or function. */
export function governed(node: { start: number; end: number }, place: CallSite['place']) {
  return { ...standing(node, place), ...place.governs };
}

function interceptedBy(site: CallSite): { name?: string } | undefined {
  const { callee, place } = site;
  const patch = patching.exec(callee)?.[1] ?? patchingFixture.exec(callee)?.[1];
  if (patch !== undefined) return patched(site, patch);
  if (/^(\w+_)?(monkeypatch|mp|pytest\.MonkeyPatch\(\))\.(setattr|delattr|setitem)$/.test(callee)) {
    return callee.endsWith('setitem') ? undefined : patched(site, 'setattr');
  }
  const facility = facilities.find(([name]) => name.test(site.callee) || name.test(site.typed))?.[1];
  if (!facility) return undefined;
  const url =
    facility.url === undefined
      ? undefined
      : staticString(argument(site, facility.url, 'url', 'uri')?.node, place.scope);
  return url === undefined ? {} : { name: url };
}

/** `patch('a.b')`, `patch.object(a, 'b')`, `monkeypatch.setattr('a.b', …)`, `monkeypatch.setattr(a, 'b', …)`. */
function patched(site: CallSite, kind: string): { name?: string } {
  const { scope } = site.place;
  const first = argument(site, 0, 'target', 'in_dict')?.node;
  if (!first) return {};
  const literal = staticString(first, scope);
  if (literal !== undefined) return { name: literal };
  const path = pathOf(first, scope).canonical;
  if (path.includes('?')) return {};
  if (kind === 'patch.dict') return { name: path };
  const attribute = staticString(argument(site, 1, 'attribute', 'name')?.node, scope);
  return attribute === undefined ? {} : { name: `${path}.${attribute}` };
}
