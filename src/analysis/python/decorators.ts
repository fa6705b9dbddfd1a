import { interceptingFixture, interceptionName } from './interceptions.ts';
import { pathOf } from './scopes.ts';
import type { FunctionDraft, Place, Session } from './session.ts';
import type { Syntax } from './syntax.ts';
import { timerFixture, timerName } from './timers.ts';

/** `@responses.activate` without parentheses sets something up for the function below it. */
export function decoratedUses(expression: Syntax, place: Place, session: Session): void {
  const { canonical, typed } = pathOf(expression, place.scope);
  interceptionName(expression, canonical, place, session);
  timerName(expression, typed, place, session);
}

/** Fixtures that freeze time or intercept requests for the function that asks for them. */
export function parameterUses(draft: FunctionDraft, session: Session): void {
  if (draft.role !== 'test' && draft.role !== 'fixture' && draft.role !== 'hook') return;
  for (const { name, span } of draft.parameters) {
    const use = { span, statement: draft.span, function: draft.id, block: draft.block, via: name };
    if (timerFixture(name)) session.timers.push({ ...use, operation: 'fake', scoped: true });
    else if (interceptingFixture(name)) session.interceptions.push({ ...use, target: name });
  }
}
