import { ts } from 'ts-morph';
import type { Assertion, Handling } from '../facts.ts';
import { handlingOf } from './handling.ts';
import { assertMethods, comparesOf, isPropertyAssertion, isWebFirst, throwingQuery } from './matchers.ts';
import { lastName, linksOf, pathOf } from './paths.ts';
import type { Seen } from './seen.ts';
import type { Place, Session } from './session.ts';
import { plainModule } from './vocabulary.ts';

type Draft = Pick<Assertion, 'style' | 'matcher' | 'compares' | 'negated' | 'asynchronous'> & {
  readonly actual?: ts.Node | undefined;
  readonly expected?: ts.Node | undefined;
};

/** Records the assertion a call is, if it is one. Only the outermost call of a chain is. */
export function recogniseAssertion(seen: Seen): void {
  const { session, node } = seen;
  if (!ts.isCallExpression(node)) return;
  const draft = /expect|^should\(\)/.test(seen.path)
    ? (expectChain(seen, node) ?? expectGuard(seen) ?? supertest(seen, node))
    : (assertCall(seen) ?? shouldChain(seen, node) ?? sinonAssert(seen) ?? query(seen));
  if (draft) record(session, node, seen.place, draft, seen.handling, seen.id);
}

/** `expect(x).to.be.true`: an assertion that is no call. */
export function recognisePropertyAssertion(session: Session, node: ts.PropertyAccessExpression, place: Place): void {
  const { parent } = node;
  const ends =
    ts.isExpressionStatement(parent) ||
    ts.isAwaitExpression(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isArrowFunction(parent);
  if (!ends || !isPropertyAssertion(node.name.text)) return;
  const links = linksOf(pathOf(node, place.scope));
  const [root, ...rest] = links;
  const should = links.indexOf('should');
  if (root !== 'expect()' && root !== 'should()' && should < 1) return;
  const path = root === 'expect()' || root === 'should()' ? rest : links.slice(should);
  const call = root === 'expect()' ? expectCall(node.expression) : undefined;
  const draft: Draft = {
    style: 'chai',
    matcher: node.name.text,
    compares: comparesOf(node.name.text),
    negated: path.includes('not'),
    asynchronous: path.includes('eventually') || /^(fulfilled|rejected)$/.test(node.name.text),
    actual: call?.arguments[0] ?? (root === 'expect()' ? undefined : receiverOfShould(node)),
  };
  record(session, node, place, draft, handlingOf(node, place.scope), undefined);
}

function record(
  session: Session,
  node: ts.Expression,
  place: Place,
  { actual, expected, ...draft }: Draft,
  handling: Handling,
  call: number | undefined,
): void {
  session.assertions.push({
    id: session.assertions.length,
    span: session.span(node),
    statement: place.statement,
    ...draft,
    handling,
    function: place.function,
    block: place.block,
    ...(actual && { actual: session.span(actual) }),
    ...(expected && { expected: session.span(expected) }),
    ...(call !== undefined && { call }),
  });
}

const expectRoot =
  /^(?:t\.|ctx\.|context\.)?expect(?:\.soft|\.poll|\.element|\.configure\(\))?\(\)\.|^(?:expectTypeOf|assertType|should)\(\)\./;

function expectChain({ session, path, arguments: args }: Seen, node: ts.CallExpression): Draft | undefined {
  const head = expectRoot.exec(path)?.[0];
  if (!head || continues(node)) return undefined;
  const links = linksOf(path.slice(head.length)).map((link) => link.replace('()', ''));
  const matcher = links.at(-1) ?? '';
  if (promiseMethods.has(matcher)) return undefined;
  const isType = head.startsWith('expectTypeOf');
  const chai = links.length > 1 && chaiWords.has(links[0] ?? '');
  return {
    style: chai || head.startsWith('should') ? 'chai' : 'expect',
    matcher,
    compares: isType ? 'type' : comparesOf(matcher),
    negated: links.includes('not') || links.includes('never'),
    // `expectTypeOf(load()).resolves` names a type and gives no promise.
    asynchronous: !isType && isAsynchronous(session, head, links, matcher),
    actual: expectCall(node.expression)?.arguments[0],
    expected: args[0],
  };
}

const promiseMethods: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);
const chaiWords: ReadonlySet<string> = new Set(
  'to be been is that which and has have with at of same but does still also not deep eventually nested own'.split(' '),
);

function isAsynchronous(session: Session, head: string, links: readonly string[], matcher: string): boolean {
  if (/\.(poll|element)\(\)/.test(head)) return true;
  if (links.some((link) => link === 'resolves' || link === 'rejects' || link === 'eventually')) return true;
  if (/^(rejectedWith|fulfilled|rejected|toMatchFileSnapshot|toMatchScreenshot|toPass)$/.test(matcher)) return true;
  return session.framework === 'playwright' && isWebFirst(matcher);
}

/** A longer chain follows that is itself the assertion: `expect(x).to.be.a('string').and.include('y')`. */
function continues(node: ts.CallExpression): boolean {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && parent.expression === node && !promiseMethods.has(parent.name.text);
}

/** The innermost call of the chain: `expect(x)`. */
function expectCall(node: ts.Expression): ts.CallExpression | undefined {
  let found: ts.CallExpression | undefined;
  let at: ts.Expression = node;
  for (;;) {
    if (ts.isCallExpression(at)) {
      found = at;
      at = at.expression;
    } else if (ts.isPropertyAccessExpression(at) || ts.isNonNullExpression(at) || ts.isParenthesizedExpression(at)) {
      at = at.expression;
    } else return found;
  }
}

/** `expect.assertions(1)` and the calls that always fail; rules treat them as guards. */
function expectGuard({ path, arguments: args }: Seen): Draft | undefined {
  const guard = /^(?:t\.|ctx\.|context\.)?expect\.(assertions|hasAssertions|fail|unreachable)$/.exec(path)?.[1];
  if (!guard) return undefined;
  return { style: 'other', matcher: guard, compares: 'other', negated: false, asynchronous: false, expected: args[0] };
}

function assertCall({ session, path, origin, arguments: args }: Seen): Draft | undefined {
  if (path === 't.plan') return simple('other', 'plan', 'other', []);
  if (path === 'assertType' || path === 'expectTypeOf') {
    return path === 'assertType' ? simple('other', 'assertType', 'type', args) : undefined;
  }
  const found = /^(?:t\.|ctx\.|context\.)?assert(?:\.strict)?(?:\.(\w+))?$/.exec(path);
  if (!found) return undefined;
  const method = found[1] ?? 'ok';
  const module = origin ? plainModule(origin.module) : '';
  const isNode = /^assert(\/strict)?$/.test(module) || /^(t|ctx|context)\./.test(path);
  const chai = module === 'chai' || module === 'vitest' || (!isNode && session.importsFrom(/^chai$/));
  if (isNode && !assertMethods.has(method) && !path.startsWith('t.')) return undefined;
  const matcher = found[1] ?? 'assert';
  const plain = method.replace(/^(?:isNot|not|doesNot)(?=[A-Z])/, '');
  const positive = plain === method ? method : plain.charAt(0).toLowerCase() + plain.slice(1);
  const compares = comparesOf(matcher) !== 'other' ? comparesOf(matcher) : comparesOf(positive);
  return {
    style: isNode ? 'node:assert' : chai ? 'chai' : 'assert',
    matcher,
    compares: matcher === 'assert' ? 'truthy' : compares,
    negated: /^(isNot|not|doesNot)/.test(method) && method !== 'nothing',
    asynchronous: method === 'rejects' || method === 'doesNotReject' || /^is(Fulfilled|Rejected)/.test(method),
    actual: args[0],
    expected: args[1],
  };
}

function simple(style: Draft['style'], matcher: string, compares: Draft['compares'], args: Seen['arguments']): Draft {
  return { style, matcher, compares, negated: false, asynchronous: false, actual: args[0], expected: args[1] };
}

/** `value.should.equal(1)`, and Cypress' `.should('be.visible')`. */
function shouldChain({ path, arguments: args }: Seen, node: ts.CallExpression): Draft | undefined {
  if (!path.includes('.should')) return undefined;
  const links = linksOf(path);
  const at = links.findIndex((link, index) => link === 'should' && index > 0);
  if (at === -1) return undefined;
  if (at === links.length - 1) {
    if (!path.startsWith('cy.')) return undefined;
    const [first] = args;
    const matcher = first && ts.isStringLiteralLike(first) ? first.text : 'should';
    return {
      ...simple('chai', matcher, comparesOf(matcher.split('.').at(-1) ?? ''), []),
      negated: matcher.startsWith('not.'),
      expected: args[1],
    };
  }
  if (continues(node)) return undefined;
  const matcher = lastName(path);
  if (promiseMethods.has(matcher)) return undefined;
  return {
    style: 'chai',
    matcher,
    compares: comparesOf(matcher),
    negated: links.includes('not', at),
    asynchronous: links.includes('eventually', at) || /^(rejectedWith|fulfilled|rejected)$/.test(matcher),
    actual: receiverOfShould(node.expression),
    expected: args[0],
  };
}

function receiverOfShould(node: ts.Expression): ts.Expression | undefined {
  let at: ts.Expression = node;
  for (;;) {
    if (ts.isPropertyAccessExpression(at)) {
      if (at.name.text === 'should') return at.expression;
      at = at.expression;
    } else if (ts.isCallExpression(at)) at = at.expression;
    else return undefined;
  }
}

function sinonAssert({ path, arguments: args }: Seen): Draft | undefined {
  const method = /^(?:sinon|sandbox)\.assert\.(\w+)$/.exec(path)?.[1];
  if (!method) return undefined;
  return { ...simple('mock', method, 'called', args), negated: /^(notCalled|neverCalled)/.test(method) };
}

/** The last `.expect(…)` of a supertest chain. */
function supertest({ path, place, arguments: args }: Seen, node: ts.CallExpression): Draft | undefined {
  if (!path.endsWith('.expect') || !/\.(get|post|put|patch|delete|del|head|options)\(\)/.test(path)) return undefined;
  for (let at: ts.Node = node; ; ) {
    const access: ts.Node = at.parent;
    if (!ts.isPropertyAccessExpression(access) || access.expression !== at) break;
    if (access.name.text === 'expect') return undefined;
    if (!ts.isCallExpression(access.parent)) break;
    at = access.parent;
  }
  return {
    style: 'other',
    matcher: 'expect',
    compares: 'equal',
    negated: false,
    asynchronous: !endsInCallback(args, place),
    expected: args[0],
  };
}

/** `.expect(200, done)` sends the request and reports to the callback: there is nothing to await. */
function endsInCallback(args: readonly ts.Expression[], place: Place): boolean {
  const last = args.at(-1);
  if (!last) return false;
  if (ts.isArrowFunction(last) || ts.isFunctionExpression(last)) return args.length > 1;
  if (!ts.isIdentifier(last)) return false;
  return (
    /^(?:done|cb|callback|next|end|resolve)$/.test(last.text) ||
    (args.length > 1 && place.scope.lookup(last.text)?.kind === 'parameter')
  );
}

/** Queries and waits that fail when what they look for is not there. */
function query({ session, path, arguments: args, origin }: Seen): Draft | undefined {
  if (!/(?:^|\.)(?:get|find|waitFor|waitUntil)/.test(path)) return undefined;
  const name = lastName(path);
  const wait = waitName(session, path, name, origin?.module);
  if (!wait && !(throwingQuery.test(name) && isQuery(session, path))) return undefined;
  return {
    style: 'query',
    matcher: name,
    compares: 'truthy',
    negated: name === 'waitForElementToBeRemoved',
    asynchronous: wait || name.startsWith('find'),
    actual: args[0],
  };
}

function waitName(session: Session, path: string, name: string, module: string | undefined): boolean {
  if (name === 'waitFor' || name === 'waitForElementToBeRemoved' || name === 'waitUntil') {
    if (path === name) return name !== 'waitUntil' || module !== undefined;
    return path.startsWith('vi.') || session.framework === 'playwright' || /^(page|locator)\b/.test(path);
  }
  if (!name.startsWith('waitFor') || name === 'waitForTimeout') return false;
  return session.framework === 'playwright' || /^(page|frame)\./.test(path);
}

/** Playwright's and Vitest browser mode's `page.getByRole` make locators and check nothing. */
function isQuery(session: Session, path: string): boolean {
  if (session.framework === 'playwright' || /^(page|locator|frame)\b/.test(path)) return false;
  if (!path.includes('.') || /^(screen|within\(\))\./.test(path)) return true;
  return session.importsFrom(/testing-library/) || session.imports.some(({ name }) => /^render/.test(name));
}
