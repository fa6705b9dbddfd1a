import { wholeName } from '../../words.ts';
import { child, code, type Syntax } from '../syntax.ts';
import type { Check } from './around.ts';

interface Unit {
  readonly kind: 'module' | 'class' | 'function';
  readonly node: Syntax;
  readonly parameters: ReadonlySet<string>;
  readonly parent?: Unit;
  /** Names met so far in the unit itself, not in functions and comprehensions in it. */
  readonly met: Set<string>;
}

/** `global` and `nonlocal`: not of parameters, not behind a use of the name, and `nonlocal` only of what a function around holds. */
export function checkDeclarations(root: Syntax, check: Check): void {
  walk(root, { kind: 'module', node: root, parameters: new Set(), met: new Set() }, check, 0);
}

function walk(node: Syntax, unit: Unit, check: Check, depth: number): void {
  if (depth > 380) return;
  for (const inner of node.children) {
    switch (inner.type) {
      case 'comment':
      case 'type':
      case 'lambda':
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
      case 'decorator':
      case 'import_statement':
      case 'import_from_statement':
      case 'case_pattern':
        break;
      case 'function_definition':
      case 'class_definition':
        open(inner, unit, check, depth);
        break;
      case 'global_statement':
      case 'nonlocal_statement':
        for (const name of code(inner)) declare(name, inner.type === 'global_statement', unit, check);
        break;
      case 'identifier':
        if (!(node.type === 'attribute' && inner.field === 'attribute') && inner.field !== 'name')
          unit.met.add(written(inner, check));
        break;
      default:
        walk(inner, unit, check, depth + 1);
    }
  }
}

function written({ start, end }: Syntax, { text }: Check): string {
  return text.slice(start, end);
}

function open(node: Syntax, unit: Unit, check: Check, depth: number): void {
  const name = child(node, 'name');
  if (name) unit.met.add(written(name, check));
  const parameters = node.type === 'function_definition' ? child(node, 'parameters') : undefined;
  const own = (parameters ? code(parameters) : []).flatMap((each) => parameterName(each, check) ?? []);
  const kind = node.type === 'function_definition' ? 'function' : 'class';
  const body = child(node, 'body');
  const inside = { kind, node, parameters: new Set(own), parent: unit, met: new Set<string>() } as const;
  if (body) walk(body, inside, check, depth + 1);
}

function parameterName(node: Syntax, check: Check): string | undefined {
  if (node.type === 'identifier') return written(node, check);
  const inner = node.children.find(
    ({ type, field }) => field === 'name' || type === 'identifier' || /splat/.test(type),
  );
  return inner && parameterName(inner, check);
}

function declare(node: Syntax, isGlobal: boolean, unit: Unit, check: Check): void {
  const name = written(node, check);
  const word = isGlobal ? 'global' : 'nonlocal';
  if (!isGlobal && unit.kind === 'module') check.report('nonlocal declaration not allowed at module level', node);
  else if (unit.parameters.has(name)) check.report(`name '${name}' is parameter and ${word}`, node);
  else if (unit.met.has(name)) check.report(`name '${name}' is used prior to ${word} declaration`, node);
  else if (!isGlobal && !mayBeBound(name, unit, check)) check.report(`no binding for nonlocal '${name}' found`, node);
}

/** A function around says the name somewhere outside of the unit that asks for it. */
function mayBeBound(name: string, unit: Unit, { text }: Check): boolean {
  if (name === '__class__') return true;
  const said = new RegExp(`(?<!\\.)${wholeName(name)}`);
  for (let at: Unit = unit; at.parent; at = at.parent) {
    const { node, kind } = at.parent;
    if (kind !== 'function') continue;
    if (said.test(text.slice(node.start, at.node.start)) || said.test(text.slice(at.node.end, node.end))) return true;
  }
  return false;
}
