import type { ImportedName, Scope } from './scopes.ts';
import type { Place, Session } from './session.ts';
import { child, code, ofType, type Syntax, span } from './syntax.ts';

/** `import a.b as c`, `from .a import b as c`, `from m import *`. */
export function readImport(node: Syntax, session: Session, place: Place): void {
  if (node.type === 'import_statement') readModules(node, session, place);
  else readNames(node, session, place);
  if (place.scope.kind !== 'module') bindImports(node, place.scope, session);
}

function readModules(node: Syntax, session: Session, place: Place): void {
  for (const item of code(node)) {
    const module = session.slice(child(item, 'name') ?? item).replace(/\s+/g, '');
    const alias = child(item, 'alias');
    const local = alias ? session.slice(alias) : (module.split('.')[0] ?? module);
    add(session, place, { module, name: '*', local, item, node });
  }
}

function readNames(node: Syntax, session: Session, place: Place): void {
  const from = child(node, 'module_name');
  const module = from ? session.slice(from).replace(/\s+/g, '') : '__future__';
  const names = code(node).filter(({ field }) => field === 'name');
  const insertAt = names[names.length - 1]?.end;
  for (const item of names) {
    const name = session.slice(child(item, 'name') ?? item);
    const local = session.slice(child(item, 'alias') ?? item);
    add(session, place, { module, name, local, item, node, ...(insertAt !== undefined && { insertAt }) });
    if (place.scope.kind === 'module' && module !== '__future__') session.reexports.push({ module, name, as: local });
  }
  const all = ofType(node, 'wildcard_import');
  if (!all) return;
  add(session, place, { module, name: '*', local: '*', item: all, node });
  if (place.scope.kind === 'module') session.reexports.push({ module, name: '*', as: '*' });
}

function joined(module: string, name: string): string {
  return module.endsWith('.') ? `${module}${name}` : `${module}.${name}`;
}

interface Found {
  readonly module: string;
  readonly name: string;
  readonly local: string;
  readonly item: Syntax;
  readonly node: Syntax;
  readonly insertAt?: number;
}

function add(session: Session, place: Place, { module, name, local, item, node, insertAt }: Found): void {
  const { block } = place;
  const condition = session.blocks[block]?.condition;
  session.imports.push({
    module,
    name,
    local,
    typeOnly: condition !== undefined && /\bTYPE_CHECKING$/.test(session.slice(condition)),
    function: place.function,
    span: span(item),
    statement: span(node),
    ...(insertAt !== undefined && { insertAt }),
  });
}

function bindImport(scope: Scope, local: string, imported: ImportedName): void {
  const known = scope.imports.get(local);
  if (known) known.push(imported);
  else scope.imports.set(local, [imported]);
}

const containers = new Set([
  'if_statement',
  'elif_clause',
  'else_clause',
  'try_statement',
  'except_clause',
  'finally_clause',
  'block',
  'with_statement',
]);

/** Functions use module imports that stand below them, so the module's imports are bound before the walk. */
export function bindModuleImports(root: Syntax, scope: Scope, session: Session): void {
  for (const node of root.children) {
    if (containers.has(node.type)) bindModuleImports(node, scope, session);
    else if (node.type === 'import_statement' || node.type === 'import_from_statement')
      bindImports(node, scope, session);
  }
}

function bindImports(node: Syntax, scope: Scope, session: Session): void {
  const from = child(node, 'module_name');
  const module = from && session.slice(from).replace(/\s+/g, '');
  for (const item of code(node).filter(({ field }) => field === 'name')) {
    const name = session.slice(child(item, 'name') ?? item).replace(/\s+/g, '');
    const alias = child(item, 'alias');
    if (module !== undefined) {
      bindImport(scope, session.slice(alias ?? item), { origin: { module, name }, canonical: joined(module, name) });
    } else {
      // `import a.b` binds `a`; only the alias form binds `a.b` itself.
      const local = alias ? session.slice(alias) : (name.split('.')[0] ?? name);
      bindImport(scope, local, { origin: { module: name, name: '*' }, canonical: alias ? name : local });
    }
  }
}
