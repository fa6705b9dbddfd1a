import type { Argument, Handling, Origin } from '../facts.ts';
import type { Place, Session } from './session.ts';
import type { Syntax } from './syntax.ts';

/** The walk as its parts see it: each concern reads its own nodes and hands the rest back. */
export interface Walk {
  readonly session: Session;
  expression(node: Syntax, place: Place, handling: Handling): void;
  /** The statements of a block, one by one. */
  body(node: Syntax | undefined, place: Place): void;
}

/** A call that has been read, with its arguments. */
export interface CallSite {
  readonly id: number;
  readonly node: Syntax;
  readonly callee: string;
  /** The callee with a first name that is a variable replaced by where its value came from: `faker.Faker().name`. */
  readonly typed: string;
  readonly origin?: Origin;
  /** The node of the callee. */
  readonly called: Syntax;
  readonly arguments: readonly Argument[];
  /** Nodes of the arguments, in the same order; of a keyword argument its value. */
  readonly values: readonly Syntax[];
  readonly place: Place;
  readonly handling: Handling;
}

/** The argument at a position, or of one of these names. */
export function argument(
  site: CallSite,
  position: number,
  ...names: readonly string[]
): { fact: Argument; node: Syntax } | undefined {
  const named = site.arguments.findIndex(({ name }) => name !== undefined && names.includes(name));
  const at = named >= 0 ? named : positional(site, position);
  const fact = site.arguments[at];
  const node = site.values[at];
  return fact && node && { fact, node };
}

function positional(site: CallSite, position: number): number {
  const fact = site.arguments[position];
  const splat = site.arguments.slice(0, position).some(({ kind, name }) => kind === 'spread' || name !== undefined);
  return fact && fact.name === undefined && fact.kind !== 'spread' && !splat ? position : -1;
}

/** Where a fact stands, as every use of the vocabulary records it. */
export function standing(node: { start: number; end: number }, place: Place) {
  return {
    span: { start: node.start, end: node.end },
    statement: place.statement,
    function: place.function,
    block: place.block,
  };
}
