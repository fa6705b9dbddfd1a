import { ts } from 'ts-morph';
import type { Decorator, FunctionFact, Parameter, Span } from '../facts.ts';
import { moduleFunction } from '../module-function.ts';
import { declareStatements, isExported } from './declarations.ts';
import { pathOf } from './paths.ts';
import { Scope } from './scopes.ts';
import type { FunctionPlan, Mutable, Place, Walker } from './session.ts';
import { boundNames, type FunctionNode, hasModifier, propertyName } from './syntax.ts';

/** Function 0 with block 0: the module. */
export function openModule(walker: Walker): Place {
  const { session } = walker;
  const span = { start: 0, end: session.text.length };
  session.functions.push(moduleFunction(session.text.length));
  session.block({
    parent: 0,
    function: 0,
    kind: 'module',
    span,
    construct: span,
    arm: 0,
    exhaustive: false,
    runsAtLeastOnce: true,
    swallows: false,
    names: [],
  });
  return { function: 0, block: 0, scope: new Scope(undefined, 0, true), statement: { start: 0, end: 0 } };
}

export function visitFunction(walker: Walker, node: FunctionNode, place: Place): void {
  const { session } = walker;
  // Overload signatures and abstract methods declare, they do nothing.
  if (!node.body) return;
  const id = session.functions.length;
  session.functionIds.set(node, id);
  const plan = session.plans.get(node) ?? {};
  const body = bodySpan(walker, node, node.body);
  const span = session.span(node);
  const fact = describe(walker, node, id, place, plan, body);
  session.functions.push(fact);
  fact.block = session.block({
    parent: place.block,
    function: id,
    kind: 'function',
    span: body,
    construct: span,
    arm: 0,
    exhaustive: false,
    runsAtLeastOnce: false,
    swallows: false,
    names: [],
  });
  fact.decorators = decoratorsOf(walker, node, place);

  const scope = new Scope(place.scope, id, true);
  if (ts.isFunctionExpression(node) && node.name) {
    scope.declare({
      name: node.name.text,
      kind: 'function',
      constant: true,
      functionNode: node,
      fromEnvironment: false,
    });
  }
  const suite = plan.suite ?? place.suite;
  const inner: Place = {
    function: id,
    block: fact.block,
    scope,
    statement: ts.isBlock(node.body) ? place.statement : body,
    ...(suite !== undefined && { suite }),
    ...(place.class && { class: place.class }),
  };
  for (const parameter of node.parameters) {
    for (const { name } of boundNames(parameter.name)) {
      scope.declare({ name: name.text, kind: 'parameter', constant: false, owner: id, fromEnvironment: false });
    }
  }
  for (const parameter of node.parameters) {
    if (!ts.isIdentifier(parameter.name)) walker.visit(parameter.name, inner);
    if (parameter.initializer) walker.visit(parameter.initializer, inner);
  }
  if (!ts.isBlock(node.body)) {
    walker.visit(node.body, inner);
    return;
  }
  declareStatements(session, node.body.statements, inner);
  for (const statement of node.body.statements) walker.visit(statement, inner);
}

function describe(
  walker: Walker,
  node: FunctionNode,
  id: number,
  place: Place,
  plan: FunctionPlan,
  body: Span,
): Mutable<FunctionFact> {
  const { session } = walker;
  const parametersAt = node.parameters.pos;
  const parenthesised = session.text[parametersAt - 1] === '(';
  const className = plan.className ?? (isMember(node) ? place.class?.name : undefined);
  return {
    id,
    parent: place.function,
    role: plan.role ?? 'function',
    name: nameOf(node) ?? plan.name ?? '',
    span: session.span(node),
    body,
    block: 0,
    async: hasModifier(node, ts.SyntaxKind.AsyncKeyword),
    generator: 'asteriskToken' in node && node.asteriskToken !== undefined,
    expressionBody: ts.isArrowFunction(node) && !ts.isBlock(node.body),
    asyncInsertAt: asyncInsertAt(walker, node),
    parameters: node.parameters.map((parameter) => parameterOf(walker, parameter)),
    decorators: [],
    exported: exported(node),
    ...(className !== undefined && { className }),
    ...(parenthesised && { parametersAt }),
    ...(plan.argumentOf !== undefined && { argumentOf: plan.argumentOf }),
  };
}

function isMember(node: FunctionNode): boolean {
  return ts.isClassElement(node) || (node.parent !== undefined && ts.isPropertyDeclaration(node.parent));
}

function nameOf(node: FunctionNode): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  // Methods of object literals are named by their plan: they are no names in scope.
  if (ts.isClassElement(node) && ts.isClassLike(node.parent)) return propertyName(node.name) ?? '';
  if (ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node)) return node.name?.text;
  return undefined;
}

function exported(node: FunctionNode): boolean {
  if (ts.isFunctionDeclaration(node)) return isExported(node);
  if (ts.isClassElement(node) && ts.isClassDeclaration(node.parent)) return isExported(node.parent);
  const declaration = node.parent;
  if (!declaration) return false;
  if (ts.isExportAssignment(declaration)) return true;
  return ts.isVariableDeclaration(declaration) && isExported(declaration.parent.parent);
}

function bodySpan(walker: Walker, node: FunctionNode, body: ts.ConciseBody): Span {
  const { start, end } = walker.session.span(body);
  if (!ts.isBlock(body)) return { start, end };
  // A block that was never closed has no brace to leave out.
  const closed = end - start >= 2 && walker.session.text[end - 1] === '}';
  return { start: Math.min(start + 1, end), end: closed ? end - 1 : Math.max(end, Math.min(start + 1, node.end)) };
}

function asyncInsertAt(walker: Walker, node: FunctionNode): number {
  const { file } = walker.session;
  if (ts.isFunctionDeclaration(node)) {
    const modifiers = ts.getModifiers(node);
    const last = modifiers?.at(-1);
    return last ? skipTrivia(walker, last.end) : node.getStart(file);
  }
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node.getStart(file);
  if (ts.isMethodDeclaration(node) && node.asteriskToken) return node.asteriskToken.getStart(file);
  return node.name?.getStart(file) ?? node.getStart(file);
}

function skipTrivia(walker: Walker, from: number): number {
  const match = /\S/.exec(walker.session.text.slice(from, from + 200));
  return from + (match?.index ?? 0);
}

function parameterOf(walker: Walker, node: ts.ParameterDeclaration): Parameter {
  const { session } = walker;
  return {
    name: ts.isIdentifier(node.name) ? node.name.text : session.slice(node.name),
    span: session.span(node),
    ...(node.initializer && { defaultValue: session.span(node.initializer) }),
  };
}

function decoratorsOf(walker: Walker, node: FunctionNode, place: Place): readonly Decorator[] {
  if (!ts.canHaveDecorators(node)) return [];
  const { session } = walker;
  return (ts.getDecorators(node) ?? []).map((decorator) => {
    walker.visit(decorator.expression, place);
    const called = ts.isCallExpression(decorator.expression);
    const callee = called ? decorator.expression.expression : decorator.expression;
    const call = session.callIds.get(decorator.expression);
    return { callee: pathOf(callee, place.scope), span: session.span(decorator), ...(call !== undefined && { call }) };
  });
}
