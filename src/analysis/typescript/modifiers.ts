import { ts } from 'ts-morph';
import type { Modifier } from '../facts.ts';
import type { Session } from './session.ts';
import { isTransparent, property, unwrap } from './syntax.ts';
import { modifierNames } from './vocabulary.ts';

/** `.only`, `.skipIf(…)`, `.each([…])` between the runner's name and the registering call, in the order of the source. */
export function chainModifiers(session: Session, callee: ts.Expression): Modifier[] {
  const found: Modifier[] = [];
  let at = callee;
  let end = callee.end;
  for (;;) {
    if (ts.isCallExpression(at)) at = at.expression;
    else if (ts.isTaggedTemplateExpression(at)) at = at.tag;
    else if (isTransparent(at)) at = at.expression;
    else if (ts.isPropertyAccessExpression(at)) {
      if (modifierNames.has(at.name.text)) {
        found.unshift({ name: at.name.text, span: { start: at.expression.end, end }, prefix: false });
      }
      at = at.expression;
      end = at.end;
    } else break;
  }
  const prefix = ts.isIdentifier(at) ? prefixModifier(session, at) : undefined;
  return prefix ? [prefix, ...found] : found;
}

function prefixModifier(session: Session, root: ts.Identifier): Modifier | undefined {
  if (!/^[fx](it|test|describe|context|specify)$/.test(root.text)) return undefined;
  const start = root.getStart(session.file);
  return { name: root.text.startsWith('f') ? 'only' : 'skip', span: { start, end: start + 1 }, prefix: true };
}

/** `{ only: true }`, `{ skip: 'reason' }`, `{ todo: true }` in an options argument; the span takes the comma along. */
export function optionModifiers(session: Session, options: ts.Expression | undefined): Modifier[] {
  if (!options) return [];
  const object = unwrap(options);
  if (!ts.isObjectLiteralExpression(object)) return [];
  return ['only', 'skip', 'todo', 'fails', 'concurrent'].flatMap((name) => {
    const found = property(object, name);
    if (!found || !ts.isPropertyAssignment(found)) return [];
    const value = unwrap(found.initializer);
    if (value.kind !== ts.SyntaxKind.TrueKeyword && !(ts.isStringLiteralLike(value) && value.text)) return [];
    const index = object.properties.indexOf(found);
    const next = object.properties[index + 1];
    const previous = object.properties[index - 1];
    const start = next || !previous ? found.getStart(session.file) : previous.end;
    return [{ name, span: { start, end: next ? next.getStart(session.file) : found.end }, prefix: false }];
  });
}
