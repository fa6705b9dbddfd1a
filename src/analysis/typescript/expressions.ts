import { ts } from 'ts-morph';
import type { Argument, Property } from '../facts.ts';
import { isPlainPath, lastName } from './paths.ts';
import type { Session } from './session.ts';
import { isFunctionNode, propertyName, unwrap } from './syntax.ts';

/** How far an expression is described: options of options, rows of tables, sides of comparisons. */
const maxDepth = 4;
/** Elements of an array that are described: no table of cases is longer, and data is not worth the memory. */
const maxElements = 100;

/** The shape of an expression. Called when its parts have been walked, so that calls and functions in it have their numbers. */
export function argumentOf(session: Session, expression: ts.Expression, depth = 0): Argument {
  const span = session.span(expression);
  const node = unwrap(expression);
  if (ts.isAwaitExpression(node)) {
    return { ...argumentOf(session, node.expression, depth), span, awaited: true };
  }
  if (ts.isArrayLiteralExpression(node)) return { span, kind: 'array', ...elementsOf(session, node, depth) };
  if (ts.isObjectLiteralExpression(node)) return { span, kind: 'object', ...propertiesOf(session, node, depth) };
  return (
    literalOf(node, span) ??
    referenceOf(session, node, span) ?? { span, kind: 'other', ...operation(session, node, depth) }
  );
}

function literalOf(node: ts.Expression, span: Argument['span']): Argument | undefined {
  if (ts.isSpreadElement(node)) return { span, kind: 'spread' };
  if (ts.isStringLiteral(node)) return { span, kind: 'string', value: node.text };
  if (ts.isNoSubstitutionTemplateLiteral(node)) return { span, kind: 'template', value: node.text };
  if (ts.isTemplateExpression(node)) return { span, kind: 'template', value: node.head.text, interpolated: true };
  if (ts.isNumericLiteral(node)) return { span, kind: 'number', value: Number(node.text) };
  if (ts.isRegularExpressionLiteral(node)) return { span, kind: 'regex', value: node.text };
  if (
    ts.isPrefixUnaryExpression(node) &&
    ts.isNumericLiteral(node.operand) &&
    node.operator === ts.SyntaxKind.MinusToken
  ) {
    return { span, kind: 'number', value: -Number(node.operand.text) };
  }
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return { span, kind: 'boolean', value: true };
    case ts.SyntaxKind.FalseKeyword:
      return { span, kind: 'boolean', value: false };
    case ts.SyntaxKind.NullKeyword:
      return { span, kind: 'null' };
    default:
      return undefined;
  }
}

function referenceOf(session: Session, node: ts.Expression, span: Argument['span']): Argument | undefined {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return functionOf(session, node, span);
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node)) {
    const ref = session.callIds.get(node);
    return { span, kind: 'call', ...(ref !== undefined && { ref }) };
  }
  if (ts.isIdentifier(node)) {
    return node.text === 'undefined' ? { span, kind: 'null' } : { span, kind: 'name', value: node.text };
  }
  if (ts.isPropertyAccessExpression(node)) {
    const written = session.slice(node).replace(/\s+|[?!](?=\.)/g, '');
    if (isPlainPath(written) && lastName(written) !== '') return { span, kind: 'name', value: written };
  }
  return undefined;
}

function functionOf(session: Session, node: ts.Node, span: Argument['span']): Argument {
  const ref = session.functionIds.get(node);
  return { span, kind: 'function', ...(ref !== undefined && { ref }) };
}

function elementsOf(session: Session, node: ts.ArrayLiteralExpression, depth: number): Pick<Argument, 'elements'> {
  if (depth >= maxDepth) return {};
  return { elements: node.elements.slice(0, maxElements).map((element) => argumentOf(session, element, depth + 1)) };
}

function propertiesOf(session: Session, node: ts.ObjectLiteralExpression, depth: number): Pick<Argument, 'properties'> {
  if (depth >= maxDepth) return {};
  return { properties: node.properties.map((element) => propertyOf(session, element, depth + 1)) };
}

function propertyOf(session: Session, element: ts.ObjectLiteralElementLike, depth: number): Property {
  const span = session.span(element);
  if (ts.isSpreadAssignment(element)) {
    return { name: '...', span, value: argumentOf(session, element.expression, depth) };
  }
  const name = propertyName(element.name) ?? '';
  if (ts.isPropertyAssignment(element)) return { name, span, value: argumentOf(session, element.initializer, depth) };
  if (ts.isShorthandPropertyAssignment(element)) return { name, span, value: argumentOf(session, element.name, depth) };
  return { name, span, value: isFunctionNode(element) ? functionOf(session, element, span) : { span, kind: 'other' } };
}

/** Operators and what they join. */
function operation(session: Session, node: ts.Expression, depth: number): Pick<Argument, 'operator' | 'operands'> {
  if (depth >= maxDepth) return {};
  const described = (...operands: readonly ts.Expression[]) =>
    operands.map((operand) => argumentOf(session, operand, depth + 1));
  if (ts.isBinaryExpression(node)) {
    return { operator: node.operatorToken.getText(session.file), operands: described(node.left, node.right) };
  }
  if (ts.isPrefixUnaryExpression(node)) {
    return { operator: ts.tokenToString(node.operator) ?? '?', operands: described(node.operand) };
  }
  if (ts.isTypeOfExpression(node)) return { operator: 'typeof', operands: described(node.expression) };
  if (ts.isVoidExpression(node)) return { operator: 'void', operands: described(node.expression) };
  if (ts.isConditionalExpression(node)) {
    return { operator: '?:', operands: described(node.condition, node.whenTrue, node.whenFalse) };
  }
  return {};
}
