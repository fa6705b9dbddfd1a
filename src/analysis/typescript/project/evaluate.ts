import { ts } from 'ts-morph';
import type { ProjectFiles } from '../../language.ts';
import { scriptKind, unwrap } from '../syntax.ts';
import { folderOf } from './folders.ts';
import { tryFile } from './module-files.ts';
import { isRecord, merge, type Value } from './values.ts';

/** Deep enough for configs that wrap and extend each other; a guard against circles. */
const depthLimit = 24;

/** The value a config file exports, read without running it. */
export function readConfigModule(files: ProjectFiles, path: string, depth = 0): Value {
  const text = files.read(path);
  if (text === undefined || depth > depthLimit) return undefined;
  if (/\.jsonc?$|\.mocharc$/.test(path)) return readJson(text);
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, scriptKind(path));
  return new Evaluator(files, path, source, depth).exported();
}

/** JSON, comments and trailing commas tolerated. */
export function readJson(text: string): Value {
  const source = ts.parseJsonText('config.json', text);
  const expression = source.statements[0]?.expression;
  return expression
    ? new Evaluator({ read: () => undefined, exists: () => false }, '', source, 0).value(expression, 0)
    : undefined;
}

class Evaluator {
  private readonly files: ProjectFiles;
  private readonly path: string;
  private readonly source: ts.SourceFile;
  private readonly fileDepth: number;
  private readonly constants = new Map<string, ts.Expression>();
  private readonly imports = new Map<string, string>();

  constructor(files: ProjectFiles, path: string, source: ts.SourceFile, fileDepth: number) {
    this.files = files;
    this.path = path;
    this.source = source;
    this.fileDepth = fileDepth;
    for (const statement of source.statements) this.collect(statement);
  }

  /** `export default …` or `module.exports = …`. */
  exported(): Value {
    for (const statement of this.source.statements) {
      if (ts.isExportAssignment(statement)) return this.value(statement.expression, 0);
      if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
      const { left, right } = statement.expression;
      if (/^(module\.exports|exports\.default)$/.test(left.getText(this.source))) return this.value(right, 0);
    }
    return undefined;
  }

  value(expression: ts.Expression, depth: number): Value {
    if (depth > depthLimit) return undefined;
    const node = unwrap(expression);
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isObjectLiteralExpression(node)) return this.object(node, depth);
    if (ts.isArrayLiteralExpression(node)) return this.list(node, depth);
    if (ts.isIdentifier(node)) return this.named(node.text, depth);
    if (ts.isAwaitExpression(node)) return this.value(node.expression, depth + 1);
    if (ts.isCallExpression(node)) return this.called(node, depth);
    if (ts.isNewExpression(node) || ts.isPropertyAccessExpression(node)) return this.location(node, depth);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return this.returned(node.body, depth);
    if (ts.isTemplateExpression(node)) return this.template(node);
    if (ts.isConditionalExpression(node)) return this.either(node, depth);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskToken)
      return product(this.value(node.left, depth + 1), this.value(node.right, depth + 1));
    switch (node.kind) {
      case ts.SyntaxKind.TrueKeyword:
        return true;
      case ts.SyntaxKind.FalseKeyword:
        return false;
      case ts.SyntaxKind.NullKeyword:
        return null;
      default:
        return undefined;
    }
  }

  /** Of two numbers the larger (`CI ? 2 : 0`), of two lists both; what does not depend on the condition; else nothing. */
  private either(node: ts.ConditionalExpression, depth: number): Value {
    const [one, other] = [this.value(node.whenTrue, depth + 1), this.value(node.whenFalse, depth + 1)];
    if (typeof one === 'number' || typeof other === 'number')
      return Math.max(...[one, other].filter((value) => typeof value === 'number'));
    if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
    return one === other ? one : undefined;
  }

  private collect(statement: ts.Statement): void {
    if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && initializer) this.constants.set(name.text, initializer);
      }
    } else if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const name = statement.importClause?.name;
      if (name) this.imports.set(name.text, statement.moduleSpecifier.text);
    }
  }

  private named(name: string, depth: number): Value {
    const constant = this.constants.get(name);
    if (constant) return this.value(constant, depth + 1);
    const module = this.imports.get(name);
    return module ? this.module(module) : undefined;
  }

  private module(module: string): Value {
    if (!module.startsWith('.')) return undefined;
    const found = tryFile(this.files, folderOf(this.path), module);
    return found ? readConfigModule(this.files, found, this.fileDepth + 8) : undefined;
  }

  private object(node: ts.ObjectLiteralExpression, depth: number): Value {
    const record: Record<string, Value> = {};
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.value(property.expression, depth + 1);
        if (isRecord(spread)) Object.assign(record, spread);
        continue;
      }
      const { name } = property;
      const key =
        ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : undefined;
      if (key === undefined) continue;
      if (ts.isPropertyAssignment(property)) record[key] = this.value(property.initializer, depth + 1);
      if (ts.isShorthandPropertyAssignment(property)) record[key] = this.named(key, depth + 1);
    }
    return record;
  }

  private list(node: ts.ArrayLiteralExpression, depth: number): Value {
    return node.elements.flatMap((element) => {
      if (!ts.isSpreadElement(element)) return [this.value(element, depth + 1)];
      const spread = this.value(element.expression, depth + 1);
      return Array.isArray(spread) ? spread : [];
    });
  }

  /** `defineConfig(x)`, `mergeConfig(a, b)`, `createJestConfig(x)`, `path.resolve(__dirname, 'src')`, `require('./base')`. */
  private called(node: ts.CallExpression, depth: number): Value {
    const callee = node.expression.getText(this.source);
    const [first] = node.arguments;
    if (callee === 'require' && first && ts.isStringLiteralLike(first)) return this.module(first.text);
    if (/(^|\.)(resolve|join|fileURLToPath|normalize)$/.test(callee)) return this.location(node, depth);
    let result: Value;
    for (const argument of node.arguments) {
      const value = this.value(argument, depth + 1);
      // `defineWorkspace([…])`.
      if (Array.isArray(value) && node.arguments.length === 1) return value;
      if (isRecord(value)) result = merge(result, value);
    }
    return result;
  }

  /** The literal parts of a computed path; `__dirname` and `import.meta.url` stand for the config's own folder. */
  private location(node: ts.CallExpression | ts.NewExpression | ts.PropertyAccessExpression, depth: number): Value {
    if (depth > depthLimit) return undefined;
    if (ts.isPropertyAccessExpression(node)) {
      const inner = unwrap(node.expression);
      return node.name.text === 'pathname' && ts.isNewExpression(inner) ? this.location(inner, depth + 1) : undefined;
    }
    const parts = (node.arguments ?? [])
      .map((argument) => this.value(argument, depth + 1))
      .filter((part) => typeof part === 'string');
    return parts.length > 0 ? parts.join('/') : undefined;
  }

  private template(node: ts.TemplateExpression): Value {
    const plain = node.templateSpans.every(({ expression }) =>
      /__dirname|import\.meta\.dirname|process\.cwd\(\)/.test(expression.getText(this.source)),
    );
    return plain ? `.${node.templateSpans.map(({ literal }) => literal.text).join('')}` : undefined;
  }

  private returned(body: ts.ConciseBody, depth: number): Value {
    if (!ts.isBlock(body)) return this.value(body, depth + 1);
    for (const statement of body.statements) this.collect(statement);
    const last = body.statements.find(ts.isReturnStatement);
    return last?.expression ? this.value(last.expression, depth + 1) : undefined;
  }
}

function product(one: Value, other: Value): Value {
  return typeof one === 'number' && typeof other === 'number' ? one * other : undefined;
}
