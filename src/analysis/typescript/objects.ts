import { ts } from 'ts-morph';
import { linksOf, pathOf } from './paths.ts';
import type { Place, Session } from './session.ts';
import { type FunctionNode, functionLiteral, isFunctionNode, propertyName, unwrap } from './syntax.ts';

/**
 * `const helpers = { check() {…} }`: the functions are members of `helpers`, as methods are of a class. In any other object
 * literal they stay without a name, because no name in scope refers to them.
 */
export function nameMembers(session: Session, node: ts.ObjectLiteralExpression): void {
  const declaration = node.parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return;
  const className = declaration.name.text;
  for (const element of node.properties) {
    const name = propertyName(element.name);
    const member = memberFunction(element);
    if (name !== undefined && member) session.plan(member, { name, className });
  }
}

/** `helper = () => …` names the function; `exports.helper = …` and `module.exports = { helper }` give it out. */
export function noteAssignment(session: Session, node: ts.BinaryExpression, place: Place): void {
  const literal = functionLiteral(node.right);
  const left = unwrap(node.left);
  if (literal && ts.isIdentifier(left)) session.plan(literal, { name: left.text });
  if (!ts.isPropertyAccessExpression(left)) return;
  const [root, second, third] = linksOf(pathOf(left, place.scope));
  const name = root === 'exports' ? second : root === 'module' && second === 'exports' ? (third ?? '') : undefined;
  if (name === undefined) return;
  if (literal && name) session.plan(literal, { name });
  if (name) session.exportedNames.add(name);
  const right = unwrap(node.right);
  if (ts.isIdentifier(right)) session.exportedNames.add(right.text);
  if (ts.isObjectLiteralExpression(right)) exportMembers(session, right);
}

function exportMembers(session: Session, node: ts.ObjectLiteralExpression): void {
  for (const element of node.properties) {
    const name = propertyName(element.name);
    if (name === undefined) continue;
    session.exportedNames.add(name);
    const member = memberFunction(element);
    if (member) session.plan(member, { name });
  }
}

function memberFunction(element: ts.ObjectLiteralElementLike): FunctionNode | undefined {
  if (ts.isPropertyAssignment(element)) return functionLiteral(element.initializer);
  return isFunctionNode(element) ? element : undefined;
}
