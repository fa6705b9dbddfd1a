import type { ts } from 'ts-morph';
import type { Handling, Origin, Span } from '../facts.ts';
import type { Place, Session } from './session.ts';

/** What a registering call decided. */
export interface Registration {
  /** An argument that is already walked. */
  readonly handled?: ts.Expression;
  /** Called when the arguments have been walked. */
  complete(): void;
}

/** A call (or `new` expression, or the name of a function that is called) with what every recogniser asks of it. */
export interface Seen {
  readonly session: Session;
  readonly node: ts.Expression;
  readonly id: number;
  /** Canonical callee. */
  readonly path: string;
  readonly origin: Origin | undefined;
  readonly handling: Handling;
  readonly arguments: readonly ts.Expression[];
  readonly place: Place;
}

/** Where a use stands; for the facts that share these fields. */
export function useAt({ session, node, place }: Pick<Seen, 'session' | 'place'> & { readonly node: ts.Node }): {
  readonly span: Span;
  readonly statement: Span;
  readonly function: number;
  readonly block: number;
} {
  return { span: session.span(node), statement: place.statement, function: place.function, block: place.block };
}
