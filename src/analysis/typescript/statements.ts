import { ts } from 'ts-morph';
import type { Exit } from '../facts.ts';
import { argumentOf } from './expressions.ts';
import { pathOf } from './paths.ts';
import { useAt } from './seen.ts';
import type { Place, Walker } from './session.ts';
import { isAssignmentOperator, unwrap } from './syntax.ts';

/** `return x`, `throw x`. */
export function visitExit(walker: Walker, node: ts.ReturnStatement | ts.ThrowStatement, place: Place): void {
  const { session } = walker;
  if (node.expression) walker.visit(node.expression, place);
  const exit: Exit = {
    ...useAt({ session, node, place }),
    kind: ts.isThrowStatement(node) ? 'throw' : 'return',
    ...(node.expression && { value: argumentOf(session, node.expression) }),
  };
  session.exits.push(exit);
}

/** Notes expression statements that call nothing and change nothing. */
export function visitExpressionStatement(walker: Walker, node: ts.ExpressionStatement, place: Place): void {
  const { session } = walker;
  walker.visit(node.expression, place);
  const whole = unwrap(node.expression);
  const inner = uncalledMatcher(whole, place) ?? whole;
  if (!isIdle(inner)) return;
  const isPath = ts.isPropertyAccessExpression(inner) || ts.isIdentifier(inner);
  session.idle.push({
    ...useAt({ session, node: inner, place }),
    value: argumentOf(session, inner),
    ...(isPath && { path: pathOf(inner, place.scope) }),
  });
}

/** `await expect(x).toBeVisible;` waits for a function that nobody calls. Any other `await` has an effect. */
function uncalledMatcher(node: ts.Expression, place: Place): ts.Expression | undefined {
  if (!ts.isAwaitExpression(node)) return undefined;
  const inner = unwrap(node.expression);
  return ts.isPropertyAccessExpression(inner) && pathOf(inner, place.scope).startsWith('expect(') ? inner : undefined;
}

function isIdle(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (isAssignmentOperator(kind) || kind === ts.SyntaxKind.CommaToken) return false;
    // `ready && start()` does something.
    return isIdle(unwrap(node.right)) && isIdle(unwrap(node.left));
  }
  return (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isIdentifier(node) ||
    ts.isNumericLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword ||
    ts.isTypeOfExpression(node)
  );
}
