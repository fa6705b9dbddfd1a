import { ts } from 'ts-morph';
import { readIdentifier, readMember } from './accesses.ts';
import { recognisePropertyAssertion } from './assertions.ts';
import {
  visitBraces,
  visitConditional,
  visitFor,
  visitForEach,
  visitIf,
  visitLogical,
  visitSwitch,
  visitTry,
  visitWhile,
} from './blocks.ts';
import { noteCallByName, visitCall, visitTagged } from './calls.ts';
import { visitClass } from './classes.ts';
import { declareStatements } from './declarations.ts';
import { openModule, visitFunction } from './functions.ts';
import { readExport } from './imports.ts';
import { nameMembers } from './objects.ts';
import { linksOf, pathOf } from './paths.ts';
import type { Place, Session, Walker } from './session.ts';
import { functionLiteral, isFunctionNode, isLogicalAssignment, isLogicalOperator, unwrap } from './syntax.ts';
import { recogniseEnvironmentAssignment, recogniseEnvironmentDelete } from './uses/environment.ts';
import { recogniseGlobalReplacement } from './uses/interceptions.ts';

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
    if (isErased(node)) return;
    if (isFunctionNode(node)) {
      if (node.name && ts.isComputedPropertyName(node.name)) this.visit(node.name.expression, place);
      visitFunction(this, node, place);
    } else if (isStatement(node)) {
      this.visitStatement(node, { ...place, statement: this.session.span(node) });
    } else {
      this.visitExpression(node, place);
    }
  }

  private visitStatement(node: ts.Node, place: Place): void {
    if (ts.isBlock(node)) visitBraces(this, node, place);
    else if (ts.isIfStatement(node)) visitIf(this, node, place);
    else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) visitForEach(this, node, place);
    else if (ts.isForStatement(node)) visitFor(this, node, place);
    else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) visitWhile(this, node, place);
    else if (ts.isSwitchStatement(node)) visitSwitch(this, node, place);
    else if (ts.isTryStatement(node)) visitTry(this, node, place);
    else if (ts.isLabeledStatement(node)) this.visit(node.statement, place);
    else if (ts.isClassDeclaration(node)) visitClass(this, node, place);
    else if (ts.isExportDeclaration(node)) readExport(this.session, node, place.scope);
    else if (ts.isExportAssignment(node)) {
      readExport(this.session, node, place.scope);
      this.visit(node.expression, place);
    } else if (ts.isModuleBlock(node)) {
      declareStatements(this.session, node.statements, place);
      this.visitChildren(node, place);
    } else this.visitChildren(node, place);
  }

  private visitExpression(node: ts.Node, place: Place): void {
    const { session } = this;
    if (ts.isIdentifier(node)) readIdentifier(session, node, place);
    else if (ts.isPropertyAccessExpression(node)) this.visitProperty(node, place);
    else if (ts.isCallExpression(node) || ts.isNewExpression(node)) visitCall(this, node, place);
    else if (ts.isTaggedTemplateExpression(node)) visitTagged(this, node, place);
    else if (ts.isBinaryExpression(node)) this.visitBinary(node, place);
    else if (ts.isConditionalExpression(node)) visitConditional(this, node, place);
    else if (ts.isDeleteExpression(node)) {
      recogniseEnvironmentDelete(session, node, place);
      this.visit(node.expression, place);
    } else if (ts.isStringLiteralLike(node)) this.noteUrl(node, node.text, place);
    else if (ts.isTemplateExpression(node)) {
      this.noteUrl(node, node.head.text, place);
      for (const span of node.templateSpans) this.visit(span.expression, place);
    } else if (ts.isVariableDeclaration(node)) this.visitDeclaration(node, place);
    else if (ts.isObjectLiteralExpression(node)) {
      nameMembers(session, node);
      this.visitChildren(node, place);
    } else if (ts.isClassExpression(node)) visitClass(this, node, place);
    else this.visitNamed(node, place);
  }

  /** Nodes some of whose children are names that refer to nothing. */
  private visitNamed(node: ts.Node, place: Place): void {
    if (ts.isPropertyAssignment(node)) {
      if (ts.isComputedPropertyName(node.name)) this.visit(node.name.expression, place);
      this.visit(node.initializer, place);
    } else if (ts.isBindingElement(node)) {
      if (node.propertyName && ts.isComputedPropertyName(node.propertyName))
        this.visit(node.propertyName.expression, place);
      if (!ts.isIdentifier(node.name)) this.visit(node.name, place);
      if (node.initializer) this.visit(node.initializer, place);
    } else if (ts.isJsxAttribute(node)) {
      if (node.initializer) this.visit(node.initializer, place);
    } else if (ts.isJsxClosingElement(node) || ts.isJsxNamespacedName(node) || ts.isMetaProperty(node)) {
      // Only names.
    } else this.visitChildren(node, place);
  }

  private visitProperty(node: ts.PropertyAccessExpression, place: Place): void {
    readMember(this.session, node, place);
    recognisePropertyAssertion(this.session, node, place);
    this.visit(node.expression, place);
  }

  private visitDeclaration(node: ts.VariableDeclaration, place: Place): void {
    if (!ts.isIdentifier(node.name)) this.visit(node.name, place);
    if (node.initializer) this.visit(node.initializer, place);
  }

  private visitBinary(node: ts.BinaryExpression, place: Place): void {
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.EqualsToken || isLogicalAssignment(operator)) {
      recogniseEnvironmentAssignment(this.session, node, place);
      recogniseGlobalReplacement(this.session, node, place);
      this.noteAssigned(node, place);
    }
    if (isLogicalOperator(operator) || isLogicalAssignment(operator)) {
      visitLogical(this, node, place);
      return;
    }
    this.visit(node.left, place);
    this.visit(node.right, place);
  }

  /** `helper = () => …` names the function; `exports.helper = …` and `module.exports = { helper }` give it out. */
  private noteAssigned(node: ts.BinaryExpression, place: Place): void {
    const literal = functionLiteral(node.right);
    const left = unwrap(node.left);
    if (literal && ts.isIdentifier(left)) this.session.plan(literal, { name: left.text });
    if (!ts.isPropertyAccessExpression(left)) return;
    const [root, second, third] = linksOf(pathOf(left, place.scope));
    const name = root === 'exports' ? second : root === 'module' && second === 'exports' ? (third ?? '') : undefined;
    if (name === undefined) return;
    if (literal && name) this.session.plan(literal, { name });
    if (name) this.session.exportedNames.add(name);
    const right = unwrap(node.right);
    if (ts.isIdentifier(right)) this.session.exportedNames.add(right.text);
    if (!ts.isObjectLiteralExpression(right)) return;
    for (const element of right.properties) {
      const own = element.name && ts.isIdentifier(element.name) ? element.name.text : undefined;
      if (!own) continue;
      this.session.exportedNames.add(own);
      const member = ts.isPropertyAssignment(element)
        ? functionLiteral(element.initializer)
        : ts.isMethodDeclaration(element)
          ? element
          : undefined;
      if (member) this.session.plan(member, { name: own });
    }
  }

  private noteUrl(node: ts.Node, text: string, place: Place): void {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return;
    this.session.urls.push({ url: text, span: this.session.span(node), function: place.function });
  }
}

/** Types and declarations without a value. */
function isErased(node: ts.Node): boolean {
  const { kind } = node;
  return (
    (kind >= ts.SyntaxKind.FirstTypeNode && kind <= ts.SyntaxKind.LastTypeNode) ||
    kind === ts.SyntaxKind.InterfaceDeclaration ||
    kind === ts.SyntaxKind.TypeAliasDeclaration ||
    kind === ts.SyntaxKind.TypeParameter ||
    kind === ts.SyntaxKind.ImportDeclaration ||
    kind === ts.SyntaxKind.ImportEqualsDeclaration ||
    kind === ts.SyntaxKind.EnumDeclaration ||
    kind === ts.SyntaxKind.BreakStatement ||
    kind === ts.SyntaxKind.ContinueStatement
  );
}

function isStatement(node: ts.Node): boolean {
  const { kind } = node;
  return (
    (kind >= ts.SyntaxKind.FirstStatement && kind <= ts.SyntaxKind.LastStatement) ||
    kind === ts.SyntaxKind.Block ||
    kind === ts.SyntaxKind.ClassDeclaration ||
    kind === ts.SyntaxKind.ExportAssignment ||
    kind === ts.SyntaxKind.ExportDeclaration ||
    kind === ts.SyntaxKind.ModuleBlock
  );
}
