import { ts } from 'ts-morph';
import type { Origin, ValueKind, Variable } from '../facts.ts';
import { argumentOf } from './expressions.ts';
import { readImport, recordImport, requiredModule } from './imports.ts';
import { isPlainPath, isRunnerName, pathOf, rootBinding, rootOf } from './paths.ts';
import type { Scope } from './scopes.ts';
import type { Place, Session } from './session.ts';
import { boundNames, functionLiteral, hasModifier, propertyName, unwrap } from './syntax.ts';
import { aliasableGlobals, runnerOf, wholeModuleName } from './vocabulary.ts';

/** Declares what the statements of one block declare, so that closures see names that come later. */
export function declareStatements(session: Session, statements: readonly ts.Statement[], place: Place): void {
  for (const statement of statements) declareStatement(session, statement, place);
}

function declareStatement(session: Session, statement: ts.Statement, place: Place): void {
  const { scope } = place;
  if (ts.isVariableStatement(statement)) {
    declareVariables(session, statement.declarationList, statement, place);
  } else if (ts.isFunctionDeclaration(statement)) {
    if (!statement.name) return;
    const name = statement.name.text;
    // Overload signatures have no body; the implementation comes last and wins.
    scope.declare({ name, kind: 'function', constant: false, functionNode: statement, fromEnvironment: false });
  } else if (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) {
    if (!statement.name || !ts.isIdentifier(statement.name)) return;
    scope.declare({ name: statement.name.text, kind: 'class', constant: false, fromEnvironment: false });
  } else if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) {
    readImport(session, statement, scope);
  } else if (ts.isLabeledStatement(statement)) {
    declareStatement(session, statement.statement, place);
  }
}

/** `statement`: what is removed with the declaration; the list itself in a `for` head. */
export function declareVariables(
  session: Session,
  list: ts.VariableDeclarationList,
  statement: ts.Node,
  place: Place,
): void {
  const constant = (list.flags & ts.NodeFlags.Const) !== 0 || (list.flags & ts.NodeFlags.Using) !== 0;
  const scope = (list.flags & ts.NodeFlags.BlockScoped) === 0 ? place.scope.hoisting : place.scope;
  for (const declaration of list.declarations) {
    const required = declaration.initializer && requiredModule(declaration.initializer);
    if (required) {
      recordImport(session, declaration, required, statement, scope, place.function);
      continue;
    }
    for (const { name, element } of boundNames(declaration.name)) {
      const alias = constant ? aliasOf(declaration, element, name.text, place.scope) : undefined;
      const id = addVariable(session, name, declaration, scope, constant, element !== undefined);
      const literal = element ? undefined : functionLiteral(declaration.initializer);
      scope.declare({
        name: name.text,
        kind: 'variable',
        constant,
        variable: id,
        fromEnvironment: mentionsEnvironment(session, declaration.initializer),
        ...(alias && { alias: alias.path, ...(alias.origin && { origin: alias.origin }) }),
        ...(!element && declaration.initializer && { initializer: declaration.initializer }),
        ...(literal && { functionNode: literal }),
      });
      if (literal) session.plan(literal, { name: name.text });
    }
  }
}

export function mentionsEnvironment(session: Session, node: ts.Node | undefined): boolean {
  return node !== undefined && /\b(process\s*\.\s*env|import\.meta\.env)\b/.test(session.slice(node));
}

function addVariable(
  session: Session,
  name: ts.Identifier,
  declaration: ts.VariableDeclaration,
  scope: Scope,
  constant: boolean,
  destructured: boolean,
): number {
  const id = session.variables.length;
  const { initializer } = declaration;
  session.variables.push({
    id,
    name: name.text,
    level: levelOf(session, scope.function),
    function: scope.function,
    constant,
    declaration: session.span(declaration),
    nameSpan: session.span(name),
    value: loopVariable(declaration) || (destructured && initializer) ? 'other' : valueKind(initializer, scope),
    accesses: [],
    ...(initializer && { initializer: session.span(initializer) }),
  });
  return id;
}

/** Gives a variable the shape of its initializer once that has been walked. */
export function noteInitial(session: Session, node: ts.VariableDeclaration, scope: Scope): void {
  if (!node.initializer || !ts.isIdentifier(node.name)) return;
  const id = scope.lookup(node.name.text)?.variable;
  const variable = id === undefined ? undefined : session.variables[id];
  if (variable?.nameSpan.start === node.name.getStart(session.file, false)) {
    variable.initial = argumentOf(session, node.initializer);
  }
}

function loopVariable(declaration: ts.VariableDeclaration): boolean {
  const owner = declaration.parent.parent;
  return owner !== undefined && (ts.isForOfStatement(owner) || ts.isForInStatement(owner));
}

function levelOf(session: Session, owner: number): Variable['level'] {
  const role = session.functions[owner]?.role;
  return role === 'module' || role === 'suite' ? role : 'function';
}

const mockMakers =
  /^(?:(?:vi|jest)\.(?:fn|spyOn|mocked)|(?:sinon|sandbox)\.(?:stub|spy|fake|mock)|(?:t\.)?mock\.(?:fn|method)|createMock|mockFn|mockDeep|jest\.createMockFromModule)(?:\(\)\..*)?$/;

export function valueKind(initializer: ts.Expression | undefined, scope: Scope): ValueKind {
  if (!initializer) return 'none';
  const node = unwrap(initializer);
  if (ts.isArrayLiteralExpression(node)) return 'array';
  if (ts.isObjectLiteralExpression(node)) return 'object';
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node)) return 'function';
  if (ts.isNewExpression(node)) return instanceKind(node);
  if (ts.isCallExpression(node)) {
    const path = pathOf(node.expression, scope);
    if (mockMakers.test(path)) return 'mock';
    return path === 'Array.from' || path === 'Array.of' ? 'array' : 'call';
  }
  if (node.kind === ts.SyntaxKind.NullKeyword || ts.isVoidExpression(node)) return 'none';
  if (ts.isIdentifier(node)) {
    if (node.text === 'undefined') return 'none';
    return node.text === 'NaN' || node.text === 'Infinity' ? 'primitive' : 'other';
  }
  return isPrimitive(node) ? 'primitive' : 'other';
}

function instanceKind(node: ts.NewExpression): ValueKind {
  const name = ts.isIdentifier(node.expression) ? node.expression.text : '';
  if (name === 'Map' || name === 'WeakMap') return 'map';
  if (name === 'Set' || name === 'WeakSet') return 'set';
  return name === 'Array' ? 'array' : 'instance';
}

function isPrimitive(node: ts.Expression): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.StringLiteral:
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
    case ts.SyntaxKind.TemplateExpression:
    case ts.SyntaxKind.NumericLiteral:
    case ts.SyntaxKind.BigIntLiteral:
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.PrefixUnaryExpression:
    case ts.SyntaxKind.TypeOfExpression:
    case ts.SyntaxKind.RegularExpressionLiteral:
      return true;
    case ts.SyntaxKind.BinaryExpression:
      return ts.isBinaryExpression(node) && isPrimitive(unwrap(node.left)) && isPrimitive(unwrap(node.right));
    default:
      return false;
  }
}

/** The canonical path a constant stands for, when that is worth following: runners, builtins, known packages. */
function aliasOf(
  declaration: ts.VariableDeclaration,
  element: ts.BindingElement | undefined,
  local: string,
  scope: Scope,
): { readonly path: string; readonly origin?: Origin } | undefined {
  const { initializer } = declaration;
  if (!initializer) return undefined;
  if (!element) {
    const path = runnerAlias(unwrap(initializer), local, scope) ?? plainAlias(initializer, scope);
    const origin = rootBinding(initializer, scope)?.origin;
    return path ? { path, ...(origin && { origin }) } : undefined;
  }
  if (element.parent !== declaration.name || element.dotDotDotToken) return undefined;
  const base = plainAlias(initializer, scope);
  const member = element.propertyName ? propertyName(element.propertyName) : local;
  if (base === undefined || !member) return undefined;
  const origin = rootBinding(initializer, scope)?.origin;
  const path = base === '' ? member : `${base}.${member}`.replace(/^chai\.(?=expect|assert|should)/, '');
  return {
    path,
    ...(origin && { origin: { module: origin.module, name: origin.name === '*' ? member : origin.name } }),
  };
}

/** `it`, `test.only`, `base.extend({…})`, `cond ? it : it.skip`, `describe.skipIf(…)`, `mergeTests(a, b)`. */
function runnerAlias(node: ts.Expression, local: string, scope: Scope): string | undefined {
  if (ts.isConditionalExpression(node)) {
    const left = runnerAlias(unwrap(node.whenTrue), local, scope)?.split('.')[0];
    const right = runnerAlias(unwrap(node.whenFalse), local, scope)?.split('.')[0];
    return left ?? right;
  }
  if (ts.isCallExpression(node)) {
    const path = pathOf(node.expression, scope);
    if (path === 'mergeTests') return 'test';
    if (/^(expect\.(configure|extend)|mergeExpects)$/.test(path)) return 'expect';
    const found =
      /^(it|test|describe|suite)\.(?:extend|override|scoped|skipIf|runIf)(?:\(\)\.(?:extend|override|scoped))*$/.exec(
        path,
      );
    if (found) return found[1];
    return path.endsWith('.extend') && /^(it|test)$/.test(local) ? local : undefined;
  }
  const path = pathOf(node, scope);
  const head = path.split('.')[0] ?? '';
  if (!isPlainPath(path) || !isRunnerName(head)) return undefined;
  const binding = rootBinding(node, scope);
  return !binding || binding.kind === 'import' || binding.alias !== undefined ? path : undefined;
}

function plainAlias(initializer: ts.Expression, scope: Scope): string | undefined {
  const node = unwrap(initializer);
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  const root = rootOf(node);
  const path = pathOf(node, scope);
  if (!isPlainPath(path)) return undefined;
  if (!ts.isIdentifier(root)) return path === 'import.meta.env' ? path : undefined;
  const binding = scope.lookup(root.text);
  if (!binding) return aliasableGlobals.has(root.text) ? path : undefined;
  if (binding.alias !== undefined) return path;
  if (!binding.origin) return undefined;
  const { module } = binding.origin;
  // The bare namespace of a runner reads '': its members are what counts.
  return runnerOf(module) || wholeModuleName(module) ? path : undefined;
}

export function isExported(node: ts.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.ExportKeyword);
}
