import type { EnvironmentWrite } from '../facts.ts';
import { stringValue } from './literals.ts';
import { bindingOf, pathOf, type Scope } from './scopes.ts';
import type { Mutable, Place, Session } from './session.ts';
import { child, type Syntax, span, unwrap } from './syntax.ts';
import { argument, type CallSite, standing, type Walk } from './walk.ts';

type Write = Pick<EnvironmentWrite, 'operation'> & { key?: Syntax | undefined; value?: Syntax | undefined };

const methods: Readonly<Record<string, EnvironmentWrite['operation']>> = {
  update: 'update',
  setdefault: 'set',
  pop: 'delete',
  popitem: 'delete',
  clear: 'delete',
};

/** `os.environ.update(…)`, `.pop`, `.setdefault`, `.clear`, `os.putenv`, `os.unsetenv`. */
export function environmentCall(site: CallSite, { session }: Walk): void {
  if (site.typed === 'os.putenv' || site.typed === 'os.unsetenv') {
    const operation = site.typed === 'os.putenv' ? 'set' : 'delete';
    record(site.node, { operation, key: argument(site, 0)?.node, value: argument(site, 1)?.node }, session, site.place);
    return;
  }
  const method = /^os\.environb?\.(\w+)$/.exec(site.typed)?.[1] ?? '';
  const operation = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!operation) return;
  const key = operation === 'update' || method === 'clear' ? undefined : argument(site, 0)?.node;
  const value =
    operation === 'update' ? argument(site, 0)?.node : operation === 'set' ? argument(site, 1)?.node : undefined;
  const write = record(site.node, { operation, key, value }, session, site.place);
  if (operation === 'update' && write?.restores) markClearedBefore(write, session);
}

/** `os.environ[k] = v`, `os.environ = …`, `del os.environ[k]`; `value` is absent for `del`. */
export function environmentTarget(target: Syntax, value: Syntax | undefined, place: Place, session: Session): void {
  if (target.type === 'pattern_list' || target.type === 'tuple_pattern' || target.type === 'expression_list') {
    for (const inner of target.children) environmentTarget(inner, undefined, place, session);
    return;
  }
  const whole = { start: target.start, end: value?.end ?? target.end };
  if (target.type === 'subscript') {
    const object = child(target, 'value');
    if (!object || !isEnvironment(object, place)) return;
    record(whole, { operation: value ? 'set' : 'delete', key: child(target, 'subscript'), value }, session, place);
  } else if (target.type === 'attribute' && value && isEnvironment(target, place)) {
    record(whole, { operation: 'replace', value }, session, place);
  }
}

function isEnvironment(node: Syntax, place: Place): boolean {
  return /^os\.environb?$/.test(pathOf(node, place.scope).typed);
}

function record(
  at: { start: number; end: number },
  write: Write,
  session: Session,
  place: Place,
): Mutable<EnvironmentWrite> | undefined {
  const { key, value, operation } = write;
  const name = key && stringValue(unwrap(key), session.text);
  const fact: Mutable<EnvironmentWrite> = {
    ...standing(at, place),
    operation,
    ...(name?.complete && { name: name.value }),
    ...(key && { nameSpan: span(key) }),
    ...(value && { value: span(value) }),
    restores:
      place.restoring ||
      (value ? savedEarlier(value, place, session) : operation === 'delete' && takesBack(place, session)),
  };
  session.environment.push(fact);
  return fact;
}

/** The value comes from a variable that was filled from the environment. */
function savedEarlier(value: Syntax, place: Place, session: Session): boolean {
  const at = unwrap(value);
  const saved = bindingOf(at, place.scope)?.value;
  return saved !== undefined && readsEnvironment(session.slice(saved));
}

function readsEnvironment(text: string): boolean {
  return /\b(environ|getenv)\b/.test(text);
}

/** A deletion in clean-up code, or one that depends on whether the variable was there before. */
function takesBack(place: Place, session: Session): boolean {
  const owner = session.functions[place.function];
  if (owner?.yieldEnd !== undefined && owner.yieldEnd < place.statement.start) return true;
  if (session.hooks.some((hook) => hook.function === place.function && hook.kind.startsWith('after'))) return true;
  for (let id = place.block; id !== 0; ) {
    const block = session.blocks[id];
    if (!block || block.function !== place.function) return false;
    if (block.kind === 'finally') return true;
    if (block.kind === 'branch' && block.condition && asksForSaved(session.slice(block.condition), place)) return true;
    id = block.parent;
  }
  return false;
}

function asksForSaved(condition: string, place: Place): boolean {
  const names = condition.match(/\b[A-Za-z_]\w*\b/g) ?? [];
  return names.some((name) => {
    const saved = boundValue(name, place.scope);
    return saved !== undefined && readsEnvironment(place.scope.text.slice(saved.start, saved.end));
  });
}

function boundValue(name: string, from: Scope): Syntax | undefined {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
    const binding = scope.bindings.get(name) ?? scope.receiver?.of.attributes.get(name);
    if (binding?.value) return binding.value;
  }
  return undefined;
}

/** `os.environ.clear()` followed by `os.environ.update(saved)` puts back what was there, as a whole. */
function markClearedBefore(update: EnvironmentWrite, session: Session): void {
  const index = session.environment.length - 2;
  const before = session.environment[index];
  if (!before || before.block !== update.block || before.operation !== 'delete' || before.nameSpan) return;
  session.environment[index] = { ...before, restores: true };
}
