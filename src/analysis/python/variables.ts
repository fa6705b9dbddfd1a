import type { Access, MemberWrite, Span, ValueKind, Variable } from '../facts.ts';
import { valueKind } from './literals.ts';
import type { Occurrence, WriteDraft } from './occurrences.ts';
import { moduleOf, type Scope } from './scopes.ts';
import type { Mutable, Session } from './session.ts';
import { argumentOf } from './shapes.ts';

type Draft = Mutable<Variable> & { accesses: Access[]; scope: Scope };
type Table = Map<Scope, Map<string, Draft>>;

const changedInPlace: ReadonlySet<ValueKind> = new Set(['array', 'set', 'map', 'object']);

const unchanging: ReadonlySet<ValueKind> = new Set(['primitive', 'mock', 'function']);

/** What all names of the file mean. */
export interface Names {
  readonly variables: readonly Variable[];
  readonly memberWrites: readonly MemberWrite[];
}

/** Makes variables and their accesses from all names that the walk met; parameters get theirs. */
export function resolveNames(session: Session): Names {
  const table: Table = new Map();
  const drafts: Draft[] = [];
  const declarations = new Set<Occurrence>();
  const own = ownNames(session.occurrences);
  for (const occurrence of session.occurrences) {
    if (occurrence.kind !== 'bind' || occurrence.attribute) continue;
    const scope = owner(occurrence.scope, occurrence.name, table);
    if (!scope || table.get(scope)?.has(occurrence.name)) continue;
    // A `global x` that stands above the module's own `x = …` does not declare it.
    if (scope !== occurrence.scope && own.get(scope)?.has(occurrence.name)) continue;
    const draft = declare(occurrence, scope, drafts.length, session);
    drafts.push(draft);
    declarations.add(occurrence);
    names(table, scope).set(occurrence.name, draft);
  }
  for (const occurrence of session.occurrences) {
    if (!declarations.has(occurrence)) attach(occurrence, table, session);
  }
  return {
    variables: drafts.map(({ scope: _, ...variable }) => ({
      ...variable,
      constant: variable.accesses.every(({ kind }) => kind === 'read' || kind === 'mutate'),
    })),
    memberWrites: session.memberWrites.map((draft) => ({ ...draft.fact, ...rootOf(draft, table, session) })),
  };
}

/** What the first name of a written member is. */
function rootOf({ name, scope }: WriteDraft, table: Table, session: Session): Partial<MemberWrite> {
  if (name === undefined) return { root: 'other' };
  if (name === scope.receiver?.name) return { root: 'this' };
  const variable = lookUp(scope, name, table);
  if (variable) return { root: 'variable', variable: variable.id };
  if (parameterOf(scope, name, session)) return { root: 'parameter' };
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const origin = at.imports.get(name)?.[0]?.origin;
    if (origin) return { root: 'import', origin };
    if (at.bindings.has(name)) return { root: 'other' };
  }
  return { root: 'global' };
}

/** The function whose parameter a name means. */
function parameterOf(scope: Scope, name: string, session: Session) {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.imports.has(name)) return undefined;
    if (at.kind !== 'function' || !at.bindings.has(name)) continue;
    return session.functions[at.function]?.parameters.find((parameter) => parameter.name === name);
  }
  return undefined;
}

function names(table: Table, scope: Scope): Map<string, Draft> {
  const known = table.get(scope) ?? new Map<string, Draft>();
  table.set(scope, known);
  return known;
}

/** The names that are assigned in each scope itself. */
function ownNames(occurrences: readonly Occurrence[]): ReadonlyMap<Scope, ReadonlySet<string>> {
  const own = new Map<Scope, Set<string>>();
  for (const { kind, attribute, scope, name } of occurrences) {
    if (kind !== 'bind' || attribute) continue;
    const known = own.get(scope) ?? new Set<string>();
    own.set(scope, known.add(name));
  }
  return own;
}

/** The scope that an assignment to `name` binds it in. */
function owner(scope: Scope, name: string, table: Table): Scope | undefined {
  if (scope.globals.has(name)) return moduleOf(scope);
  if (!scope.nonlocals.has(name)) return scope;
  for (let at = scope.parent; at; at = at.parent) if (at.kind === 'function' && table.get(at)?.has(name)) return at;
  return undefined;
}

function declare(occurrence: Occurrence, scope: Scope, id: number, session: Session): Draft {
  const { value } = occurrence;
  const level = scope.kind === 'class' ? 'class' : scope.kind;
  return {
    id,
    name: occurrence.name,
    level,
    function: occurrence.function,
    ...(scope.className !== undefined && { className: scope.className }),
    constant: true,
    declaration: occurrence.declaration ?? occurrence.span,
    nameSpan: occurrence.span,
    ...(value && {
      initializer: { start: value.start, end: value.end } satisfies Span,
      initial: argumentOf(value, occurrence.scope, session),
    }),
    value: value ? valueKind(value, occurrence.scope) : 'none',
    accesses: [],
    scope,
  };
}

function attach(occurrence: Occurrence, table: Table, session: Session): void {
  const found = target(occurrence, table, session);
  if (!found) {
    attachToParameter(occurrence, session);
    return;
  }
  const { variable, whole } = found;
  let kind: Access['kind'] = occurrence.kind === 'bind' ? 'assign' : occurrence.kind;
  let via = occurrence.via;
  // `Settings.items = …` where Settings is a variable, not a class, changes the variable in place.
  if (!whole && kind !== 'read') {
    via = kind === 'mutate' ? via : `.${occurrence.attribute?.name}=`;
    kind = 'mutate';
  }
  // `count.add()` on a number, a mock or a function changes nothing that is kept.
  if (kind === 'mutate' && unchanging.has(variable.value) && via !== undefined && /^\w+$/.test(via) && via !== 'del') {
    kind = 'read';
    via = undefined;
  }
  if (kind === 'update' && changedInPlace.has(variable.value)) kind = 'mutate';
  variable.accesses.push({
    kind,
    span: occurrence.span,
    function: occurrence.function,
    block: occurrence.block,
    ...(via !== undefined && { via }),
  });
}

function attachToParameter({ scope, name, kind, via, span, function: at, block }: Occurrence, session: Session): void {
  const parameter = parameterOf(scope, name, session);
  if (!parameter) return;
  parameter.accesses ??= [];
  parameter.accesses.push({
    kind: kind === 'bind' ? 'assign' : kind,
    span,
    function: at,
    block,
    ...(via !== undefined && { via }),
  });
}

function target(
  occurrence: Occurrence,
  table: Table,
  session: Session,
): { variable: Draft; whole: boolean } | undefined {
  const { attribute } = occurrence;
  if (attribute) {
    const owningClass = attribute.of ?? session.classes.get(occurrence.name);
    const variable = owningClass && inherited(owningClass, attribute.name, table, session, new Set());
    if (variable) return { variable, whole: true };
    if (attribute.of) return undefined;
  }
  const variable = lookUp(occurrence.scope, occurrence.name, table);
  return variable && { variable, whole: !attribute };
}

function inherited(scope: Scope, name: string, table: Table, session: Session, seen: Set<Scope>): Draft | undefined {
  if (seen.has(scope)) return undefined;
  seen.add(scope);
  const own = table.get(scope)?.get(name);
  if (own) return own;
  for (const base of scope.bases) {
    const parent = session.classes.get(base);
    const found = parent && inherited(parent, name, table, session, seen);
    if (found) return found;
  }
  return undefined;
}

function lookUp(scope: Scope, name: string, table: Table): Draft | undefined {
  if (scope.globals.has(name)) return table.get(moduleOf(scope))?.get(name);
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind === 'class' && at !== scope) continue;
    const found = table.get(at)?.get(name);
    if (found) return found;
    // A parameter or an import of the same name hides what lies further out.
    if (at.imports.has(name) || (at.kind === 'function' && at.bindings.has(name) && !at.nonlocals.has(name)))
      return undefined;
  }
  return undefined;
}
