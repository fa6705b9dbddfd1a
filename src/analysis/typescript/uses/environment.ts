import { ts } from 'ts-morph';
import type { EnvironmentWrite } from '../../facts.ts';
import { pathOf } from '../paths.ts';
import type { Scope } from '../scopes.ts';
import { type Seen, useAt } from '../seen.ts';
import type { Mutable, Place, Session } from '../session.ts';
import { isAssignmentOperator, unwrap } from '../syntax.ts';

const environments: ReadonlySet<string> = new Set([
  'process.env',
  'import.meta.env',
  'globalThis.process.env',
  'global.process.env',
]);

/** `process.env.X = …`, `process.env = …`. */
export function recogniseEnvironmentAssignment(session: Session, node: ts.BinaryExpression, place: Place): void {
  if (!isAssignmentOperator(node.operatorToken.kind)) return;
  const target = targetOf(session, unwrap(node.left), place.scope);
  if (!target) return;
  const whole = target.member === undefined;
  write(session, node, place, {
    operation: whole ? 'replace' : 'set',
    ...named(session, target),
    value: session.span(node.right),
    source: node.right,
  });
}

/** `delete process.env.X`. */
export function recogniseEnvironmentDelete(session: Session, node: ts.DeleteExpression, place: Place): void {
  const target = targetOf(session, unwrap(node.expression), place.scope);
  if (target?.member) write(session, node, place, { operation: 'delete', ...named(session, target) });
}

/** `Object.assign(process.env, …)`. */
export function recogniseAssignInto({ session, path, node, arguments: args, place }: Seen): void {
  const [target, source] = args;
  if (path !== 'Object.assign' || !target || !environments.has(pathOf(unwrap(target), place.scope))) return;
  write(session, node, place, { operation: 'update', ...(source && { value: session.span(source), source }) });
}

interface Target {
  /** The variable's name as it stands there; absent when the whole environment is meant. */
  readonly member?: ts.Node;
  readonly name?: string;
}

function targetOf(session: Session, node: ts.Expression, scope: Scope): Target | undefined {
  // Most assignments are none of these; look at the text before building paths.
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  const base = pathOf(unwrap(node.expression), scope);
  if (environments.has(base)) {
    if (ts.isPropertyAccessExpression(node)) return { member: node.name, name: node.name.text };
    const key = node.argumentExpression;
    return { member: key, ...(ts.isStringLiteralLike(key) && { name: key.text }) };
  }
  return ts.isPropertyAccessExpression(node) &&
    environments.has(`${base}.${node.name.text}`) &&
    session.text.includes('env')
    ? {}
    : undefined;
}

function named(session: Session, { member, name }: Target) {
  return { ...(name !== undefined && { name }), ...(member && { nameSpan: session.span(member) }) };
}

type Write = Pick<EnvironmentWrite, 'operation' | 'name' | 'nameSpan' | 'value'> & { readonly source?: ts.Expression };

function write(session: Session, node: ts.Expression, place: Place, { source, ...fact }: Write): void {
  const entry: Mutable<EnvironmentWrite> = { ...useAt({ session, node, place }), ...fact, restores: false };
  session.environment.push(entry);
  // The variable that holds the old value may be filled further down (in a hook).
  session.atEnd.push(() => {
    entry.restores = source ? comesFromEnvironment(source, place.scope) : guardedBySaved(node, place.scope);
  });
}

function comesFromEnvironment(node: ts.Node, scope: Scope): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isIdentifier(node)) return scope.lookup(node.text)?.fromEnvironment ?? false;
  if (ts.isPropertyAccessExpression(node)) return comesFromEnvironment(node.expression, scope);
  if (ts.isObjectLiteralExpression(node)) {
    // `{ ...saved }` puts back; `{ ...saved, X: 'y' }` changes.
    return (
      node.properties.length > 0 &&
      node.properties.every((each) => ts.isSpreadAssignment(each) && comesFromEnvironment(each.expression, scope))
    );
  }
  return ts.forEachChild(node, (child) => comesFromEnvironment(child, scope) || undefined) ?? false;
}

/** `if (saved === undefined) delete process.env.X`. */
function guardedBySaved(node: ts.Node, scope: Scope): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isFunctionLike(parent)) return false;
    const condition = ts.isIfStatement(parent)
      ? parent.expression
      : ts.isConditionalExpression(parent)
        ? parent.condition
        : undefined;
    if (condition && condition !== at && comesFromEnvironment(condition, scope)) return true;
  }
  return false;
}
