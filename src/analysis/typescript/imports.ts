import { ts } from 'ts-morph';
import type { Import, Span } from '../facts.ts';
import type { Scope } from './scopes.ts';
import type { Session } from './session.ts';
import { boundNames, propertyName, unwrap } from './syntax.ts';

/** Records an import declaration and binds its names. */
export function readImport(
  session: Session,
  statement: ts.ImportDeclaration | ts.ImportEqualsDeclaration,
  scope: Scope,
): void {
  const record = recorder(session, session.span(statement), scope, 0);
  if (ts.isImportEqualsDeclaration(statement)) {
    const reference = statement.moduleReference;
    if (ts.isExternalModuleReference(reference) && ts.isStringLiteralLike(reference.expression)) {
      record({ module: reference.expression.text, name: '*', node: statement.name, typeOnly: statement.isTypeOnly });
    }
    return;
  }
  if (!ts.isStringLiteralLike(statement.moduleSpecifier)) return;
  const module = statement.moduleSpecifier.text;
  const clause = statement.importClause;
  if (!clause) {
    session.imports.push({
      module,
      name: '*',
      local: '',
      typeOnly: false,
      function: 0,
      span: session.span(statement.moduleSpecifier),
      statement: session.span(statement),
    });
    return;
  }
  const typeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  if (clause.name) record({ module, name: 'default', node: clause.name, typeOnly });
  const bindings = clause.namedBindings;
  if (!bindings) return;
  if (ts.isNamespaceImport(bindings)) {
    record({ module, name: '*', node: bindings.name, typeOnly });
    return;
  }
  const insertAt = bindings.elements.at(-1)?.end;
  for (const element of bindings.elements) {
    record({
      module,
      name: (element.propertyName ?? element.name).text,
      node: element.name,
      typeOnly: typeOnly || element.isTypeOnly,
      span: session.span(element),
      insertAt,
    });
  }
}

interface Named {
  readonly module: string;
  readonly name: string;
  readonly node: ts.Identifier;
  readonly typeOnly: boolean;
  readonly span?: Span;
  readonly insertAt?: number | undefined;
}

function recorder(session: Session, statement: Span, scope: Scope, owner: number): (named: Named) => void {
  return ({ module, name, node, typeOnly, span, insertAt }) => {
    const fact: Import = {
      module,
      name,
      local: node.text,
      typeOnly,
      function: owner,
      span: span ?? session.span(node),
      statement,
      ...(insertAt !== undefined && { insertAt }),
    };
    session.imports.push(fact);
    scope.declare({
      name: node.text,
      kind: 'import',
      constant: true,
      origin: { module, name },
      fromEnvironment: false,
    });
  };
}

interface Required {
  readonly module: string;
  /** `require('x').y` gives `y`. */
  readonly member?: string;
}

/** The module of `require('x')`, `require('x').y`, `await import('x')`, `(await import('x')).y`. */
export function requiredModule(expression: ts.Expression): Required | undefined {
  let node = unwrap(expression);
  if (ts.isPropertyAccessExpression(node)) {
    const inner = requiredModule(node.expression);
    return inner && !inner.member ? { module: inner.module, member: node.name.text } : undefined;
  }
  const awaited = ts.isAwaitExpression(node);
  if (ts.isAwaitExpression(node)) node = unwrap(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const isRequire = ts.isIdentifier(callee) && callee.text === 'require';
  const isImport = awaited && callee.kind === ts.SyntaxKind.ImportKeyword;
  const [argument] = node.arguments;
  return (isRequire || isImport) && argument && ts.isStringLiteralLike(argument)
    ? { module: argument.text }
    : undefined;
}

/** Records `const … = require(…)` and `const … = await import(…)`. */
export function recordImport(
  session: Session,
  declaration: ts.VariableDeclaration,
  required: Required,
  statement: ts.Node,
  scope: Scope,
  owner: number,
): void {
  const record = recorder(session, session.span(statement), scope, owner);
  const { module, member } = required;
  const pattern = declaration.name;
  if (ts.isIdentifier(pattern)) {
    record({ module, name: member ?? '*', node: pattern, typeOnly: false });
    return;
  }
  const last = ts.isObjectBindingPattern(pattern) ? pattern.elements.at(-1) : undefined;
  for (const { name, element } of boundNames(pattern)) {
    const direct = element?.parent === pattern && !element.dotDotDotToken;
    const imported = (direct && element.propertyName && propertyName(element.propertyName)) || name.text;
    record({
      module,
      name: member || !direct ? '*' : imported,
      node: name,
      typeOnly: false,
      ...(element && { span: session.span(element) }),
      insertAt: last && !last.dotDotDotToken ? last.end : undefined,
    });
  }
}

/** Records what an export statement gives out: re-exports, and the names of local functions. */
export function readExport(session: Session, node: ts.ExportDeclaration | ts.ExportAssignment, scope: Scope): void {
  if (ts.isExportAssignment(node)) {
    if (ts.isIdentifier(node.expression)) session.exportedNames.add(node.expression.text);
    return;
  }
  const module =
    node.moduleSpecifier && ts.isStringLiteralLike(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  const clause = node.exportClause;
  if (!clause || ts.isNamespaceExport(clause)) {
    if (module) session.reexports.push({ module, name: '*', as: clause ? clause.name.text : '*' });
    return;
  }
  for (const element of clause.elements) {
    const name = (element.propertyName ?? element.name).text;
    const as = element.name.text;
    const origin = module ? { module, name } : scope.lookup(name)?.origin;
    if (origin) session.reexports.push({ ...origin, as });
    else session.exportedNames.add(name);
  }
}

/** Offset of the line after the last top-level import or require; without one, after the head comment and directives. */
export function afterImports(file: ts.SourceFile): number {
  let end = -1;
  let directivesEnd = -1;
  for (const statement of file.statements) {
    if (isImportStatement(statement)) end = statement.end;
    else if (directivesEnd < 0 || end < 0) {
      if (ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression))
        directivesEnd = statement.end;
    }
  }
  if (end >= 0) return lineAfter(file.text, end);
  if (directivesEnd >= 0) return lineAfter(file.text, directivesEnd);
  return afterHeadComment(file);
}

function isImportStatement(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) return true;
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some(
      ({ initializer }) => initializer !== undefined && requiredModule(initializer) !== undefined,
    );
  }
  return (
    ts.isExpressionStatement(statement) &&
    ts.isCallExpression(statement.expression) &&
    ts.isIdentifier(statement.expression.expression) &&
    statement.expression.expression.text === 'require'
  );
}

function lineAfter(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at === -1 ? text.length : at + 1;
}

function afterHeadComment(file: ts.SourceFile): number {
  const { text } = file;
  const shebang = ts.getShebang(text)?.length ?? 0;
  const comments = ts.getLeadingCommentRanges(text, shebang) ?? [];
  let end = shebang;
  for (const { pos, end: commentEnd } of comments) {
    // A comment behind an empty line speaks of the code below it, unless it opens the file.
    const gap = text.slice(end, pos);
    if (end > 0 && /\n\s*\n/.test(gap)) break;
    end = commentEnd;
  }
  if (end === 0) return 0;
  const next = file.statements[0]?.getStart(file) ?? text.length;
  // A comment that touches the first statement belongs to it.
  if (end > shebang && next < text.length && !/\n\s*\n/.test(text.slice(end, next))) {
    return shebang > 0 ? lineAfter(text, shebang) : 0;
  }
  return lineAfter(text, end);
}
