import { ts } from 'ts-morph';
import { valueKind } from './declarations.ts';
import type { ClassFrame, Place, Walker } from './session.ts';
import { functionLiteral, hasModifier, propertyName } from './syntax.ts';

/** A class: its attributes become variables, its methods functions. */
export function visitClass(walker: Walker, node: ts.ClassLikeDeclaration, place: Place): void {
  const { session } = walker;
  for (const clause of node.heritageClauses ?? []) {
    if (clause.token !== ts.SyntaxKind.ExtendsKeyword) continue;
    for (const type of clause.types) walker.visit(type.expression, place);
  }
  for (const decorator of ts.getDecorators(node) ?? []) walker.visit(decorator.expression, place);
  const name = node.name?.text ?? variableName(node) ?? '';
  const members = new Map<string, number>();
  for (const member of node.members) {
    if (!ts.isPropertyDeclaration(member)) continue;
    const own = propertyName(member.name);
    // A method written as a property is a function, not state.
    if (own === undefined || functionLiteral(member.initializer)) continue;
    members.set(own, session.variables.length);
    session.variables.push({
      id: session.variables.length,
      name: own,
      level: 'class',
      function: place.function,
      className: name,
      constant: hasModifier(member, ts.SyntaxKind.ReadonlyKeyword),
      declaration: session.span(member),
      nameSpan: session.span(member.name),
      value: valueKind(member.initializer, place.scope),
      accesses: [],
      ...(member.initializer && { initializer: session.span(member.initializer) }),
    });
  }
  const frame: ClassFrame = { name, members };
  const inner = { ...place, class: frame };
  for (const member of node.members) {
    if (ts.isPropertyDeclaration(member)) {
      const literal = functionLiteral(member.initializer);
      if (literal) session.plan(literal, { name: propertyName(member.name) ?? '', className: name });
      if (member.initializer) walker.visit(member.initializer, inner);
    } else if (ts.isClassStaticBlockDeclaration(member)) {
      walker.visit(member.body, inner);
    } else {
      walker.visit(member, inner);
    }
  }
}

function variableName(node: ts.ClassLikeDeclaration): string | undefined {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : undefined;
}
