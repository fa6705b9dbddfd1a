import { ts } from 'ts-morph';
import type { Block, Hook } from '../facts.ts';
import { resolveBody } from './bodies.ts';
import { requestedFixtures } from './fixtures.ts';
import { chainModifiers, optionModifiers } from './modifiers.ts';
import { lastName, linksOf, rootBinding } from './paths.ts';
import type { Registration, Seen } from './seen.ts';
import type { Place, Session, Walker } from './session.ts';
import { unwrap } from './syntax.ts';
import { hookNames, mochaHooks, modifierNames, parametrizing, suiteNames, testNames } from './vocabulary.ts';

const registering: ReadonlySet<string> = new Set([
  ...testNames,
  ...suiteNames,
  ...modifierNames,
  ...Object.keys(hookNames),
  ...Object.keys(mochaHooks),
  'onTestFinished',
]);

type Kind = { readonly is: 'test' | 'suite' } | { readonly is: 'hook'; readonly hook: Hook['kind'] };

/** Recognises tests, suites and hooks, plans the roles of their functions and records them. */
export function register(walker: Walker, seen: Seen, node: ts.CallExpression): Registration | undefined {
  const kind = kindOf(seen, node);
  if (!kind) return undefined;
  if (kind.is === 'hook') return registerHook(walker, seen, kind.hook);
  if (isForAnotherRunner(seen)) return undefined;
  return kind.is === 'suite' ? registerSuite(walker, seen, node) : registerTest(walker, seen, node);
}

/** Inside a test these runners refuse tests and suites: what is registered there is material for a runner under test. */
function isForAnotherRunner({ session, place }: Seen): boolean {
  if (session.framework === 'node:test' || session.framework === 'unknown') return false;
  for (let fn = session.functions[place.function]; fn && fn.id !== 0; fn = session.functions[fn.parent]) {
    if (fn.role === 'test') return true;
  }
  return false;
}

function kindOf({ session, path, place }: Seen, node: ts.CallExpression): Kind | undefined {
  // Most calls are none of these and show it in their last name.
  if (!registering.has(lastName(path)) && !path.endsWith('()')) return undefined;
  const names = linksOf(path).map((link) => link.replace('()', ''));
  const [root = '', second = '', ...rest] = names;
  if (!trusted(session, node, place, root, second)) return undefined;
  const isContext = isTestContext(session, node, place);
  if (isContext) return rest.length === 0 ? contextKind(session, second) : undefined;
  if (names.length === 1 && root === 'onTestFinished') return { is: 'hook', hook: 'afterEach' };
  const hook = hookOf(session, names.length === 1 ? root : second, names.length > 1);
  if (hook && (names.length === 1 || (names.length === 2 && (testNames.has(root) || suiteNames.has(root))))) {
    return { is: 'hook', hook };
  }
  if (names.length === 1 && !testNames.has(root) && !suiteNames.has(root)) return undefined;
  const nested = testNames.has(root) && (testNames.has(second) || suiteNames.has(second));
  const links = nested ? rest : names.slice(1);
  if (!links.every((name) => modifierNames.has(name))) return undefined;
  const word = nested ? second : root;
  if (suiteNames.has(word)) return { is: 'suite' };
  return testNames.has(word) ? { is: 'test' } : undefined;
}

function hookOf(session: Session, name: string, member: boolean): Hook['kind'] | undefined {
  if (Object.hasOwn(hookNames, name)) return hookNames[name];
  const { framework } = session;
  const known = framework === 'mocha' || framework === 'node:test' || (framework === 'unknown' && !member);
  return known && Object.hasOwn(mochaHooks, name) ? mochaHooks[name] : undefined;
}

/** The first name is the runner's: a global, an import, or a constant that stands for one; no local function. */
function trusted(session: Session, node: ts.CallExpression, place: Place, root: string, second: string): boolean {
  const binding = rootBinding(node.expression, place.scope);
  if (!binding) return root !== '?' && root !== 'this' && !root.startsWith('new ');
  if (binding.kind === 'import' || binding.alias !== undefined) return true;
  if (binding.kind === 'parameter')
    return root === 'onTestFinished' || (second !== '' && isTestContext(session, node, place));
  // `const { test } = setup()`: trusted when it is used like a runner.
  return (
    binding.kind === 'variable' && !binding.functionNode && /^(it|test|describe)$/.test(root) && !binding.initializer
  );
}

/** `t` in node:test's `test('…', (t) => …)`. */
function isTestContext(session: Session, node: ts.CallExpression, place: Place): boolean {
  if (session.framework !== 'node:test' && session.framework !== 'vitest') return false;
  const callee = unwrap(node.expression);
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return false;
  const binding = place.scope.lookup(callee.expression.text);
  if (binding?.kind !== 'parameter' || binding.owner === undefined) return false;
  return session.functions[binding.owner]?.role === 'test';
}

function contextKind(session: Session, name: string): Kind | undefined {
  if (name === 'onTestFinished' || name === 'after') return { is: 'hook', hook: 'afterEach' };
  if (session.framework !== 'node:test') return undefined;
  if (name === 'test' || name === 'it') return { is: 'test' };
  return Object.hasOwn(hookNames, name) ? { is: 'hook', hook: hookNames[name] ?? 'afterEach' } : undefined;
}

function registerHook(walker: Walker, seen: Seen, kind: Hook['kind']): Registration | undefined {
  const { session, place } = seen;
  const body = resolveBody(walker, seen, 'hook', 0);
  if (!body) return undefined;
  const hook = {
    kind,
    function: 0,
    span: session.span(seen.node),
    ...(place.suite !== undefined && { suite: place.suite }),
  };
  session.hooks.push(hook);
  return body.registration((id) => {
    hook.function = id;
  });
}

function registerSuite(walker: Walker, seen: Seen, node: ts.CallExpression): Registration | undefined {
  const { session, place } = seen;
  const id = session.suites.length;
  const body = resolveBody(walker, seen, 'suite', 0, id);
  if (!body) return undefined;
  const { title, nameSpan } = titleOf(session, node, body.node);
  const statement = node.parent;
  const suite = {
    id,
    title,
    function: 0,
    span: session.span(ts.isExpressionStatement(statement) ? statement : node),
    nameSpan,
    modifiers: [...chainModifiers(session, node.expression), ...optionModifiers(session, optionsOf(node))],
    bases: [],
    ...(place.suite !== undefined && { parent: place.suite }),
  };
  session.suites.push(suite);
  return body.registration((functionId) => {
    suite.function = functionId;
  });
}

function registerTest(walker: Walker, seen: Seen, node: ts.CallExpression): Registration | undefined {
  const { session, place } = seen;
  // Only node:test has tests without a title.
  const body = resolveBody(walker, seen, 'test', session.framework === 'node:test' ? 0 : 1);
  if (!body) return undefined;
  const modifiers = [...chainModifiers(session, node.expression), ...optionModifiers(session, optionsOf(node))];
  const named = titleOf(session, node, body.node);
  const parametrized = modifiers.some(({ name }) => parametrizing.has(name));
  const each = modifiers.some(({ name }) => name === 'each' || name === 'prop');
  const test = {
    id: session.tests.length,
    ...named,
    fullTitle: [...suiteTitles(session, place.suite), named.title].join(' > '),
    function: 0,
    span: session.span(node),
    modifiers,
    parametrized,
    registeredConditionally: isConditional(session.blocks, place.block),
    // `.each` hands its row over; `.for` hands the row first and the context second.
    fixtures: each ? [] : requestedFixtures(body.literal, parametrized ? 1 : 0),
    ...(place.suite !== undefined && { suite: place.suite }),
  };
  session.tests.push(test);
  return body.registration((id) => {
    test.function = id;
  });
}

function optionsOf(node: ts.CallExpression): ts.Expression | undefined {
  return node.arguments.slice(0, 3).find((argument) => ts.isObjectLiteralExpression(unwrap(argument)));
}

function titleOf(session: Session, node: ts.CallExpression, body: ts.Expression) {
  const [first] = node.arguments;
  if (!first || first === body) {
    const at = session.span(body);
    return { title: '', staticTitle: true, nameSpan: { start: at.start, end: at.start } };
  }
  const title = unwrap(first);
  const nameSpan = session.span(first);
  if (ts.isStringLiteralLike(title)) return { title: title.text, staticTitle: true, nameSpan };
  const written = session.slice(title);
  return { title: ts.isTemplateExpression(title) ? written.slice(1, -1) : written, staticTitle: false, nameSpan };
}

function suiteTitles(session: Session, suite: number | undefined): string[] {
  const titles: string[] = [];
  for (let at = suite; at !== undefined; at = session.suites[at]?.parent)
    titles.unshift(session.suites[at]?.title ?? '');
  return titles.filter((title) => title !== '');
}

function isConditional(blocks: readonly Block[], from: number): boolean {
  for (let at = blocks[from]; at && at.id !== 0; at = blocks[at.parent]) {
    if (at.kind === 'branch' || at.kind === 'loop') return true;
  }
  return false;
}
