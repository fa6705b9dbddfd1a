import { ts } from 'ts-morph';
import type { Fixture } from '../facts.ts';
import { wholeName } from '../words.ts';
import type { Seen } from './seen.ts';
import {
  boundNames,
  type FunctionLiteral,
  functionLiteral,
  hasModifier,
  propertyName,
  propertyValue,
  unwrap,
} from './syntax.ts';

/** Names that a destructured first parameter asks of the runner: `({ page, db }) => …`. */
export function requestedFixtures(node: FunctionLiteral | undefined, position = 0): readonly string[] {
  const parameter = node?.parameters[position];
  if (!parameter || !ts.isObjectBindingPattern(parameter.name)) return [];
  return parameter.name.elements.flatMap((element) => {
    if (element.dotDotDotToken) return [];
    const name = element.propertyName ? propertyName(element.propertyName) : undefined;
    if (name !== undefined) return [name];
    return [...boundNames(element.name)].slice(0, 1).map((bound) => bound.name.text);
  });
}

/** `test.extend({ db: async ({}, use) => … })` and Vitest's `test.extend('db', async () => …)`. */
export function planFixtures(seen: Seen): void {
  if (!seen.path.endsWith('.extend') || !/^(it|test|base)\b/.test(seen.path)) return;
  const [first] = seen.arguments;
  if (!first) return;
  const object = unwrap(first);
  if (ts.isStringLiteralLike(object)) {
    const literal = seen.arguments.map(functionLiteral).find((each) => each !== undefined);
    const options = seen.arguments.length > 2 ? seen.arguments[1] : undefined;
    if (literal) planFixture(seen, object.text, object, seen.node, literal, options);
    return;
  }
  if (!ts.isObjectLiteralExpression(object)) return;
  for (const element of object.properties) {
    const name = propertyName(element.name);
    if (name === undefined || !element.name) continue;
    if (ts.isMethodDeclaration(element)) planFixture(seen, name, element.name, element, element, undefined);
    if (!ts.isPropertyAssignment(element)) continue;
    const value = unwrap(element.initializer);
    const tuple = ts.isArrayLiteralExpression(value) ? value.elements : undefined;
    const literal = functionLiteral(tuple ? tuple[0] : value);
    if (literal) planFixture(seen, name, element.name, element, literal, tuple?.[1]);
  }
}

function planFixture(
  { session, place }: Seen,
  name: string,
  nameNode: ts.Node,
  definition: ts.Node,
  body: FunctionLiteral | ts.MethodDeclaration,
  options: ts.Expression | undefined,
): void {
  session.plan(body, { role: 'fixture', name });
  session.atEnd.push(() => {
    const id = session.functionIds.get(body);
    if (id === undefined) return;
    const fact: Fixture = {
      name,
      function: id,
      scope: scopeOf(options),
      autouse: propertyValue(options, 'auto')?.kind === ts.SyntaxKind.TrueKeyword,
      async: hasModifier(body, ts.SyntaxKind.AsyncKeyword),
      hasTeardown: hasTeardown(body),
      span: session.span(definition),
      nameSpan: session.span(nameNode),
      requests: ts.isMethodDeclaration(body) ? [] : requestedFixtures(body),
      ...(place.suite !== undefined && { suite: place.suite }),
    };
    session.fixtures.push(fact);
  });
}

/** Playwright's workers and Vitest's workers outlive a file, so both count as the session. */
function scopeOf(options: ts.Expression | undefined): Fixture['scope'] {
  const scope = propertyValue(options, 'scope');
  if (!scope) return 'function';
  if (!ts.isStringLiteralLike(scope)) return 'dynamic';
  if (scope.text === 'worker') return 'session';
  return scope.text === 'file' ? 'module' : 'function';
}

/** Something runs after `use(value)`, or is handed to `onCleanup`. */
function hasTeardown(body: FunctionLiteral | ts.MethodDeclaration): boolean {
  const give = body.parameters[1]?.name;
  if (!give || !body.body || !ts.isBlock(body.body)) return false;
  if (!ts.isIdentifier(give)) return /\bonCleanup\b/.test(give.getText());
  const { statements } = body.body;
  const at = statements.findIndex((statement) =>
    new RegExp(`${wholeName(give.text)}\\s*\\(`).test(statement.getText()),
  );
  if (at === -1) return false;
  const using = statements[at];
  return (
    at < statements.length - 1 || (using !== undefined && ts.isTryStatement(using) && using.finallyBlock !== undefined)
  );
}
