import type { MemberWrite } from '../facts.ts';
import { pathOf } from './scopes.ts';
import type { Place } from './session.ts';
import { argumentOf } from './shapes.ts';
import { child, code, type Syntax, span, unwrap } from './syntax.ts';
import { argument, type CallSite, standing, type Walk } from './walk.ts';

/** `x.y = …`, `x[key] = …`, `x.n += 1`, `del x.y`. */
export function recordWrite(
  target: Syntax,
  operator: string,
  walk: Walk,
  place: Place,
  whole: { readonly start: number; readonly end: number },
  value?: Syntax,
): void {
  const { session } = walk;
  const [key] = target.type === 'subscript' ? code(target).filter(({ field }) => field === 'subscript') : [];
  add(target, walk, place, {
    ...standing(whole, place),
    target: pathOf(target, place.scope).canonical,
    targetSpan: span(target),
    root: 'other',
    operator,
    ...(key && { key: argumentOf(key, place.scope, session) }),
    ...(value && { value: argumentOf(value, place.scope, session) }),
  });
}

/** `setattr(x, 'y', …)`, `delattr(x, 'y')`. */
export function readDefinition(site: CallSite, walk: Walk): void {
  if (site.callee !== 'setattr' && site.callee !== 'delattr') return;
  const object = argument(site, 0);
  const name = argument(site, 1)?.fact;
  const value = argument(site, 2)?.fact;
  if (!object) return;
  const written = name?.kind === 'string' ? String(name.value) : '?';
  add(object.node, walk, site.place, {
    ...standing(site.node, site.place),
    target: `${pathOf(object.node, site.place.scope).canonical}.${written}`,
    targetSpan: object.fact.span,
    root: 'other',
    operator: site.callee === 'setattr' ? 'define' : 'delete',
    ...(value && { value }),
  });
}

function add(target: Syntax, { session }: Walk, { scope }: Place, fact: MemberWrite): void {
  const root = rootOf(target);
  const name = root.type === 'identifier' ? session.slice(root) : undefined;
  session.memberWrites.push({ fact, scope, ...(name !== undefined && { name }) });
}

function rootOf(node: Syntax): Syntax {
  let at = unwrap(node);
  for (;;) {
    const inner =
      at.type === 'attribute' ? child(at, 'object') : at.type === 'subscript' ? child(at, 'value') : undefined;
    if (!inner) return at;
    at = unwrap(inner);
  }
}
