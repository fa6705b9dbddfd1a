import { ts } from 'ts-morph';
import type { Scope } from './scopes.ts';
import { unwrap } from './syntax.ts';

/** Deep enough for every constant expression people write; a guard against `const a = b, b = a`. */
const depthLimit = 8;

/** The number an expression is, when literals and constants say so. */
export function staticNumber(expression: ts.Expression | undefined, scope: Scope, depth = 0): number | undefined {
  if (!expression || depth > depthLimit) return undefined;
  const node = unwrap(expression);
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isIdentifier(node)) {
    if (node.text === 'Infinity') return Number.POSITIVE_INFINITY;
    const binding = scope.lookup(node.text);
    return binding?.constant ? staticNumber(binding.initializer, scope, depth + 1) : undefined;
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const value = staticNumber(node.operand, scope, depth + 1);
    if (value === undefined) return undefined;
    if (node.operator === ts.SyntaxKind.MinusToken) return -value;
    return node.operator === ts.SyntaxKind.PlusToken ? value : undefined;
  }
  if (ts.isBinaryExpression(node)) {
    const left = staticNumber(node.left, scope, depth + 1);
    const right = left === undefined ? undefined : staticNumber(node.right, scope, depth + 1);
    if (left === undefined || right === undefined) return undefined;
    return arithmetic(node.operatorToken.kind, left, right);
  }
  return undefined;
}

function arithmetic(operator: ts.SyntaxKind, left: number, right: number): number | undefined {
  switch (operator) {
    case ts.SyntaxKind.PlusToken:
      return left + right;
    case ts.SyntaxKind.MinusToken:
      return left - right;
    case ts.SyntaxKind.AsteriskToken:
      return left * right;
    case ts.SyntaxKind.SlashToken:
      return left / right;
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return left ** right;
    default:
      return undefined;
  }
}

/** The text an expression is or begins with. `whole` is false when only its head is known. */
export function staticText(
  expression: ts.Expression | undefined,
  scope: Scope,
  depth = 0,
): { readonly text: string; readonly whole: boolean } | undefined {
  if (!expression || depth > depthLimit) return undefined;
  const node = unwrap(expression);
  if (ts.isStringLiteralLike(node)) return { text: node.text, whole: true };
  if (ts.isTemplateExpression(node)) {
    let text = node.head.text;
    for (const part of node.templateSpans) {
      const inner = staticText(part.expression, scope, depth + 1);
      if (!inner) return { text, whole: false };
      text += inner.text;
      if (!inner.whole) return { text, whole: false };
      text += part.literal.text;
    }
    return { text, whole: true };
  }
  if (ts.isIdentifier(node)) {
    const binding = scope.lookup(node.text);
    return binding?.constant ? staticText(binding.initializer, scope, depth + 1) : undefined;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = staticText(node.left, scope, depth + 1);
    if (!left?.whole) return left;
    const right = staticText(node.right, scope, depth + 1);
    return { text: left.text + (right?.text ?? ''), whole: right?.whole ?? false };
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'URL') {
    return staticText(node.arguments?.[0], scope, depth + 1);
  }
  return undefined;
}

/** Is this a collection that holds at least one element for sure? */
export function isNonEmpty(expression: ts.Expression | undefined, scope: Scope, depth = 0): boolean {
  if (!expression || depth > depthLimit) return false;
  const node = unwrap(expression);
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.some((element) =>
      ts.isSpreadElement(element) ? isNonEmpty(element.expression, scope, depth + 1) : !ts.isOmittedExpression(element),
    );
  }
  if (ts.isObjectLiteralExpression(node)) return node.properties.some((each) => !ts.isSpreadAssignment(each));
  if (ts.isStringLiteralLike(node)) return node.text.length > 0;
  if (ts.isIdentifier(node)) {
    const binding = scope.lookup(node.text);
    return (binding?.constant ?? false) && isNonEmpty(binding?.initializer, scope, depth + 1);
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
    return /^(Set|Map)$/.test(node.expression.text) && isNonEmpty(node.arguments?.[0], scope, depth + 1);
  }
  if (ts.isCallExpression(node)) return isNonEmptyCall(node, scope, depth);
  return false;
}

/** `Object.entries(x)`, `Array.from(x)`, `x.entries()`, `x.map(…)`: as long as what they are made from. */
function isNonEmptyCall(node: ts.CallExpression, scope: Scope, depth: number): boolean {
  if (!ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression: receiver, name } = node.expression;
  const owner = ts.isIdentifier(receiver) ? receiver.text : '';
  const [first] = node.arguments;
  if (owner === 'Object' && /^(entries|keys|values|freeze)$/.test(name.text))
    return isNonEmpty(first, scope, depth + 1);
  if (owner === 'Array' && name.text === 'of') return node.arguments.length > 0;
  if (owner === 'Array' && name.text === 'from') return hasLength(first, scope) || isNonEmpty(first, scope, depth + 1);
  return /^(entries|keys|values|map|slice|reverse|sort|toSorted|toReversed|concat)$/.test(name.text) &&
    !(name.text === 'slice' && node.arguments.length > 0)
    ? isNonEmpty(receiver, scope, depth + 1)
    : false;
}

function hasLength(node: ts.Expression | undefined, scope: Scope): boolean {
  if (!node || !ts.isObjectLiteralExpression(node)) return false;
  return node.properties.some(
    (each) =>
      ts.isPropertyAssignment(each) &&
      ts.isIdentifier(each.name) &&
      each.name.text === 'length' &&
      (staticNumber(each.initializer, scope) ?? 0) > 0,
  );
}
