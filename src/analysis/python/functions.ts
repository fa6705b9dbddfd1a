import type { Decorator, FunctionRole } from '../facts.ts';
import { decoratedUses, parameterUses } from './decorators.ts';
import { bind, newScope, pathOf, type Scope } from './scopes.ts';
import type { FunctionDraft, ParameterDraft, Place, Session } from './session.ts';
import { child, code, has, type Syntax, span } from './syntax.ts';
import { recordRole, roleOf } from './tests.ts';
import type { Walk } from './walk.ts';

interface Opening {
  readonly role: FunctionRole;
  readonly name: string;
  readonly whole: Syntax;
  readonly node: Syntax;
  readonly body: Syntax | undefined;
}

/** Takes the function's id and block before anything in it or around it (decorators) is read. */
export function openFunction(
  { role, name, whole, node, body }: Opening,
  place: Place,
  session: Session,
): FunctionDraft {
  const id = session.functions.length;
  const inside = span(body ?? { start: node.end, end: node.end });
  const block = session.addBlock({
    kind: 'function',
    parent: place.block,
    function: id,
    span: inside,
    construct: span(whole),
  });
  const { className } = place.scope;
  const draft: FunctionDraft = {
    id,
    parent: place.function,
    role,
    name,
    ...(className !== undefined && { className }),
    span: span(whole),
    body: inside,
    block,
    async: has(node, 'async'),
    generator: false,
    expressionBody: node.type === 'lambda',
    asyncInsertAt: node.start,
    parameters: [],
    decorators: [],
    exported: place.function === 0 && place.scope.kind === 'module' && !name.startsWith('_') && node.type !== 'lambda',
  };
  session.functions.push(draft);
  session.functionAt.set(node, id);
  return draft;
}

/** `whole` includes the decorators. */
export function readFunction(
  node: Syntax,
  decorators: readonly Syntax[],
  whole: Syntax,
  walk: Walk,
  place: Place,
): void {
  const { session } = walk;
  const name = child(node, 'name');
  const body = child(node, 'body');
  const draft = openFunction(
    { role: 'function', name: name ? session.slice(name) : '', whole, node, body },
    place,
    session,
  );
  const parameters = child(node, 'parameters');
  if (parameters) draft.parametersAt = parameters.start + 1;
  draft.decorators = readDecorators(decorators, walk, place, draft);
  draft.parameters = readParameters(parameters, walk, place);
  draft.role = roleOf(draft, place, session);
  if (name) bind(place.scope, session.slice(name));

  const scope = functionScope(draft, place);
  for (const parameter of draft.parameters) bind(scope, parameter.name);
  parameterUses(draft, session);
  const record = recordRole(draft, name ?? node, place, session);
  const restoring = draft.decorators.some((decorator) => patchesEnvironment(decorator, session));
  walk.body(body, {
    scope,
    function: draft.id,
    block: draft.block,
    statement: draft.body,
    restoring: place.restoring || restoring,
  });
  record();
}

export function readLambda(node: Syntax, walk: Walk, place: Place): number {
  const body = child(node, 'body');
  const draft = openFunction({ role: 'function', name: '', whole: node, node, body }, place, walk.session);
  draft.parameters = readParameters(child(node, 'parameters'), walk, place);
  const scope = functionScope(draft, place);
  for (const parameter of draft.parameters) bind(scope, parameter.name);
  if (body)
    walk.expression(
      body,
      { ...plain(place), scope, function: draft.id, block: draft.block, statement: span(body) },
      'returned',
    );
  return draft.id;
}

function plain({ governs: _, ...place }: Place): Place {
  return place;
}

function functionScope(draft: FunctionDraft, place: Place): Scope {
  const inClass = place.scope.kind === 'class' && !draft.decorators.some(({ callee }) => callee === 'staticmethod');
  const [first] = draft.parameters;
  const receiver = inClass && first ? { name: first.name, of: place.scope } : place.scope.receiver;
  return newScope({
    kind: 'function',
    text: place.scope.text,
    function: draft.id,
    parent: place.scope,
    ...(receiver && { receiver }),
  });
}

/** Reads decorators where they stand; what they set up holds for the decorated function. */
export function readDecorators(
  nodes: readonly Syntax[],
  walk: Walk,
  place: Place,
  draft: FunctionDraft | undefined,
): Decorator[] {
  const { session } = walk;
  const governs = draft ? { function: draft.id, block: draft.block } : { function: place.function, block: place.block };
  return nodes.map((node) => {
    const [expression] = code(node);
    const called = expression?.type === 'call' ? child(expression, 'function') : expression;
    if (!expression || !called) return { callee: '?', span: span(node) };
    const { canonical } = pathOf(called, place.scope);
    walk.expression(expression, { ...place, governs }, 'other');
    const call = session.callAt.get(expression);
    if (call === undefined) decoratedUses(expression, { ...place, governs }, session);
    return { callee: canonical, span: span(node), ...(call !== undefined && { call }) };
  });
}

export function patchesEnvironment({ callee, call }: Decorator, session: Session): boolean {
  if (!/(^|\.)patch\.dict$/.test(callee) || call === undefined) return false;
  return /^(os\.)?environ$/.test(String(session.calls[call]?.arguments[0]?.value));
}

function readParameters(node: Syntax | undefined, walk: Walk, place: Place): ParameterDraft[] {
  const parameters: ParameterDraft[] = [];
  for (const each of node ? code(node) : []) {
    const name = parameterName(each);
    if (!name) continue;
    const value = child(each, 'value');
    if (value) walk.expression(value, plain(place), 'other');
    parameters.push({ name: walk.session.slice(name), span: span(each), ...(value && { defaultValue: span(value) }) });
  }
  return parameters;
}

/** `x`, `x: T`, `x=1`, `x: T = 1`, `*args`, `**kwargs`. */
function parameterName(node: Syntax): Syntax | undefined {
  if (node.type === 'identifier') return node;
  const inner =
    child(node, 'name') ?? node.children.find(({ type }) => type === 'identifier' || type.endsWith('_splat_pattern'));
  return inner && (inner.type === 'identifier' ? inner : parameterName(inner));
}
