import type { Handling } from '../facts.ts';
import { readCall } from './calls.ts';
import { readLambda } from './functions.ts';
import { neverEmpty, stringValue } from './literals.ts';
import { bindTarget, readName, touchAttribute } from './names.ts';
import { newScope } from './scopes.ts';
import type { Place } from './session.ts';
import { argumentOf } from './shapes.ts';
import { child, code, has, type Syntax } from './syntax.ts';
import type { Walk } from './walk.ts';

/** Reads an expression; `handling` is what becomes of its value. */
export function readExpression(node: Syntax, walk: Walk, place: Place, handling: Handling): void {
  switch (node.type) {
    case 'identifier':
      readName(node, walk, place);
      return;
    case 'call':
      readCall(node, walk, place, handling);
      return;
    case 'attribute':
      if (touchAttribute(node, walk, place, { kind: 'read' })) return;
      each([child(node, 'object')], walk, place, 'chained');
      return;
    case 'subscript':
      for (const inner of code(node)) walk.expression(inner, place, inner.field === 'value' ? 'chained' : 'other');
      return;
    case 'await':
      each(code(node), walk, place, 'awaited');
      return;
    case 'lambda':
      readLambda(node, walk, place);
      return;
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
      readComprehension(node, walk, place, ofElements(handling));
      return;
    case 'conditional_expression':
      readConditional(node, walk, place, handling);
      return;
    case 'boolean_operator':
      readBoolean(node, walk, place, handling);
      return;
    case 'not_operator':
    case 'comparison_operator':
      each(code(node), walk, place, handling === 'asserted' ? 'asserted' : 'other');
      return;
    case 'parenthesized_expression':
    case 'list_splat':
    case 'dictionary_splat':
      each(code(node), walk, place, handling);
      return;
    case 'named_expression':
      readWalrus(node, walk, place);
      return;
    case 'list':
    case 'tuple':
    case 'set':
    case 'dictionary':
    case 'pair':
    case 'expression_list':
      each(code(node), walk, place, ofElements(handling));
      return;
    case 'keyword_argument':
      each([child(node, 'value')], walk, place, handling);
      return;
    case 'yield':
      readYield(node, walk, place);
      return;
    case 'string':
      readString(node, walk, place);
      return;
    case 'type':
    case 'type_conversion':
    case 'comment':
      return;
    default:
      each(node.children, walk, place, 'other');
      return;
  }
}

function each(nodes: readonly (Syntax | undefined)[], walk: Walk, place: Place, handling: Handling): void {
  for (const node of nodes) if (node) walk.expression(node, place, handling);
}

/** Elements share the fate of their collection, where it has one. */
function ofElements(handling: Handling): Handling {
  return handling === 'dropped' || handling === 'asserted' || handling === 'chained' || handling === 'awaited'
    ? 'other'
    : handling;
}

function readComprehension(node: Syntax, walk: Walk, place: Place, handling: Handling): void {
  const { session } = walk;
  const scope = newScope({
    kind: 'function',
    text: place.scope.text,
    function: place.function,
    parent: place.scope,
    ...(place.scope.receiver && { receiver: place.scope.receiver }),
  });
  let inner: Place = { ...place, scope };
  const body = child(node, 'body');
  for (const clause of code(node)) {
    if (clause === body) continue;
    if (clause.type !== 'for_in_clause') {
      each(clause.children, walk, inner, 'other');
      continue;
    }
    const iterable = child(clause, 'right');
    const target = child(clause, 'left');
    // Python evaluates the first iterable outside the comprehension's own scope.
    if (iterable)
      walk.expression(
        iterable,
        { ...inner, scope: inner.block === place.block ? place.scope : scope },
        has(clause, 'async') ? 'awaited' : 'other',
      );
    const block = session.addBlock({
      kind: 'loop',
      loop: 'for-each',
      parent: inner.block,
      function: place.function,
      span: { start: node.start, end: node.end },
      runsAtLeastOnce: neverEmpty(iterable, scope),
      ...(iterable && { condition: { start: iterable.start, end: iterable.end } }),
    });
    inner = { ...inner, block };
    if (target) bindTarget(target, walk, inner, clause);
  }
  if (body) walk.expression(body, inner, handling);
}

function readConditional(node: Syntax, walk: Walk, place: Place, handling: Handling): void {
  const [then, condition, otherwise] = code(node);
  if (!then || !condition || !otherwise) {
    each(node.children, walk, place, 'other');
    return;
  }
  walk.expression(condition, place, 'other');
  const arms = [then, otherwise];
  for (const [arm, value] of arms.entries()) {
    const block = branch(value, node, condition, walk, place, { arm, exhaustive: true });
    walk.expression(value, { ...place, block }, handling);
  }
}

function readBoolean(node: Syntax, walk: Walk, place: Place, handling: Handling): void {
  const left = child(node, 'left');
  const right = child(node, 'right');
  if (left) walk.expression(left, place, handling === 'dropped' ? 'other' : handling);
  if (!right) return;
  const block = branch(right, node, left, walk, place, { arm: 0, exhaustive: false });
  walk.expression(right, { ...place, block }, handling);
}

function branch(
  node: Syntax,
  construct: Syntax,
  condition: Syntax | undefined,
  { session }: Walk,
  place: Place,
  which: { arm: number; exhaustive: boolean },
): number {
  return session.addBlock({
    kind: 'branch',
    parent: place.block,
    function: place.function,
    span: { start: node.start, end: node.end },
    construct: { start: construct.start, end: construct.end },
    ...(condition && { condition: { start: condition.start, end: condition.end } }),
    ...which,
  });
}

function readWalrus(node: Syntax, walk: Walk, place: Place): void {
  const name = child(node, 'name');
  const value = child(node, 'value');
  if (value) walk.expression(value, place, 'assigned');
  if (name) bindTarget(name, walk, place, node, value);
}

function readYield(node: Syntax, walk: Walk, place: Place): void {
  const owner = walk.session.functions[place.function];
  if (owner && owner.id !== 0) {
    owner.generator = true;
    owner.yieldEnd ??= place.statement.end;
    owner.yieldBlock ??= place.block;
  }
  each(code(node), walk, place, 'returned');
  if (!owner || owner.id === 0) return;
  const [value] = code(node);
  const { statement, block } = place;
  const given = value && { value: argumentOf(value, place.scope, walk.session) };
  owner.yields = [...(owner.yields ?? []), { span: { start: node.start, end: node.end }, statement, block, ...given }];
}

function readString(node: Syntax, walk: Walk, place: Place): void {
  const { session } = walk;
  const value = stringValue(node, session.text)?.value ?? '';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    session.urls.push({ url: value, span: { start: node.start, end: node.end }, function: place.function });
  }
  for (const inner of node.children) {
    if (inner.type === 'interpolation') each(code(inner), walk, place, 'other');
  }
}
