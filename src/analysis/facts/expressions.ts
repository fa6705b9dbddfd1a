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
  /** `object`: its members in the order of the source (TypeScript). */
  readonly properties?: readonly Property[];
  /** `array`: its elements (TypeScript; at most the first 100). */
  readonly elements?: readonly Argument[];
  /** `template`: it holds `${…}` (TypeScript). */
  readonly interpolated?: true;
  /** It stands behind `await` (TypeScript). */
  readonly awaited?: true;
  /** `other`: what joins the operands: `===`, `+`, `!`, `typeof`, `?:` (TypeScript). */
  readonly operator?: string;
  readonly operands?: readonly Argument[];
}

/** A member of an object literal. A method's value is its function. */
export interface Property {
  /** `''` when the name is computed; `...` for a spread. */
  readonly name: string;
  readonly span: Span;
  readonly value: Argument;
}
