import { ts } from 'ts-morph';
import type { Access, ValueKind } from '../facts.ts';
import { mentionsEnvironment } from './declarations.ts';
import type { Mutable, Place, Session } from './session.ts';
import { isAssignmentOperator, isLogicalAssignment, isTransparent } from './syntax.ts';
import { mutators } from './vocabulary.ts';

type Effect = Pick<Access, 'kind' | 'via'>;
const reads: Effect = { kind: 'read' };

/** Records one use of a name, if the name is a variable of this file. */
export function readIdentifier(session: Session, node: ts.Identifier, place: Place): void {
  const binding = place.scope.lookup(node.text);
  if (binding?.variable === undefined) return;
  const effect = addAccess(session, binding.variable, node, place);
  if (effect.kind !== 'assign' || binding.fromEnvironment) return;
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && mentionsEnvironment(session, parent.right)) binding.fromEnvironment = true;
}

/** Records `this.x` where the class declares `x`, and `ClassName.x`. */
export function readMember(session: Session, node: ts.PropertyAccessExpression, place: Place): void {
  const frame = place.class;
  if (!frame) return;
  const { expression } = node;
  const own =
    expression.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(expression) && expression.text === frame.name);
  const variable = own ? frame.members.get(node.name.text) : undefined;
  if (variable !== undefined) addAccess(session, variable, node, place);
}

function addAccess(session: Session, id: number, node: ts.Expression, place: Place): Effect {
  const variable = session.variables[id];
  const effect = effectOn(node, variable?.value ?? 'other');
  const access: Mutable<Access> = {
    kind: effect.kind,
    span: session.span(node),
    function: place.function,
    block: place.block,
  };
  if (effect.via !== undefined) access.via = effect.via;
  variable?.accesses.push(access);
  return effect;
}

function effectOn(node: ts.Expression, value: ValueKind): Effect {
  let target: ts.Node = node;
  let via: string | undefined;
  let method = '';
  for (;;) {
    const { parent } = target;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === target) {
      method = parent.name.text;
      via = `.${method}=`;
    } else if (ts.isElementAccessExpression(parent) && parent.expression === target) {
      method = '';
      via = '[]=';
    } else if (!isTransparent(parent)) {
      break;
    }
    target = parent;
  }
  const written = writeTo(target);
  if (via === undefined) {
    if (written === 'delete') return reads;
    if (written) return { kind: written };
    return isMutatedArgument(target) ? { kind: 'mutate', via: 'Object.assign' } : reads;
  }
  if (written) return { kind: 'mutate', via: written === 'delete' ? 'delete' : via };
  if (isMutatedArgument(target)) return { kind: 'mutate', via: 'Object.assign' };
  const called = ts.isCallExpression(target.parent) && target.parent.expression === target;
  if (called && mutators.has(method) && value !== 'primitive' && value !== 'mock' && value !== 'function') {
    return { kind: 'mutate', via: method };
  }
  return reads;
}

function writeTo(target: ts.Node): 'assign' | 'update' | 'delete' | undefined {
  const { parent } = target;
  if (ts.isBinaryExpression(parent) && parent.left === target && isAssignmentOperator(parent.operatorToken.kind)) {
    const kind = parent.operatorToken.kind;
    return kind === ts.SyntaxKind.EqualsToken || isLogicalAssignment(kind) ? 'assign' : 'update';
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    const { operator } = parent;
    return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken
      ? 'update'
      : undefined;
  }
  if (ts.isDeleteExpression(parent)) return 'delete';
  return isPatternTarget(target) ? 'assign' : undefined;
}

/** A name inside `[a, b] = …`, `({ a, b: c } = …)` or the head of `for (a of …)`. */
function isPatternTarget(target: ts.Node): boolean {
  let at = target;
  for (;;) {
    const { parent } = at;
    if (!parent) return false;
    if ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.initializer === at) return true;
    if (ts.isPropertyAssignment(parent) && parent.initializer === at) at = parent.parent;
    else if (ts.isShorthandPropertyAssignment(parent) && parent.name === at) at = parent.parent;
    else if (ts.isSpreadAssignment(parent)) at = parent.parent;
    else if (ts.isArrayLiteralExpression(parent)) at = parent;
    else if (ts.isSpreadElement(parent)) at = parent;
    else if (ts.isParenthesizedExpression(parent)) at = parent;
    else if (
      ts.isBinaryExpression(parent) &&
      parent.left === at &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
    ) {
      if (ts.isArrayLiteralExpression(at) || ts.isObjectLiteralExpression(at)) return true;
      // A default inside a pattern: `[a = 1] = …`.
      at = parent;
    } else return false;
  }
}

/** First argument of `Object.assign(x, …)` and of the other functions that write into it. */
function isMutatedArgument(target: ts.Node): boolean {
  const call = target.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== target || !ts.isPropertyAccessExpression(call.expression))
    return false;
  const { expression, name } = call.expression;
  if (!ts.isIdentifier(expression)) return false;
  return (
    (expression.text === 'Object' && /^(assign|defineProperty|defineProperties|setPrototypeOf)$/.test(name.text)) ||
    (expression.text === 'Reflect' && /^(set|deleteProperty|defineProperty)$/.test(name.text))
  );
}
