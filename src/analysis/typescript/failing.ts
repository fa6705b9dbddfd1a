import { ts } from 'ts-morph';
import { pathOf } from './paths.ts';
import type { Scope } from './scopes.ts';
import { unwrap } from './syntax.ts';
import { failing } from './vocabulary.ts';

/** Every way through these statements throws or fails the test, so nothing is swallowed. */
export function alwaysFails(node: ts.Node, scope: Scope): boolean {
  if (ts.isThrowStatement(node)) return true;
  if (ts.isBlock(node)) return node.statements.some((statement) => alwaysFails(statement, scope));
  if (ts.isIfStatement(node)) {
    return (
      node.elseStatement !== undefined &&
      alwaysFails(node.thenStatement, scope) &&
      alwaysFails(node.elseStatement, scope)
    );
  }
  if (ts.isTryStatement(node)) {
    if (node.finallyBlock && alwaysFails(node.finallyBlock, scope)) return true;
    return alwaysFails(node.tryBlock, scope) && (!node.catchClause || alwaysFails(node.catchClause.block, scope));
  }
  if (ts.isExpressionStatement(node) || ts.isReturnStatement(node)) {
    return node.expression !== undefined && failsAsExpression(node.expression, scope);
  }
  return false;
}

function failsAsExpression(expression: ts.Expression, scope: Scope): boolean {
  let node = unwrap(expression);
  while (ts.isAwaitExpression(node) || ts.isVoidExpression(node)) node = unwrap(node.expression);
  if (!ts.isCallExpression(node)) return false;
  const path = pathOf(node.expression, scope);
  if (failing.has(path)) return true;
  // `done(error)`, `reject(error)`, mocha's `next(error)`: with no argument they report success.
  return /^(done|cb|callback|next|reject)$/.test(path) && node.arguments.length > 0;
}
