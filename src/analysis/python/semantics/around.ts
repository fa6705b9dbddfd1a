import type { Span } from '../../facts.ts';
import type { Syntax } from '../syntax.ts';

/** What the parts of the check share. */
export interface Check {
  readonly text: string;
  report(message: string, at: Span): void;
}

/** The function or lambda that `yield` and `return` belong to. */
export interface Owner {
  readonly async: boolean;
  readonly yields: Syntax[];
  /** Returns with a value. */
  readonly values: Syntax[];
}

/** A comprehension while its parts are visited. */
export interface Comprehension {
  /** It awaits, by itself or in a comprehension that is part of it. */
  awaits: boolean;
}

/** Where the check stands. */
export interface Around {
  readonly unit: 'module' | 'class' | 'function' | 'lambda';
  readonly owner?: Owner;
  readonly inLoop: boolean;
  readonly depth: number;
  /** The innermost comprehension around, in the same function. */
  readonly comprehension?: Comprehension | undefined;
  /** Names that the comprehensions around go through. */
  readonly targets?: ReadonlySet<string> | undefined;
  /** In what a comprehension iterates over. */
  readonly inIterable?: boolean | undefined;
}

export function runsAsync({ unit, owner }: Around): boolean {
  return unit === 'function' && owner?.async === true;
}
