import type { Access } from '../facts.ts';
import { bind, provenance, receiverAttribute, setBinding } from './scopes.ts';
import type { Place } from './session.ts';
import { child, code, type Syntax } from './syntax.ts';
import type { Walk } from './walk.ts';
import { recordWrite } from './writes.ts';

type Met = { readonly kind: Access['kind']; readonly via?: string };

/** A name is read. */
export function readName(node: Syntax, { session }: Walk, place: Place): void {
  session.occurrences.push({ ...met(node, place), name: session.slice(node), kind: 'read' });
}

function met(node: Syntax, place: Place) {
  return {
    scope: place.scope,
    span: { start: node.start, end: node.end },
    function: place.function,
    block: place.block,
  };
}

/** `self.items`, `cls.items`, `Basket.items`: an attribute of a class of this file, perhaps. */
export function touchAttribute(node: Syntax, { session }: Walk, place: Place, { kind, via }: Met): boolean {
  const own = receiverAttribute(node, place.scope);
  const object = child(node, 'object');
  const attribute = child(node, 'attribute');
  if (!object || !attribute) return false;
  const named = /^_*[A-Z]\w*$/.test(session.slice(object)) && object.type === 'identifier';
  if (!own && !named) return false;
  session.occurrences.push({
    ...met(node, place),
    name: session.slice(object),
    kind,
    ...(via !== undefined && { via }),
    attribute: { name: session.slice(attribute), ...(own && { of: own.of }) },
  });
  return true;
}

/** What `x.y[k]` belongs to is changed: the variable or class attribute at the root of the chain. */
export function mutate(node: Syntax, via: string, walk: Walk, place: Place): void {
  let at = node;
  while (at.type === 'attribute' || at.type === 'subscript') {
    if (at.type === 'attribute' && touchAttribute(at, walk, place, { kind: 'mutate', via })) return;
    const inner = child(at, at.type === 'attribute' ? 'object' : 'value');
    if (!inner) return;
    if (at.type === 'subscript')
      for (const index of at.children) if (index !== inner) walk.expression(index, place, 'other');
    at = inner;
  }
  if (at.type !== 'identifier') {
    walk.expression(at, place, 'chained');
    return;
  }
  walk.session.occurrences.push({ ...met(at, place), name: walk.session.slice(at), kind: 'mutate', via });
}

/** The left side of an assignment, a loop, a `with … as`. `value` when it is known for this very name. */
export function bindTarget(node: Syntax, walk: Walk, place: Place, declaration: Syntax, value?: Syntax): void {
  const { session } = walk;
  if (node.type === 'identifier') {
    session.occurrences.push({
      ...met(node, place),
      name: session.slice(node),
      kind: 'bind',
      declaration: plain(declaration),
      value,
    });
    bind(place.scope, session.slice(node), value);
  } else if (node.type === 'attribute') {
    recordWrite(node, '=', walk, place, declaration, value);
    const own = receiverAttribute(node, place.scope);
    if (own) setBinding(own.of.attributes, own.name, value, value && provenance(value, place.scope));
    const via = own && session.slice(child(node, 'object') ?? node) === 'self' ? 'self' : 'cls';
    if (touchAttribute(node, walk, place, { kind: 'assign', via })) return;
    const object = child(node, 'object');
    if (object) mutate(object, `.${session.slice(child(node, 'attribute') ?? node)}=`, walk, place);
  } else if (node.type === 'subscript') {
    const object = child(node, 'value');
    for (const index of node.children) if (index !== object) walk.expression(index, place, 'other');
    recordWrite(node, '=', walk, place, declaration, value);
    if (object) mutate(object, '[]=', walk, place);
  } else {
    for (const inner of code(node)) bindTarget(inner, walk, place, declaration);
  }
}

/** `x += 1`. */
export function updateTarget(node: Syntax, via: string, walk: Walk, place: Place): void {
  if (node.type === 'identifier') {
    walk.session.occurrences.push({ ...met(node, place), name: walk.session.slice(node), kind: 'update', via });
    bind(place.scope, walk.session.slice(node));
  } else if (node.type === 'attribute' && touchAttribute(node, walk, place, { kind: 'update', via })) {
    recordWrite(node, via, walk, place, node);
  } else {
    bindTarget(node, walk, place, node);
  }
}

/** `del x`, `del x[k]`, `del x.y`. */
export function deleteTarget(node: Syntax, walk: Walk, place: Place): void {
  if (node.type === 'identifier') {
    walk.session.occurrences.push({ ...met(node, place), name: walk.session.slice(node), kind: 'assign', via: 'del' });
  } else if (node.type === 'attribute' || node.type === 'subscript') {
    const object = child(node, node.type === 'attribute' ? 'object' : 'value');
    for (const index of node.children)
      if (index !== object && node.type === 'subscript') walk.expression(index, place, 'other');
    recordWrite(node, 'delete', walk, place, node);
    if (object) mutate(object, 'del', walk, place);
  } else {
    for (const inner of code(node)) deleteTarget(inner, walk, place);
  }
}

function plain({ start, end }: Syntax) {
  return { start, end };
}
