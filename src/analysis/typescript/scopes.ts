import type { ts } from 'ts-morph';
import type { Origin } from '../facts.ts';
import type { FunctionNode } from './syntax.ts';

/** What a name stands for in one scope. */
export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'variable' | 'parameter' | 'function' | 'class' | 'catch';
  readonly constant: boolean;
  /** Imports: where it comes from. */
  readonly origin?: Origin;
  /** The canonical path it stands for: `const check = it`, `const { env } = process`. */
  readonly alias?: string;
  /** Index into the file's variables. */
  readonly variable?: number;
  readonly initializer?: ts.Expression;
  /** The function a name is declared as. */
  readonly functionNode?: FunctionNode;
  /** Parameters: the function that declares it. */
  readonly owner?: number;
  /** It was filled from the process environment at least once. */
  fromEnvironment: boolean;
}

/** A lexical scope. `hoists` marks the ones that `var` declares into. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly function: number;
  readonly hoists: boolean;
  private readonly names = new Map<string, Binding>();

  constructor(parent: Scope | undefined, owner: number, hoists: boolean) {
    this.parent = parent;
    this.function = owner;
    this.hoists = hoists;
  }

  declare(binding: Binding): void {
    this.names.set(binding.name, binding);
  }

  own(name: string): Binding | undefined {
    return this.names.get(name);
  }

  lookup(name: string): Binding | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.names.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** The scope that a `var` declared here lands in. */
  get hoisting(): Scope {
    let scope: Scope = this;
    while (!scope.hoists && scope.parent) scope = scope.parent;
    return scope;
  }
}
