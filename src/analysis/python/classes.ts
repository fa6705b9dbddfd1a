import type { Suite } from '../facts.ts';
import { openFunction, readDecorators } from './functions.ts';
import { marksOf, pytestmark } from './marks.ts';
import { isCollectedClass } from './naming.ts';
import { bind, newScope, pathOf } from './scopes.ts';
import type { Mutable, Place } from './session.ts';
import { child, code, type Syntax, span } from './syntax.ts';
import type { Walk } from './walk.ts';

/** A class; a test class also becomes a suite with a function of its own for the class body. */
export function readClass(node: Syntax, decorators: readonly Syntax[], whole: Syntax, walk: Walk, place: Place): void {
  const { session } = walk;
  const nameNode = child(node, 'name');
  const body = child(node, 'body');
  const name = nameNode ? session.slice(nameNode) : '';
  const bases = code(child(node, 'superclasses') ?? { ...node, children: [] }).filter(
    ({ type }) => type !== 'keyword_argument',
  );
  const paths = bases.map((base) => pathOf(base, place.scope).canonical);
  const isSuite = isCollectedClass({ name, bases: paths, ...(body && { body }) }, place, session);
  const draft = isSuite ? openFunction({ role: 'suite', name, whole, node, body }, place, session) : undefined;
  const read = readDecorators(decorators, walk, place, draft);
  for (const base of child(node, 'superclasses')?.children ?? []) walk.expression(base, place, 'other');
  bind(place.scope, name);

  let suite: Mutable<Suite> | undefined;
  if (draft) {
    draft.decorators = read;
    draft.className = name;
    const inherited = place.function === 0 ? session.moduleMarks : [];
    const parent = place.scope.suite;
    suite = {
      id: session.suites.length,
      title: name,
      ...(parent !== undefined && { parent }),
      function: draft.id,
      span: span(whole),
      nameSpan: span(nameNode ?? node),
      modifiers: [...inherited, ...marksOf(read, session), ...(body ? pytestmark(body, place.scope, session) : [])],
      className: name,
      bases: bases.map((base) => session.slice(base)),
    };
    session.suites.push(suite);
  }
  const scope = newScope({
    kind: 'class',
    text: place.scope.text,
    function: draft?.id ?? place.function,
    parent: place.scope,
    className: name,
    bases: paths,
    ...(suite && { suite: suite.id }),
    ...(place.scope.receiver && { receiver: place.scope.receiver }),
  });
  session.classes.set(name, scope);
  const { governs: _, ...outer } = place;
  walk.body(body, { ...outer, scope, ...(draft && { function: draft.id, block: draft.block }) });
}
