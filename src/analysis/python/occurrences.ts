import type { Access, MemberWrite, Span } from '../facts.ts';
import type { Scope } from './scopes.ts';
import type { Syntax } from './syntax.ts';

/**
 * A name met in the text. What it means depends on the whole scope (Python) and on classes further down, so
 * variables are made from occurrences when the walk is over.
 */
export interface Occurrence {
  readonly scope: Scope;
  readonly name: string;
  /** `bind` may turn out to be the declaration. */
  readonly kind: Access['kind'] | 'bind';
  readonly span: Span;
  readonly function: number;
  readonly block: number;
  readonly via?: string;
  /** `bind`: the statement and the value. */
  readonly declaration?: Span;
  readonly value?: Syntax | undefined;
  /** Set when it is an attribute of a class: through `self` or `cls` the class's scope; else the class called `name`. */
  readonly attribute?: { readonly name: string; readonly of?: Scope };
}

/** A write to a member while it is not yet known which variable its first name means. */
export interface WriteDraft {
  readonly fact: MemberWrite;
  readonly scope: Scope;
  /** The first name, when there is one. */
  readonly name?: string;
}
