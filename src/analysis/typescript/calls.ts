import { ts } from 'ts-morph';
import type { CallFact } from '../facts.ts';
import { recogniseAssertion } from './assertions.ts';
import { enter } from './blocks.ts';
import { argumentOf } from './expressions.ts';
import { planFixtures } from './fixtures.ts';
import { handlingOf } from './handling.ts';
import { originOf, pathOf } from './paths.ts';
import { register } from './registrations.ts';
import type { Seen } from './seen.ts';
import type { Mutable, Place, Session, Walker } from './session.ts';
import { isNonEmpty } from './static.ts';
import { functionLiteral, unwrap } from './syntax.ts';
import { recogniseUses } from './uses/index.ts';
import { eachMethods } from './vocabulary.ts';
import { recogniseDefinition } from './writes.ts';

/** A call or `new`: its fact, what it registers or checks, then its parts. */
export function visitCall(walker: Walker, node: ts.CallExpression | ts.NewExpression, place: Place): void {
  const { session } = walker;
  const seen = see(session, node, place);
  const { id } = seen;
  const parts = node.arguments ?? [];
  for (const argument of parts) {
    const literal = functionLiteral(argument);
    if (literal) session.plan(literal, { argumentOf: id });
  }
  planFixtures(seen);
  const registration = ts.isCallExpression(node) ? register(walker, seen, node) : undefined;
  recogniseAssertion(seen);
  recogniseUses(seen);
  recogniseDefinition(seen);

  if (node.expression.kind !== ts.SyntaxKind.ImportKeyword) walker.visit(node.expression, place);
  const repeated = repeatedCallback(node, seen.path);
  for (const argument of parts) {
    if (argument === registration?.handled) continue;
    walker.visit(argument, argument === repeated?.callback ? loopPlace(walker, repeated, node, place) : place);
  }
  registration?.complete();
  const fact = session.calls[id];
  if (fact) fact.arguments = parts.map((argument) => argumentOf(session, argument));
}

function see(session: Session, node: ts.CallExpression | ts.NewExpression, place: Place): Seen {
  const id = session.calls.length;
  session.callIds.set(node, id);
  const plain = pathOf(node.expression, place.scope);
  const path = ts.isNewExpression(node) ? `new ${plain}` : plain;
  const origin = originOf(node.expression, place.scope);
  const handling = handlingOf(node, place.scope);
  const fact: Mutable<CallFact> = {
    id,
    span: session.span(node),
    callee: path,
    calleeSpan: session.span(node.expression),
    arguments: [],
    function: place.function,
    block: place.block,
    handling,
    statement: place.statement,
  };
  if (origin) fact.origin = origin;
  session.calls.push(fact);
  return { session, node, id, path, origin, handling, arguments: node.arguments ?? [], place };
}

/** A function that something else calls, given by its name. */
export function noteCallByName(session: Session, node: ts.Expression, place: Place): void {
  const id = session.calls.length;
  const path = pathOf(node, place.scope);
  const origin = originOf(node, place.scope);
  session.calls.push({
    id,
    span: session.span(node),
    callee: path,
    calleeSpan: session.span(node),
    arguments: [],
    function: place.function,
    block: place.block,
    handling: 'returned',
    statement: place.statement,
    ...(origin && { origin }),
  });
  recogniseUses({ session, node, id, path, origin, handling: 'returned', arguments: [], place });
}

/** A tagged template is a call with its template as the one argument. */
export function visitTagged(walker: Walker, node: ts.TaggedTemplateExpression, place: Place): void {
  const { session } = walker;
  const id = session.calls.length;
  session.callIds.set(node, id);
  const origin = originOf(node.tag, place.scope);
  const head = ts.isTemplateExpression(node.template) ? node.template.head.text : node.template.text;
  session.calls.push({
    id,
    span: session.span(node),
    callee: pathOf(node.tag, place.scope),
    calleeSpan: session.span(node.tag),
    arguments: [{ span: session.span(node.template), kind: 'template', value: head }],
    function: place.function,
    block: place.block,
    handling: handlingOf(node, place.scope),
    statement: place.statement,
    ...(origin && { origin }),
  });
  walker.visit(node.tag, place);
  walker.visit(node.template, place);
}

interface Repeated {
  readonly callback: ts.Expression;
  readonly collection: ts.Expression;
}

/** The callback that `items.forEach(…)`, `_.map(items, …)` or `Array.from(items, …)` runs once an element. */
function repeatedCallback(node: ts.CallExpression | ts.NewExpression, path: string): Repeated | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: receiver, name } = node.expression;
  const [first, second] = node.arguments;
  if (first && second && functionLiteral(second) && /^(_\.(each|forEach|map|filter)|Array\.from)$/.test(path)) {
    return { callback: second, collection: first };
  }
  if (!first || !functionLiteral(first) || !eachMethods.has(name.text)) return undefined;
  // `Effect.map`, `Option.filter`: a namespace of functions, no collection.
  if (ts.isIdentifier(receiver) && /^[A-Z][a-z]/.test(receiver.text)) return undefined;
  return { callback: first, collection: receiver };
}

function loopPlace(walker: Walker, { callback, collection }: Repeated, node: ts.Node, place: Place): Place {
  const { session } = walker;
  return enter(walker, place, session.span(callback), session.span(node), {
    kind: 'loop',
    loop: 'for-each',
    runsAtLeastOnce: isNonEmpty(unwrap(collection), place.scope) || sizedArray(collection),
    condition: session.span(collection),
  });
}

/** `Array.from({ length: 3 }, …)`. */
function sizedArray(collection: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(collection) && /\blength\s*:\s*[1-9]/.test(collection.getText());
}
