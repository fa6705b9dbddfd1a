import { ts } from 'ts-morph';
import type { Session } from './session.ts';
import { functionLiteral, propertyName } from './syntax.ts';

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
    if (name === undefined) continue;
    const member = ts.isPropertyAssignment(element) ? functionLiteral(element.initializer) : element;
    if (
      member &&
      !ts.isSpreadAssignment(member) &&
      !ts.isPropertyAssignment(member) &&
      !ts.isShorthandPropertyAssignment(member)
    ) {
      session.plan(member, { name, className });
    }
  }
}
