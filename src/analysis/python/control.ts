import type { Block } from '../facts.ts';
import { failureEnds, holdsAssertion } from './endings.ts';
import { interceptionName } from './interceptions.ts';
import { neverEmpty } from './literals.ts';
import { bindTarget } from './names.ts';
import { pathOf } from './scopes.ts';
import type { Place } from './session.ts';
import { child, code, has, ofType, type Syntax, span, unwrap } from './syntax.ts';
import { timerName } from './timers.ts';
import type { Walk } from './walk.ts';

type Shape = Pick<Block, 'kind'> & Partial<Block>;

/** Opens a block for `body` and reads its statements. */
function within(body: Syntax | undefined, walk: Walk, place: Place, shape: Shape): void {
  if (!body) return;
  const block = walk.session.addBlock({ ...shape, parent: place.block, function: place.function, span: span(body) });
  walk.body(body, { ...place, block });
}

export function readIf(node: Syntax, walk: Walk, place: Place): void {
  const clauses = code(node).filter(({ field }) => field === 'alternative');
  const exhaustive = clauses.some(({ type }) => type === 'else_clause');
  for (const [arm, clause] of [node, ...clauses].entries()) {
    const condition = child(clause, 'condition');
    if (condition) walk.expression(condition, place, 'other');
    within(child(clause, 'consequence') ?? child(clause, 'body'), walk, place, {
      kind: 'branch',
      construct: span(node),
      arm,
      exhaustive,
      ...(condition && { condition: span(condition) }),
    });
  }
}

export function readMatch(node: Syntax, walk: Walk, place: Place): void {
  for (const subject of node.children) if (subject.field === 'subject') walk.expression(subject, place, 'other');
  const clauses = (child(node, 'body')?.children ?? []).filter(({ type }) => type === 'case_clause');
  const exhaustive = clauses.some((clause) => catchesAll(clause, walk));
  for (const [arm, clause] of clauses.entries()) {
    const guard = child(clause, 'guard');
    const pattern = ofType(clause, 'case_pattern');
    for (const inner of guard?.children ?? []) walk.expression(inner, place, 'other');
    within(child(clause, 'consequence'), walk, place, {
      kind: 'branch',
      construct: span(node),
      arm,
      exhaustive,
      ...(pattern && { condition: span(pattern) }),
    });
  }
}

/** `case _:` and `case name:` without a guard. */
function catchesAll(clause: Syntax, { session }: Walk): boolean {
  const pattern = ofType(clause, 'case_pattern');
  return (
    pattern !== undefined &&
    !child(clause, 'guard') &&
    /^[A-Za-z_]\w*$/.test(session.slice(pattern)) &&
    !/^(None|True|False)$/.test(session.slice(pattern))
  );
}

export function readFor(node: Syntax, walk: Walk, place: Place): void {
  const target = child(node, 'left');
  const iterable = child(node, 'right');
  const body = child(node, 'body');
  if (iterable) walk.expression(iterable, place, has(node, 'async') ? 'awaited' : 'other');
  if (target) bindTarget(target, walk, place, target);
  const called = iterable?.type === 'call' ? child(iterable, 'function') : undefined;
  within(body, walk, place, {
    kind: 'loop',
    construct: span(node),
    loop: called && walk.session.slice(called) === 'range' ? 'counted' : 'for-each',
    runsAtLeastOnce: neverEmpty(iterable, place.scope),
    ...(iterable && { condition: span(iterable) }),
  });
  walk.body(child(child(node, 'alternative'), 'body'), place);
}

export function readWhile(node: Syntax, walk: Walk, place: Place): void {
  const condition = child(node, 'condition');
  if (condition) walk.expression(condition, place, 'other');
  within(child(node, 'body'), walk, place, {
    kind: 'loop',
    construct: span(node),
    loop: 'while',
    runsAtLeastOnce: condition !== undefined && /^(True|1)$/.test(walk.session.slice(unwrap(condition))),
    ...(condition && { condition: span(condition) }),
  });
  walk.body(child(child(node, 'alternative'), 'body'), place);
}

export function readTry(node: Syntax, walk: Walk, place: Place): void {
  const handlers = node.children.filter(({ type }) => type === 'except_clause' || type === 'except_group_clause');
  const swallowing = handlers.filter((handler) => !failureEnds(handlerBody(handler), place.scope));
  const construct = span(node);
  within(child(node, 'body'), walk, place, { kind: 'try', construct, swallows: swallowing.length > 0 });
  for (const [arm, handler] of handlers.entries())
    readHandler(handler, arm, swallowing.includes(handler), construct, walk, place);
  const otherwise = child(ofType(node, 'else_clause'), 'body');
  if (swallowing.length === 0) walk.body(otherwise, place);
  // When a handler can go on, the `else` is one of two ways to get through.
  else
    within(otherwise, walk, place, {
      kind: 'branch',
      construct,
      exhaustive: swallowing.every((each) => holdsAssertion(each, place.scope)),
    });
  within(ofType(ofType(node, 'finally_clause'), 'block'), walk, place, { kind: 'finally', construct });
}

function handlerBody(handler: Syntax): Syntax | undefined {
  return ofType(handler, 'block');
}

function readHandler(
  handler: Syntax,
  arm: number,
  swallows: boolean,
  construct: Block['construct'],
  walk: Walk,
  place: Place,
): void {
  const names: string[] = [];
  for (const value of handler.children) {
    if (value.field !== 'value') continue;
    const caught = value.type === 'as_pattern' ? value.children[0] : value;
    const alias = child(value, 'alias');
    for (const type of caught ? caughtTypes(caught) : []) {
      walk.expression(type, place, 'other');
      names.push(walk.session.slice(type));
    }
    if (alias) bindTarget(alias, walk, place, value);
  }
  within(handlerBody(handler), walk, place, { kind: 'catch', construct, arm, swallows, names });
}

function caughtTypes(caught: Syntax): readonly Syntax[] {
  const at = unwrap(caught);
  return at.type === 'tuple' || at.type === 'expression_list' ? code(at) : [at];
}

export function readWith(node: Syntax, walk: Walk, place: Place): void {
  const { session } = walk;
  const body = child(node, 'body');
  const items = (ofType(node, 'with_clause')?.children ?? [])
    .filter(({ type }) => type === 'with_item')
    .map((item) => child(item, 'value') ?? item);
  const names: string[] = [];
  const block = session.addBlock({
    kind: 'with',
    parent: place.block,
    function: place.function,
    span: span(body ?? { start: node.end, end: node.end }),
    construct: span(node),
    names,
  });
  const governs = { function: place.function, block };
  let patched = place.restoring;
  for (const item of items) {
    const value = item.type === 'as_pattern' ? item.children[0] : item;
    const alias = child(item, 'alias');
    if (!value) continue;
    const manager = unwrap(value);
    const called = manager.type === 'call' ? child(manager, 'function') : undefined;
    const { canonical, typed } = pathOf(called ?? manager, place.scope);
    names.push(canonical);
    patched ||=
      /(^|\.)patch\.dict$/.test(canonical) &&
      /^\s*\(\s*['"]?(os\.)?environ\b/.test(session.text.slice(called?.end ?? 0, manager.end));
    if (!called) {
      interceptionName(manager, canonical, { ...place, governs }, session);
      timerName(manager, typed, { ...place, governs }, session);
    }
    walk.expression(value, { ...place, governs }, has(node, 'async') ? 'awaited' : alias ? 'assigned' : 'other');
    if (alias)
      for (const target of alias.children)
        bindTarget(target, walk, place, item, target.type === 'identifier' ? value : undefined);
  }
  walk.body(body, { ...place, block, restoring: patched });
}
