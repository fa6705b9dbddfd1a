import { ts } from 'ts-morph';
import type { Block, Span } from '../facts.ts';
import { declareStatements, declareVariables } from './declarations.ts';
import { alwaysFails } from './failing.ts';
import { Scope } from './scopes.ts';
import type { Place, Walker } from './session.ts';
import { isNonEmpty, staticNumber } from './static.ts';
import { unwrap } from './syntax.ts';

type Shape = Pick<Block, 'kind'> & Partial<Omit<Block, 'id' | 'parent' | 'function' | 'kind' | 'span' | 'construct'>>;

/** Opens a block below `place` and gives the place inside it. */
export function enter(walker: Walker, place: Place, span: Span, construct: Span, shape: Shape): Place {
  const block = walker.session.block({
    parent: place.block,
    function: place.function,
    span,
    construct,
    arm: 0,
    exhaustive: false,
    runsAtLeastOnce: false,
    swallows: false,
    names: [],
    ...shape,
  });
  return { ...place, block };
}

/** A braced block: the same control flow, its own names. */
export function visitBraces(walker: Walker, node: ts.Block, place: Place): void {
  const inner = { ...place, scope: new Scope(place.scope, place.scope.function, false) };
  declareStatements(walker.session, node.statements, inner);
  for (const statement of node.statements) walker.visit(statement, inner);
}

/** `if … else if … else` is one construct whose arms are numbered from the top. */
export function visitIf(walker: Walker, node: ts.IfStatement, place: Place): void {
  const { session } = walker;
  const construct = session.span(node);
  let last: ts.Statement | undefined = node;
  while (last && ts.isIfStatement(last)) last = last.elseStatement;
  const exhaustive = last !== undefined;
  let arm = 0;
  let at: ts.Statement | undefined = node;
  while (at) {
    if (!ts.isIfStatement(at)) {
      walker.visit(at, enter(walker, place, session.span(at), construct, { kind: 'branch', arm, exhaustive }));
      return;
    }
    walker.visit(at.expression, place);
    const condition = session.span(at.expression);
    const then: ts.Statement = at.thenStatement;
    walker.visit(
      then,
      enter(walker, place, session.span(then), construct, { kind: 'branch', arm, exhaustive, condition }),
    );
    at = at.elseStatement;
    arm += 1;
  }
}

export function visitConditional(walker: Walker, node: ts.ConditionalExpression, place: Place): void {
  const { session } = walker;
  const construct = session.span(node);
  const condition = session.span(node.condition);
  walker.visit(node.condition, place);
  for (const [arm, branch] of [node.whenTrue, node.whenFalse].entries()) {
    const shape: Shape = { kind: 'branch', arm, exhaustive: true, ...(arm === 0 && { condition }) };
    walker.visit(branch, enter(walker, place, session.span(branch), construct, shape));
  }
}

/** The right side of `&&`, `||`, `??` and of their assignments. */
export function visitLogical(walker: Walker, node: ts.BinaryExpression, place: Place): void {
  const { session } = walker;
  walker.visit(node.left, place);
  const right = session.span(node.right);
  const shape: Shape = { kind: 'branch', condition: session.span(node.left) };
  walker.visit(node.right, enter(walker, place, right, session.span(node), shape));
}

export function visitSwitch(walker: Walker, node: ts.SwitchStatement, place: Place): void {
  const { session } = walker;
  walker.visit(node.expression, place);
  const construct = session.span(node);
  const condition = session.span(node.expression);
  const { clauses } = node.caseBlock;
  const exhaustive = clauses.some(ts.isDefaultClause);
  const inner = { ...place, scope: new Scope(place.scope, place.scope.function, false) };
  for (const clause of clauses) declareStatements(session, clause.statements, inner);
  for (const [arm, clause] of clauses.entries()) {
    if (ts.isCaseClause(clause)) walker.visit(clause.expression, inner);
    const branch = enter(walker, inner, session.span(clause), construct, {
      kind: 'branch',
      arm,
      exhaustive,
      condition,
    });
    for (const statement of clause.statements) walker.visit(statement, branch);
  }
}

export function visitForEach(walker: Walker, node: ts.ForOfStatement | ts.ForInStatement, place: Place): void {
  const { session } = walker;
  walker.visit(node.expression, place);
  const inner = { ...place, scope: new Scope(place.scope, place.scope.function, false) };
  if (ts.isVariableDeclarationList(node.initializer))
    declareVariables(session, node.initializer, node.initializer, inner);
  walker.visit(node.initializer, inner);
  const shape: Shape = {
    kind: 'loop',
    loop: 'for-each',
    runsAtLeastOnce: isNonEmpty(node.expression, place.scope),
    condition: session.span(node.expression),
  };
  visitBody(walker, node, enter(walker, inner, session.span(node.statement), session.span(node), shape));
}

export function visitFor(walker: Walker, node: ts.ForStatement, place: Place): void {
  const { session } = walker;
  const inner = { ...place, scope: new Scope(place.scope, place.scope.function, false) };
  const { initializer, condition, incrementor } = node;
  if (initializer) {
    if (ts.isVariableDeclarationList(initializer)) declareVariables(session, initializer, initializer, inner);
    walker.visit(initializer, inner);
  }
  if (condition) walker.visit(condition, inner);
  const shape: Shape = {
    kind: 'loop',
    loop: initializer || incrementor ? 'counted' : 'while',
    runsAtLeastOnce: condition === undefined || startsTrue(node, inner.scope),
    ...(condition && { condition: session.span(condition) }),
  };
  const body = enter(walker, inner, session.span(node.statement), session.span(node), shape);
  if (incrementor) walker.visit(incrementor, body);
  visitBody(walker, node, body);
}

/** `let i = 0; i < 3`: the condition holds with the first value. */
function startsTrue(node: ts.ForStatement, scope: Scope): boolean {
  const { initializer, condition } = node;
  if (!initializer || !condition || !ts.isVariableDeclarationList(initializer) || !ts.isBinaryExpression(condition)) {
    return false;
  }
  const counter = initializer.declarations[0];
  const left = unwrap(condition.left);
  if (!counter || !ts.isIdentifier(counter.name) || !ts.isIdentifier(left) || left.text !== counter.name.text)
    return false;
  const from = staticNumber(counter.initializer, scope);
  const right = unwrap(condition.right);
  const isLength = ts.isPropertyAccessExpression(right) && right.name.text === 'length';
  const to = isLength && isNonEmpty(right.expression, scope) ? 1 : staticNumber(right, scope);
  if (from === undefined || to === undefined) return false;
  switch (condition.operatorToken.kind) {
    case ts.SyntaxKind.LessThanToken:
      return from < to;
    case ts.SyntaxKind.LessThanEqualsToken:
      return from <= to;
    case ts.SyntaxKind.GreaterThanToken:
      return from > to;
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return from >= to;
    default:
      return false;
  }
}

export function visitWhile(walker: Walker, node: ts.WhileStatement | ts.DoStatement, place: Place): void {
  const { session } = walker;
  const endless = unwrap(node.expression).kind === ts.SyntaxKind.TrueKeyword;
  const shape: Shape = {
    kind: 'loop',
    loop: 'while',
    runsAtLeastOnce: ts.isDoStatement(node) || endless,
    condition: session.span(node.expression),
  };
  const body = enter(walker, place, session.span(node.statement), session.span(node), shape);
  if (ts.isWhileStatement(node)) walker.visit(node.expression, place);
  visitBody(walker, node, body);
  if (ts.isDoStatement(node)) walker.visit(node.expression, body);
}

function visitBody(walker: Walker, node: ts.IterationStatement, place: Place): void {
  walker.visit(node.statement, place);
}

export function visitTry(walker: Walker, node: ts.TryStatement, place: Place): void {
  const { session } = walker;
  const construct = session.span(node);
  const handler = node.catchClause;
  const swallows = handler !== undefined && !alwaysFails(handler.block, place.scope);
  visitBraces(
    walker,
    node.tryBlock,
    enter(walker, place, session.span(node.tryBlock), construct, { kind: 'try', swallows }),
  );
  if (handler) {
    const inner = { ...place, scope: new Scope(place.scope, place.scope.function, false) };
    const name = handler.variableDeclaration?.name;
    if (name && ts.isIdentifier(name)) {
      inner.scope.declare({ name: name.text, kind: 'catch', constant: false, fromEnvironment: false });
    }
    visitBraces(
      walker,
      handler.block,
      enter(walker, inner, session.span(handler), construct, { kind: 'catch', swallows }),
    );
  }
  if (node.finallyBlock) {
    const span = session.span(node.finallyBlock);
    visitBraces(walker, node.finallyBlock, enter(walker, place, span, construct, { kind: 'finally' }));
  }
}
