import type { Origin } from '../facts.ts';
import { child, type Syntax, unwrap } from './syntax.ts';

/** The last value a name was bound to, as far as the walk has come. */
export interface Binding {
  value?: Syntax;
  /** What the value is, as a canonical path: `faker.Faker()` after `fake = Faker()`, `time.sleep` after `nap = time.sleep`. */
  from?: string;
  /** How often the name was bound. */
  count: number;
}

export interface ImportedName {
  readonly origin: Origin;
  /** The fully qualified name that the local one stands for. */
  readonly canonical: string;
}

/** A Python scope: the names bound in it and how to look further. */
export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  /** The text of the file. */
  readonly text: string;
  readonly function: number;
  readonly parent?: Scope;
  readonly bindings: Map<string, Binding>;
  readonly imports: Map<string, ImportedName[]>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
  /** `class`: its name, base classes (canonical), suite, and what `self.x = …` bound. */
  readonly className?: string;
  readonly bases: readonly string[];
  readonly suite?: number;
  readonly attributes: Map<string, Binding>;
  /** In a method and the functions in it: the name of `self` or `cls` and the class it stands for. */
  readonly receiver?: { readonly name: string; readonly of: Scope };
}

export function newScope(given: Pick<Scope, 'kind' | 'function' | 'text'> & Partial<Scope>): Scope {
  return {
    bindings: new Map(),
    imports: new Map(),
    globals: new Set(),
    nonlocals: new Set(),
    attributes: new Map(),
    bases: [],
    ...given,
  };
}

export function moduleOf(scope: Scope): Scope {
  let at = scope;
  while (at.parent) at = at.parent;
  return at;
}

export function bind(scope: Scope, name: string, value?: Syntax): void {
  const target = scope.globals.has(name) ? moduleOf(scope) : scope;
  setBinding(target.bindings, name, value, value && provenance(value, scope));
}

export function setBinding(bindings: Map<string, Binding>, name: string, value?: Syntax, from?: string): void {
  const count = (bindings.get(name)?.count ?? 0) + 1;
  bindings.set(name, { count, ...(value && { value }), ...(from !== undefined && { from }) });
}

/** Python's rule: own names, then those of enclosing functions and the module; class bodies are not seen from methods. */
function climb<T>(scope: Scope, look: (scope: Scope) => T | undefined): T | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind === 'class' && at !== scope) continue;
    const found = look(at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A name is imported or bound, whichever the nearest scope says; imports win within one scope (`try: import x except: x = None`). */
function nearest(scope: Scope, name: string): { imported?: readonly ImportedName[]; binding?: Binding } | undefined {
  return climb(scope, (at) => {
    const imported = at.imports.get(name);
    if (imported) return { imported };
    const binding = at.bindings.get(name);
    return binding && { binding };
  });
}

export function bindingOf(node: Syntax, scope: Scope): Binding | undefined {
  if (node.type === 'identifier') return nearest(scope, scope.text.slice(node.start, node.end))?.binding;
  const attribute = receiverAttribute(node, scope);
  return attribute && lookUpAttribute(attribute.of, attribute.name);
}

function lookUpAttribute(scope: Scope, name: string): Binding | undefined {
  return scope.attributes.get(name) ?? scope.bindings.get(name);
}

/** `self.x`, `cls.x`, `self.__class__.x`, `type(self).x` in a method. */
export function receiverAttribute(node: Syntax, scope: Scope): { of: Scope; name: string } | undefined {
  if (node.type !== 'attribute' || !scope.receiver) return undefined;
  const object = child(node, 'object');
  const attribute = child(node, 'attribute');
  if (!object || !attribute) return undefined;
  const { name, of } = scope.receiver;
  const written = scope.text.slice(object.start, object.end);
  if (written !== name && written !== `${name}.__class__` && written !== `type(${name})`) return undefined;
  return { of, name: scope.text.slice(attribute.start, attribute.end) };
}

export interface Path {
  /** Canonical dotted path; calls in it end in `()`, parts without a name read `?`. */
  readonly canonical: string;
  /**
   * The same with a first name that is a variable replaced by where its value came from; `$name` when that is unknown, so
   * that a parameter called `time` is not taken for the module.
   */
  readonly typed: string;
  readonly origin?: Origin;
}

export function pathOf(node: Syntax, scope: Scope): Path {
  const at = unwrap(node);
  if (at.type === 'identifier') return namePath(at, scope);
  if (at.type === 'attribute') return attributePath(at, scope);
  if (at.type === 'call') {
    const called = child(at, 'function');
    const path = called ? pathOf(called, scope) : unknownPath;
    return { ...path, canonical: `${path.canonical}()`, typed: `${path.typed}()` };
  }
  if (at.type === 'subscript') {
    const value = child(at, 'value');
    const path = value ? pathOf(value, scope) : unknownPath;
    return { ...path, canonical: `${path.canonical}.?`, typed: `${path.typed}.?` };
  }
  if (at.type === 'await') {
    const awaited = at.children[0];
    return awaited ? { canonical: '?', typed: pathOf(awaited, scope).typed } : unknownPath;
  }
  return unknownPath;
}

const unknownPath: Path = { canonical: '?', typed: '?' };

function namePath(node: Syntax, scope: Scope): Path {
  const name = scope.text.slice(node.start, node.end);
  const found = nearest(scope, name);
  const [imported] = found?.imported ?? [];
  if (imported) return { canonical: imported.canonical, typed: imported.canonical, origin: imported.origin };
  return { canonical: name, typed: found?.binding ? (found.binding.from ?? `$${name}`) : name };
}

function attributePath(node: Syntax, scope: Scope): Path {
  const object = child(node, 'object');
  const attribute = child(node, 'attribute');
  const last = attribute ? scope.text.slice(attribute.start, attribute.end) : '?';
  const path = object ? pathOf(object, scope) : unknownPath;
  const canonical = `${path.canonical}.${last}`;
  const own = receiverAttribute(node, scope);
  const from = own && lookUpAttribute(own.of, own.name)?.from;
  const typed = from ?? `${path.typed}.${last}`;
  const origin = path.origin && submoduleOrigin(path.origin, canonical, scope);
  return { canonical, typed, ...(origin && { origin }) };
}

/** After `import a.b` and `import a.c`, `a.c.f` comes from `a.c`. */
function submoduleOrigin(origin: Origin, canonical: string, scope: Scope): Origin {
  if (origin.name !== '*') return origin;
  const [first = ''] = canonical.split('.');
  const candidates = nearest(scope, first)?.imported ?? [];
  return candidates.find((candidate) => candidate.origin.module === canonical)?.origin ?? origin;
}

/** `x = x.next()` over and over must not grow without end. */
const longestPath = 200;

/** Where a value comes from, for values that are names or calls. */
export function provenance(value: Syntax, scope: Scope): string | undefined {
  const at = unwrap(value);
  if (at.type === 'await') return at.children[0] && provenance(at.children[0], scope);
  if (at.type !== 'call' && at.type !== 'identifier' && at.type !== 'attribute') return undefined;
  const { typed } = pathOf(at, scope);
  return /^[?$]/.test(typed) || typed.length > longestPath ? undefined : typed;
}
