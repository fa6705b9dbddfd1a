import { ts } from 'ts-morph';
import type { MemberWrite } from '../facts.ts';
import { argumentOf } from './expressions.ts';
import { pathOf, rootBinding, rootOf } from './paths.ts';
import { type Seen, useAt } from './seen.ts';
import type { Place, Session } from './session.ts';
import { isAssignmentOperator, unwrap } from './syntax.ts';

/** `api.load = …`, `x.n += 1`, `x[key] = …`. */
export function recogniseMemberWrite(session: Session, node: ts.BinaryExpression, place: Place): void {
  if (!isAssignmentOperator(node.operatorToken.kind)) return;
  const left = unwrap(node.left);
  if (!isMember(left)) return;
  const operator = node.operatorToken.getText(session.file);
  write({ session, node, place }, { target: pathOf(left, place.scope), at: left, operator, value: node.right });
}

/** `delete x.y`. */
export function recogniseMemberDelete(session: Session, node: ts.DeleteExpression, place: Place): void {
  const target = unwrap(node.expression);
  if (isMember(target)) {
    write({ session, node, place }, { target: pathOf(target, place.scope), at: target, operator: 'delete' });
  }
}

/** `Object.defineProperty(x, 'y', …)`, `Reflect.set(x, 'y', …)`, `Object.assign(x, …)`. */
export function recogniseDefinition({ session, node, path, arguments: args, place }: Seen): void {
  const [object, key, value] = args;
  if (!object) return;
  const base = () => pathOf(unwrap(object), place.scope);
  if (path === 'Object.assign') {
    write(
      { session, node, place },
      { target: `${base()}.?`, at: object, operator: 'assign', ...(key && { value: key }) },
    );
  } else if (path === 'Object.defineProperty' || path === 'Reflect.defineProperty' || path === 'Reflect.set') {
    const name = key && ts.isStringLiteralLike(key) ? key.text : '?';
    write(
      { session, node, place },
      { target: `${base()}.${name}`, at: object, operator: 'define', ...(value && { value }) },
    );
  }
}

function isMember(node: ts.Expression): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

interface Written {
  readonly target: string;
  readonly at: ts.Expression;
  readonly operator: string;
  readonly value?: ts.Expression;
}

type Where = Pick<Seen, 'session' | 'place'> & { readonly node: ts.Node };

function write(where: Where, { target, at, operator, value }: Written): void {
  const { session, place } = where;
  const binding = rootBinding(at, place.scope);
  // Calls and functions in the value get their numbers while it is walked.
  const index = session.memberWrites.length;
  const fact: MemberWrite = {
    ...useAt(where),
    target,
    targetSpan: session.span(at),
    root: rootKind(at, place),
    operator,
    ...(binding?.variable !== undefined && { variable: binding.variable }),
    ...(binding?.origin && { origin: binding.origin }),
  };
  session.memberWrites.push(fact);
  if (value)
    session.atEnd.push(() => session.memberWrites.splice(index, 1, { ...fact, value: argumentOf(session, value) }));
}

function rootKind(node: ts.Expression, { scope }: Place): MemberWrite['root'] {
  const root = rootOf(node);
  if (root.kind === ts.SyntaxKind.ThisKeyword) return 'this';
  if (!ts.isIdentifier(root)) return 'other';
  const binding = scope.lookup(root.text);
  if (!binding) return 'global';
  if (binding.kind === 'import' || binding.origin) return 'import';
  if (binding.kind === 'parameter') return 'parameter';
  if (binding.variable !== undefined) return 'variable';
  return 'other';
}
