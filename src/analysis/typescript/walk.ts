import { ts } from 'ts-morph';
import { readIdentifier, readMember } from './accesses.ts';
import { recognisePropertyAssertion } from './assertions.ts';
import * as blocks from './blocks.ts';
import { noteCallByName, visitCall, visitTagged } from './calls.ts';
import { visitClass } from './classes.ts';
import { declareStatements, noteInitial } from './declarations.ts';
import { openModule, visitFunction } from './functions.ts';
import { readExport } from './imports.ts';
import { nameMembers, noteAssignment } from './objects.ts';
import type { Place, Session, Walker } from './session.ts';
import { visitExit, visitExpressionStatement } from './statements.ts';
import { isLogicalAssignment, isLogicalOperator } from './syntax.ts';
import { recogniseEnvironmentAssignment, recogniseEnvironmentDelete } from './uses/environment.ts';
import { recogniseGlobalReplacement } from './uses/interceptions.ts';
import { recogniseMemberDelete, recogniseMemberWrite } from './writes.ts';

/** The one walk over the syntax tree; what each kind of node means is said in the files next to this one. */
export class Walk implements Walker {
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  run(): void {
    const { session } = this;
    const module = openModule(this);
    declareStatements(session, session.file.statements, module);
    for (const statement of session.file.statements) this.visit(statement, module);
  }

  visitChildren(node: ts.Node, place: Place): void {
    ts.forEachChild(node, (child) => {
      this.visit(child, place);
    });
  }

  callByName(node: ts.Expression, place: Place): void {
    noteCallByName(this.session, node, place);
  }

  visit(node: ts.Node, place: Place): void {
    const { kind } = node;
    if (isErased[kind]) return;
    const here = isStatement[kind] ? { ...place, statement: this.session.span(node) } : place;
    const visitor = visitors[kind];
    if (visitor) visitor(this, node, here);
    else this.visitChildren(node, here);
  }
}

type Visitor = (walker: Walker, node: ts.Node, place: Place) => void;

const { SyntaxKind } = ts;

// Tables by kind instead of chains of questions: every node passes here, and a question to the compiler's namespace object
// costs three times what a look into an array costs.
const visitors: (Visitor | undefined)[] = [];
const isStatement: boolean[] = [];
const isErased: boolean[] = [];

function on<T extends ts.Node>(
  kinds: readonly ts.SyntaxKind[],
  is: (node: ts.Node) => node is T,
  visit: (walker: Walker, node: T, place: Place) => void,
): void {
  const visitor: Visitor = (walker, node, place) => {
    if (is(node)) visit(walker, node, place);
  };
  for (const kind of kinds) visitors[kind] = visitor;
}

/** Kinds that hold nothing but names. */
function skip(...kinds: readonly ts.SyntaxKind[]): void {
  for (const kind of kinds) visitors[kind] = () => undefined;
}

// Types and declarations without a value.
for (let kind = SyntaxKind.FirstTypeNode; kind <= SyntaxKind.LastTypeNode; kind += 1) isErased[kind] = true;
for (const kind of [
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.TypeParameter,
  SyntaxKind.ImportDeclaration,
  SyntaxKind.ImportEqualsDeclaration,
  SyntaxKind.EnumDeclaration,
  SyntaxKind.BreakStatement,
  SyntaxKind.ContinueStatement,
]) {
  isErased[kind] = true;
}

for (let kind = SyntaxKind.FirstStatement; kind <= SyntaxKind.LastStatement; kind += 1) isStatement[kind] = true;
for (const kind of [
  SyntaxKind.Block,
  SyntaxKind.ClassDeclaration,
  SyntaxKind.ExportAssignment,
  SyntaxKind.ExportDeclaration,
  SyntaxKind.ModuleBlock,
]) {
  isStatement[kind] = true;
}

on([SyntaxKind.Block], ts.isBlock, blocks.visitBraces);
on([SyntaxKind.IfStatement], ts.isIfStatement, blocks.visitIf);
on([SyntaxKind.ForOfStatement], ts.isForOfStatement, blocks.visitForEach);
on([SyntaxKind.ForInStatement], ts.isForInStatement, blocks.visitForEach);
on([SyntaxKind.ForStatement], ts.isForStatement, blocks.visitFor);
on([SyntaxKind.WhileStatement], ts.isWhileStatement, blocks.visitWhile);
on([SyntaxKind.DoStatement], ts.isDoStatement, blocks.visitWhile);
on([SyntaxKind.SwitchStatement], ts.isSwitchStatement, blocks.visitSwitch);
on([SyntaxKind.TryStatement], ts.isTryStatement, blocks.visitTry);
on([SyntaxKind.ConditionalExpression], ts.isConditionalExpression, blocks.visitConditional);
on([SyntaxKind.ReturnStatement], ts.isReturnStatement, visitExit);
on([SyntaxKind.ThrowStatement], ts.isThrowStatement, visitExit);
on([SyntaxKind.ExpressionStatement], ts.isExpressionStatement, visitExpressionStatement);
on([SyntaxKind.LabeledStatement], ts.isLabeledStatement, (walker, node, place) => walker.visit(node.statement, place));

on([SyntaxKind.ArrowFunction], ts.isArrowFunction, visitFunction);
on([SyntaxKind.FunctionExpression], ts.isFunctionExpression, visitFunction);
on([SyntaxKind.FunctionDeclaration], ts.isFunctionDeclaration, visitFunction);
on([SyntaxKind.Constructor], ts.isConstructorDeclaration, visitFunction);
on([SyntaxKind.MethodDeclaration], ts.isMethodDeclaration, visitMethod);
on([SyntaxKind.GetAccessor, SyntaxKind.SetAccessor], ts.isAccessor, visitMethod);
on([SyntaxKind.ClassDeclaration, SyntaxKind.ClassExpression], ts.isClassLike, visitClass);

on([SyntaxKind.CallExpression], ts.isCallExpression, visitCall);
on([SyntaxKind.NewExpression], ts.isNewExpression, visitCall);
on([SyntaxKind.TaggedTemplateExpression], ts.isTaggedTemplateExpression, visitTagged);

on([SyntaxKind.Identifier], ts.isIdentifier, ({ session }, node, place) => readIdentifier(session, node, place));
on([SyntaxKind.PropertyAccessExpression], ts.isPropertyAccessExpression, (walker, node, place) => {
  readMember(walker.session, node, place);
  recognisePropertyAssertion(walker.session, node, place);
  walker.visit(node.expression, place);
});
on([SyntaxKind.BinaryExpression], ts.isBinaryExpression, visitBinary);
on([SyntaxKind.DeleteExpression], ts.isDeleteExpression, (walker, node, place) => {
  recogniseEnvironmentDelete(walker.session, node, place);
  recogniseMemberDelete(walker.session, node, place);
  walker.visit(node.expression, place);
});

on(
  [SyntaxKind.StringLiteral, SyntaxKind.NoSubstitutionTemplateLiteral],
  ts.isStringLiteralLike,
  (walker, node, place) => noteUrl(walker.session, node, node.text, place),
);
on([SyntaxKind.TemplateExpression], ts.isTemplateExpression, (walker, node, place) => {
  noteUrl(walker.session, node, node.head.text, place);
  for (const span of node.templateSpans) walker.visit(span.expression, place);
});

on([SyntaxKind.VariableDeclaration], ts.isVariableDeclaration, (walker, node, place) => {
  if (!ts.isIdentifier(node.name)) walker.visit(node.name, place);
  if (node.initializer) walker.visit(node.initializer, place);
  noteInitial(walker.session, node, place.scope);
});
on([SyntaxKind.BindingElement], ts.isBindingElement, (walker, node, place) => {
  if (node.propertyName && ts.isComputedPropertyName(node.propertyName))
    walker.visit(node.propertyName.expression, place);
  if (!ts.isIdentifier(node.name)) walker.visit(node.name, place);
  if (node.initializer) walker.visit(node.initializer, place);
});
on([SyntaxKind.ObjectLiteralExpression], ts.isObjectLiteralExpression, (walker, node, place) => {
  nameMembers(walker.session, node);
  walker.visitChildren(node, place);
});
on([SyntaxKind.PropertyAssignment], ts.isPropertyAssignment, (walker, node, place) => {
  if (ts.isComputedPropertyName(node.name)) walker.visit(node.name.expression, place);
  walker.visit(node.initializer, place);
});
on([SyntaxKind.JsxAttribute], ts.isJsxAttribute, (walker, node, place) => {
  if (node.initializer) walker.visit(node.initializer, place);
});
skip(SyntaxKind.JsxClosingElement, SyntaxKind.JsxNamespacedName, SyntaxKind.MetaProperty);

on([SyntaxKind.ExportDeclaration], ts.isExportDeclaration, ({ session }, node, place) =>
  readExport(session, node, place.scope),
);
on([SyntaxKind.ExportAssignment], ts.isExportAssignment, (walker, node, place) => {
  readExport(walker.session, node, place.scope);
  walker.visit(node.expression, place);
});
on([SyntaxKind.ModuleBlock], ts.isModuleBlock, (walker, node, place) => {
  declareStatements(walker.session, node.statements, place);
  for (const statement of node.statements) walker.visit(statement, place);
});
on([SyntaxKind.ModuleDeclaration], ts.isModuleDeclaration, (walker, node, place) => {
  if (node.body) walker.visit(node.body, place);
});

function visitMethod(walker: Walker, node: ts.MethodDeclaration | ts.AccessorDeclaration, place: Place): void {
  if (ts.isComputedPropertyName(node.name)) walker.visit(node.name.expression, place);
  visitFunction(walker, node, place);
}

function visitBinary(walker: Walker, node: ts.BinaryExpression, place: Place): void {
  const { session } = walker;
  const operator = node.operatorToken.kind;
  if (operator === SyntaxKind.EqualsToken || isLogicalAssignment(operator)) {
    recogniseEnvironmentAssignment(session, node, place);
    recogniseGlobalReplacement(session, node, place);
    noteAssignment(session, node, place);
  }
  recogniseMemberWrite(session, node, place);
  if (isLogicalOperator(operator) || isLogicalAssignment(operator)) {
    blocks.visitLogical(walker, node, place);
    return;
  }
  walker.visit(node.left, place);
  walker.visit(node.right, place);
}

function noteUrl(session: Session, node: ts.Node, text: string, place: Place): void {
  if (!text.includes('://') || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return;
  session.urls.push({ url: text, span: session.span(node), function: place.function });
}
