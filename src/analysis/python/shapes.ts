import type { Argument, Property } from '../facts.ts';
import { staticNumber, stringValue } from './literals.ts';
import type { Scope } from './scopes.ts';
import type { Session } from './session.ts';
import { child, code, type Syntax, span, unwrap } from './syntax.ts';

/** How far an expression is described: rows of tables, sides of comparisons. */
const maxDepth = 4;
/** Elements of a collection that are described. */
const maxElements = 100;

const kinds: Readonly<Record<string, Argument['kind']>> = {
  integer: 'number',
  float: 'number',
  true: 'boolean',
  false: 'boolean',
  none: 'null',
  identifier: 'name',
  call: 'call',
  lambda: 'function',
  list: 'array',
  tuple: 'array',
  expression_list: 'array',
  set: 'array',
  list_comprehension: 'array',
  set_comprehension: 'array',
  dictionary: 'object',
  dictionary_comprehension: 'object',
  list_splat: 'spread',
  dictionary_splat: 'spread',
};

const forms: Readonly<Record<string, NonNullable<Argument['form']>>> = {
  tuple: 'tuple',
  expression_list: 'tuple',
  set: 'set',
  list_comprehension: 'list-comprehension',
  set_comprehension: 'set-comprehension',
  dictionary_comprehension: 'dict-comprehension',
  generator_expression: 'generator',
};

/** The shape of an expression. Call when its parts have been read, so that calls and functions in it have their numbers. */
export function argumentOf(node: Syntax, scope: Scope, session: Session, depth = 0): Argument {
  if (node.type === 'keyword_argument') {
    const name = child(node, 'name');
    const value = child(node, 'value');
    const shape: Argument = value ? argumentOf(value, scope, session, depth) : { span: span(node), kind: 'other' };
    return { ...shape, ...(name && { name: session.slice(name) }) };
  }
  const at = unwrap(node);
  const whole = span(node);
  if (at.type === 'await') {
    const [inner] = code(at);
    return inner
      ? { ...argumentOf(inner, scope, session, depth), span: whole, awaited: true }
      : { span: whole, kind: 'other' };
  }
  if (at.type === 'string' || at.type === 'concatenated_string') return stringShape(at, whole, session);
  if (at.type === 'attribute') {
    const dotted = session.slice(at);
    if (/^[\w.]+$/.test(dotted)) return { span: whole, kind: 'name', value: dotted };
  }
  const kind = kinds[at.type] ?? 'other';
  if (kind === 'name') return { span: whole, kind, value: session.slice(at) };
  if (kind === 'boolean') return { span: whole, kind, value: at.type === 'true' };
  const ref = kind === 'call' ? session.callAt.get(at) : kind === 'function' ? session.functionAt.get(at) : undefined;
  if (ref !== undefined) return { span: whole, kind, ref };
  const number = kind === 'number' || at.type === 'unary_operator' ? staticNumber(at, scope) : undefined;
  if (number !== undefined) return { span: whole, kind: 'number', value: number };
  const form = forms[at.type];
  return { span: whole, kind, ...(form && { form }), ...partsOf(at, scope, session, depth) };
}

function stringShape(at: Syntax, whole: Argument['span'], session: Session): Argument {
  const string = stringValue(at, session.text);
  if (!string || /^[rb]*b/i.test(session.slice(at))) return { span: whole, kind: 'other' };
  if (string.complete) return { span: whole, kind: 'string', value: string.value };
  return { span: whole, kind: 'template', value: string.value, interpolated: true };
}

/** Elements, members, operands. */
function partsOf(at: Syntax, scope: Scope, session: Session, depth: number): Partial<Argument> {
  if (depth >= maxDepth) return {};
  const shape = (node: Syntax) => argumentOf(node, scope, session, depth + 1);
  const operation = (operator: string, operands: readonly (Syntax | undefined)[]) => ({
    operator,
    operands: operands.flatMap((operand) => (operand ? [shape(operand)] : [])),
  });
  switch (at.type) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
      return { elements: code(at).slice(0, maxElements).map(shape) };
    case 'dictionary':
      return {
        properties: code(at)
          .slice(0, maxElements)
          .map((pair) => propertyOf(pair, shape, session)),
      };
    case 'comparison_operator':
      return operation(
        code(at)
          .filter(({ field }) => field === 'operators')
          .map((operator) => session.slice(operator).replace(/\s+/g, ' '))
          .join(' '),
        code(at).filter(({ field }) => field !== 'operators'),
      );
    case 'boolean_operator':
    case 'binary_operator':
      return operation(child(at, 'operator')?.type ?? '?', [child(at, 'left'), child(at, 'right')]);
    case 'not_operator':
      return operation('not', [child(at, 'argument')]);
    case 'unary_operator':
      return operation(child(at, 'operator')?.type ?? '-', [child(at, 'argument')]);
    case 'conditional_expression': {
      const [then, condition, otherwise] = code(at);
      return operation('?:', [condition, then, otherwise]);
    }
    case 'subscript':
      return operation('[]', [child(at, 'value'), ...code(at).filter(({ field }) => field === 'subscript')]);
    case 'attribute':
      return operation(`.${session.slice(child(at, 'attribute') ?? at)}`, [child(at, 'object')]);
    case 'named_expression':
      return operation(':=', [child(at, 'value')]);
    case 'list_splat':
    case 'dictionary_splat':
      return operation('*', [code(at).at(-1)]);
    default:
      return {};
  }
}

function propertyOf(pair: Syntax, shape: (node: Syntax) => Argument, session: Session): Property {
  if (pair.type !== 'pair') {
    const [inner] = code(pair);
    return { name: '...', span: span(pair), value: shape(inner ?? pair) };
  }
  const key = child(pair, 'key');
  const name = key && stringValue(key, session.text);
  return { name: name?.complete ? name.value : '', span: span(pair), value: shape(child(pair, 'value') ?? pair) };
}
