import { ts } from 'ts-morph';
import type { Handling } from '../facts.ts';
import { pathOf } from './paths.ts';
import type { Scope } from './scopes.ts';
import { isAssignmentOperator, isLogicalOperator, isTransparent } from './syntax.ts';
import { gatherers } from './vocabulary.ts';

/** What becomes of an expression's value: climbs to the first node that decides. */
export function handlingOf(node: ts.Node, scope: Scope): Handling {
  let at = node;
  for (;;) {
    const parent = at.parent;
    if (!parent) return 'other';
    if (passesOn(parent, at)) {
      at = parent;
      continue;
    }
    return decide(parent, at, scope);
  }
}

/** The parent's value is the child's value (or nothing else is made of it). */
function passesOn(parent: ts.Node, child: ts.Node): boolean {
  if (isTransparent(parent) || ts.isSpreadElement(parent) || ts.isVoidExpression(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== child;
  if (ts.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind;
    return parent.right === child && (isLogicalOperator(operator) || operator === ts.SyntaxKind.CommaToken);
  }
  return false;
}

function decide(parent: ts.Node, child: ts.Node, scope: Scope): Handling {
  if (ts.isAwaitExpression(parent)) return 'awaited';
  if (ts.isReturnStatement(parent)) return 'returned';
  if (ts.isArrowFunction(parent)) return parent.body !== child ? 'other' : isVoid(child) ? 'dropped' : 'returned';
  if (ts.isExpressionStatement(parent)) return 'dropped';
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) {
    return parent.expression === child ? 'chained' : 'other';
  }
  if (ts.isCallExpression(parent)) {
    if (parent.expression === child) return 'chained';
    return gatherers.has(pathOf(parent.expression, scope)) ? 'collected' : 'argument';
  }
  if (ts.isNewExpression(parent)) return parent.expression === child ? 'chained' : 'argument';
  if (ts.isTaggedTemplateExpression(parent)) return 'chained';
  if (ts.isArrayLiteralExpression(parent)) return inArray(parent, scope);
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return 'assigned';
  if (ts.isPropertyAssignment(parent)) return 'assigned';
  if (ts.isBinaryExpression(parent)) {
    if (isAssignmentOperator(parent.operatorToken.kind)) return parent.right === child ? 'assigned' : 'other';
    return parent.operatorToken.kind === ts.SyntaxKind.CommaToken ? 'dropped' : 'other';
  }
  if (ts.isForStatement(parent)) return parent.condition === child ? 'other' : 'dropped';
  return 'other';
}

function isVoid(node: ts.Node): boolean {
  let at = node;
  while (isTransparent(at)) at = at.expression;
  return ts.isVoidExpression(at);
}

function inArray(array: ts.Node, scope: Scope): Handling {
  const handling = handlingOf(array, scope);
  return handling === 'collected' || handling === 'argument' || handling === 'assigned' ? handling : 'other';
}
