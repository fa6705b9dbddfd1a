import { ts } from 'ts-morph';
import type { Interception } from '../../facts.ts';
import { pathOf, rootBinding } from '../paths.ts';
import { type Seen, useAt } from '../seen.ts';
import type { Place, Session } from '../session.ts';
import { staticText } from '../static.ts';
import { unwrap } from '../syntax.ts';
import { networkModules, plainModule } from '../vocabulary.ts';

const globalObjects = /^(?:globalThis|global|window|self)$/;
const moduleMocks = /^(?:vi|jest)\.(?:mock|doMock|unstable_mockModule|setMock)$|^(?:\w+\.)?mock\.module$|^proxyquire$/;
const spies = /^(?:(?:vi|jest)\.spyOn|(?:sinon|sandbox)\.(?:stub|replace|spy)|(?:\w+\.)?mock\.method)$/;
const servers =
  /^(?:nock(?:\(\).*)?|nock\.(?:disableNetConnect|back|load)|setupServer|setupWorker|new (?:MockAdapter|MockAgent|MockPool)|setGlobalDispatcher|undici\.setGlobalDispatcher|fetchMock\.\w+|fetch\.mock\w+|fetchMocker\.\w+|cy\.intercept|createFetchMock|enableFetchMocks|mockServer\.\w+)$/;
const routes = /\.(?:route|routeFromHAR|routeWebSocket)$/;

/** Records what stands between the tests and a module or the network. */
export function recogniseInterception(seen: Seen): void {
  const target = targetOf(seen);
  if (!target) return;
  const { name } = target;
  const fact: Interception = { ...useAt(seen), via: seen.path, ...(name !== undefined && { target: name }) };
  seen.session.interceptions.push(fact);
}

function targetOf(seen: Seen): { readonly name?: string | undefined } | undefined {
  const { path, arguments: args, place, node } = seen;
  const [first, second] = args;
  const text = (): string | undefined => staticText(first, place.scope)?.text;
  if (moduleMocks.test(path)) return { name: text() ?? importedModule(first) };
  if (/^(?:vi|jest)\.stubGlobal$/.test(path)) return { name: text() };
  if (spies.test(path)) return first && spyTarget(seen, first, second);
  // `nock('…').get('/').reply(…)`: the first call says it all.
  if (servers.test(path)) return path.startsWith('nock()') ? undefined : { name: text() };
  const isPage =
    /^(?:\w+\.)*(?:page\d?|context|browserContext)\./.test(path) || seen.session.framework === 'playwright';
  return routes.test(path) && isPage && ts.isCallExpression(node) && args.length > 0 ? { name: text() } : undefined;
}

/** `vi.mock(import('./x'))`. */
function importedModule(argument: ts.Expression | undefined): string | undefined {
  if (!argument || !ts.isCallExpression(argument)) return undefined;
  const [module] = argument.arguments;
  return argument.expression.kind === ts.SyntaxKind.ImportKeyword && module && ts.isStringLiteralLike(module)
    ? module.text
    : undefined;
}

/** Spies on globals and on network packages; spies on the project's own objects intercept nothing of the outside. */
function spyTarget(
  { place }: Seen,
  object: ts.Expression,
  member: ts.Expression | undefined,
): { readonly name: string } | undefined {
  if (!member || !ts.isStringLiteralLike(member)) return undefined;
  const node = unwrap(object);
  const path = pathOf(node, place.scope);
  if (globalObjects.test(path)) return { name: member.text };
  const binding = rootBinding(node, place.scope);
  const known = binding?.origin
    ? networkModules.has(plainModule(binding.origin.module))
    : binding === undefined && /^(Math|Date|crypto|performance|process)\b/.test(path);
  return known ? { name: `${path}.${member.text}` } : undefined;
}

/** `global.fetch = vi.fn()`, `window.WebSocket = …`. */
export function recogniseGlobalReplacement(session: Session, node: ts.BinaryExpression, place: Place): void {
  if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const left = unwrap(node.left);
  if (!ts.isPropertyAccessExpression(left) && !ts.isElementAccessExpression(left)) return;
  const path = pathOf(left, place.scope);
  const target = /^(?:globalThis|global|window|self)\.(fetch|XMLHttpRequest|WebSocket|EventSource)$/.exec(path)?.[1];
  if (target) session.interceptions.push({ ...useAt({ session, node, place }), via: path, target });
}
