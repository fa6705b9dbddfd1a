import { ts } from 'ts-morph';
import type { Origin } from '../facts.ts';
import type { Binding, Scope } from './scopes.ts';
import { isTransparent } from './syntax.ts';
import { hookNames, plainModule, runnerOf, suiteNames, testNames, wholeModuleName } from './vocabulary.ts';

const identifierLike = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The identifier that a chain of member accesses and calls starts from, if it starts from one. */
export function rootOf(node: ts.Expression): ts.Expression {
  let at: ts.Expression = node;
  for (;;) {
    if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) || ts.isCallExpression(at))
      at = at.expression;
    else if (ts.isTaggedTemplateExpression(at)) at = at.tag;
    else if (ts.isAwaitExpression(at) || isTransparent(at)) at = at.expression;
    else return at;
  }
}

export function rootBinding(node: ts.Expression, scope: Scope): Binding | undefined {
  const root = rootOf(node);
  return ts.isIdentifier(root) ? scope.lookup(root.text) : undefined;
}

export function originOf(node: ts.Expression, scope: Scope): Origin | undefined {
  return rootBinding(node, scope)?.origin;
}

/** Canonical dotted path of an expression, see `CallFact.callee`. */
export function pathOf(node: ts.Expression, scope: Scope): string {
  const path = rawPath(node, scope);
  if (path.startsWith('.')) return path.slice(1);
  if (path.startsWith('chai.')) {
    const rest = path.slice(5);
    if (/^(expect|assert|should)\b/.test(rest)) return rest;
  }
  return path;
}

function rawPath(node: ts.Expression, scope: Scope): string {
  if (ts.isIdentifier(node)) return canonicalName(node.text, scope.lookup(node.text));
  if (ts.isPropertyAccessExpression(node)) return join(rawPath(node.expression, scope), node.name.text);
  if (ts.isCallExpression(node)) return `${rawPath(node.expression, scope)}()`;
  if (isTransparent(node) || ts.isAwaitExpression(node)) return rawPath(node.expression, scope);
  if (ts.isElementAccessExpression(node)) {
    const key = node.argumentExpression;
    const name = ts.isStringLiteralLike(key) && identifierLike.test(key.text) ? key.text : '?';
    return join(rawPath(node.expression, scope), name);
  }
  if (ts.isTaggedTemplateExpression(node)) return `${rawPath(node.tag, scope)}()`;
  if (ts.isNewExpression(node)) return `new ${pathOf(node.expression, scope)}()`;
  switch (node.kind) {
    case ts.SyntaxKind.ThisKeyword:
      return 'this';
    case ts.SyntaxKind.SuperKeyword:
      return 'super';
    case ts.SyntaxKind.ImportKeyword:
      return 'import';
    case ts.SyntaxKind.MetaProperty:
      return 'import.meta';
    default:
      return '?';
  }
}

function join(base: string, name: string): string {
  // `vitest.vi` and `vitest.vitest` are one object; a dropped namespace reads as ''.
  if (base === '' && name === 'vitest') return '.vi';
  return `${base}.${name}`;
}

/** '' stands for the namespace of a runner, which is dropped. */
function canonicalName(local: string, binding: Binding | undefined): string {
  if (!binding) return local;
  if (binding.alias !== undefined) return binding.alias;
  if (!binding.origin) return local;
  const { module, name } = binding.origin;
  const runner = runnerOf(module);
  if (name === '*' || name === 'default') {
    const whole = wholeModuleName(module);
    if (whole) return whole;
    if (runner) return name === 'default' && runner === 'playwright' ? 'test' : '';
    return local;
  }
  if (runner) return name === 'vitest' ? 'vi' : name;
  const known = knownMember(module, name);
  if (known) return known;
  // A local module that gives out its own `it` or `test`: the local name tells what it is.
  return isRunnerName(local) ? local : name;
}

function knownMember(module: string, name: string): string | undefined {
  switch (plainModule(module)) {
    case 'assert':
    case 'assert/strict':
      return name === 'strict' || name === 'ok' ? 'assert' : `assert.${name}`;
    case 'timers/promises':
      return `timers/promises.${name}`;
    case 'crypto':
    case 'http':
    case 'https':
    case 'process':
      return `${plainModule(module)}.${name}`;
    case 'perf_hooks':
      return name;
    default:
      return undefined;
  }
}

export function isRunnerName(name: string): boolean {
  return testNames.has(name) || suiteNames.has(name) || Object.hasOwn(hookNames, name) || name === 'expect';
}

/** `a.b` and nothing else: no calls, no computed parts. */
export function isPlainPath(path: string): boolean {
  return !path.includes('(') && !path.includes('?') && !path.startsWith('new ');
}

/** The links of a canonical path: `expect().not.toBe` -> `expect()`, `not`, `toBe`. */
export function linksOf(path: string): string[] {
  // `timers/promises` and other names hold no dots, so a plain split is right.
  return path.split('.');
}

/** Last name of a path without its call mark. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).replace('()', '');
}
