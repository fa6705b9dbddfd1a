import type { Span } from './places.ts';

/** An expression as an argument, a member or an operand. */
export interface Argument {
  readonly span: Span;
  /** Python keyword argument. */
  readonly name?: string;
  readonly kind:
    | 'string'
    | 'number'
    | 'boolean'
    | 'null'
    | 'template'
    | 'regex'
    | 'name'
    | 'call'
    | 'function'
    | 'array'
    | 'object'
    | 'spread'
    | 'other';
  /** Literals: the value (template/f-string: the static head). `name`: the dotted path as written. */
  readonly value?: string | number | boolean;
  /** `call`: index into `calls`. `function`: index into `functions`. */
  readonly ref?: number;
  /** Python: which kind of collection; a plain list or dict when absent. */
  readonly form?: 'tuple' | 'set' | 'list-comprehension' | 'set-comprehension' | 'dict-comprehension' | 'generator';
  /** `object`: its members in the order of the source. */
  readonly properties?: readonly Property[];
  /** `array`: its elements, at most the first 100; absent for comprehensions. */
  readonly elements?: readonly Argument[];
  /** `template`: it holds `${…}`; an f-string with `{…}`. */
  readonly interpolated?: true;
  /** It stands behind `await`. */
  readonly awaited?: true;
  /**
   * What joins the operands. TypeScript: `===`, `+`, `!`, `typeof`, `?:`. Python: `==`, `not in`, `< <=` for a chain, `and`, `not`,
   * `?:` (condition, then, else), `[]` (value, indexes), `.name` of what is no plain path, `:=`, `*` for what is spread.
   */
  readonly operator?: string;
  readonly operands?: readonly Argument[];
}

/** A member of an object literal. A method's value is its function. */
export interface Property {
  /** `''` when the name is computed or no string; `...` for a spread. */
  readonly name: string;
  readonly span: Span;
  readonly value: Argument;
}
