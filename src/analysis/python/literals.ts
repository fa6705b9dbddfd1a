import type { ValueKind } from '../facts.ts';
import { bindingOf, pathOf, type Scope } from './scopes.ts';
import { child, code, ofType, type Syntax, unwrap } from './syntax.ts';

/** `x = x * 2` refers to itself: constants are followed this far. */
const deepest = 6;

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '0': '\0',
};

/** The value of a string literal: all of it when it is static, the part before the first placeholder in an f-string. */
export function stringValue(node: Syntax, text: string): { value: string; complete: boolean } | undefined {
  if (node.type === 'concatenated_string') {
    let value = '';
    for (const part of code(node)) {
      const inner = stringValue(part, text);
      if (!inner) return undefined;
      value += inner.value;
      if (!inner.complete) return { value, complete: false };
    }
    return { value, complete: true };
  }
  if (node.type !== 'string') return undefined;
  const opening = ofType(node, 'string_start');
  const closing = ofType(node, 'string_end');
  if (!opening || !closing) return undefined;
  const prefix = text.slice(opening.start, opening.end).toLowerCase();
  const placeholder = ofType(node, 'interpolation');
  const raw = text.slice(opening.end, placeholder?.start ?? closing.start);
  const formatted = /^r?[ft]/.test(prefix);
  const unbraced = formatted ? raw.replaceAll('{{', '{').replaceAll('}}', '}') : raw;
  const value = prefix.includes('r')
    ? unbraced
    : unbraced.replace(/\\([ntr\\'"0])/g, (_, letter) => escapes[letter] ?? '');
  return { value, complete: !placeholder };
}

/** The text of a string that is fully static: a literal, or a name bound once to one. */
export function staticString(node: Syntax | undefined, scope: Scope): string | undefined {
  const value = node && constantValue(node, scope);
  const string = value && stringValue(value, scope.text);
  return string?.complete ? string.value : undefined;
}

/** A number that is known without running the code: a literal, a name bound once to one, simple arithmetic on such. */
export function staticNumber(node: Syntax | undefined, scope: Scope, depth = 0): number | undefined {
  const value = node && constantValue(node, scope);
  if (!value || depth > deepest) return undefined;
  if (value.type === 'integer' || value.type === 'float') {
    const number = Number(scope.text.slice(value.start, value.end).replaceAll('_', ''));
    return Number.isFinite(number) ? number : undefined;
  }
  if (value.type === 'unary_operator') {
    const operand = staticNumber(child(value, 'argument'), scope, depth + 1);
    return operand !== undefined && scope.text[value.start] === '-' ? -operand : undefined;
  }
  if (value.type !== 'binary_operator') return undefined;
  const left = staticNumber(child(value, 'left'), scope, depth + 1);
  const right = staticNumber(child(value, 'right'), scope, depth + 1);
  if (left === undefined || right === undefined) return undefined;
  const operator = child(value, 'operator')?.type;
  const result =
    operator === '*'
      ? left * right
      : operator === '/'
        ? left / right
        : operator === '+'
          ? left + right
          : operator === '-'
            ? left - right
            : Number.NaN;
  return Number.isFinite(result) ? result : undefined;
}

/** Follows a name that is bound once to what it is bound to. */
export function constantValue(node: Syntax, scope: Scope): Syntax | undefined {
  const at = unwrap(node);
  if (at.type !== 'identifier' && at.type !== 'attribute') return at;
  const binding = bindingOf(at, scope);
  if (!binding?.value || binding.count !== 1) return undefined;
  const value = unwrap(binding.value);
  return value.type === 'identifier' ? undefined : value;
}

const collections = new Set(['list', 'tuple', 'set', 'expression_list', 'dictionary']);

/** Known to hold at least one element. */
export function neverEmpty(node: Syntax | undefined, scope: Scope, depth = 0): boolean {
  const value = node && constantValue(node, scope);
  if (!value || depth > deepest) return false;
  if (collections.has(value.type))
    return code(value).some(({ type }) => type !== 'list_splat' && type !== 'dictionary_splat');
  if (value.type === 'await') return neverEmpty(value.children[0], scope, depth + 1);
  if (value.type === 'list_comprehension' || value.type === 'generator_expression') {
    const clauses = value.children.filter(({ type }) => type === 'for_in_clause' || type === 'if_clause');
    return clauses.every(
      (clause) => clause.type === 'for_in_clause' && neverEmpty(child(clause, 'right'), scope, depth + 1),
    );
  }
  if (value.type === 'string') return (stringValue(value, scope.text)?.value ?? '') !== '';
  if (value.type !== 'call') return false;
  const called = child(value, 'function');
  const args = code(child(value, 'arguments') ?? value).filter(({ type }) => type !== 'keyword_argument');
  const [first] = args;
  const path = called ? pathOf(called, scope).canonical : '?';
  if (path === 'range') return rangeRuns(args, scope);
  if (/^(enumerate|reversed|sorted|list|tuple|set|iter|dict)$/.test(path)) return neverEmpty(first, scope, depth + 1);
  if (/^(zip|itertools\.product)$/.test(path))
    return args.length > 0 && args.every((each) => neverEmpty(each, scope, depth + 1));
  if (path === 'asyncio.gather')
    return args.some((each) => each.type !== 'list_splat' || neverEmpty(each.children[0], scope, depth + 1));
  if (called?.type === 'attribute' && /\.(items|keys|values)$/.test(path))
    return neverEmpty(child(called, 'object'), scope, depth + 1);
  return false;
}

function rangeRuns(args: readonly Syntax[], scope: Scope): boolean {
  const [a, b, step = 1] = args.map((each) => staticNumber(each, scope));
  if (a === undefined || args.length > 3) return false;
  if (args.length === 1) return a > 0;
  if (b === undefined) return false;
  return step > 0 ? b > a : b < a;
}

const constructors: Readonly<Record<string, ValueKind>> = {
  list: 'array',
  dict: 'object',
  set: 'set',
  bytearray: 'array',
  sorted: 'array',
  'collections.deque': 'array',
  'collections.defaultdict': 'map',
  'collections.Counter': 'map',
  'collections.OrderedDict': 'map',
  'collections.ChainMap': 'map',
};

const literals: Readonly<Record<string, ValueKind>> = {
  list: 'array',
  list_comprehension: 'array',
  dictionary: 'object',
  dictionary_comprehension: 'object',
  set: 'set',
  set_comprehension: 'set',
  string: 'primitive',
  concatenated_string: 'primitive',
  integer: 'primitive',
  float: 'primitive',
  true: 'primitive',
  false: 'primitive',
  none: 'none',
  lambda: 'function',
};

const mocks =
  /(^|\.)(Mock|MagicMock|AsyncMock|NonCallableMock|NonCallableMagicMock|PropertyMock|create_autospec|mock_open)$/;

export function valueKind(value: Syntax, scope: Scope): ValueKind {
  const outer = unwrap(value);
  const at = outer.type === 'await' && outer.children[0] ? unwrap(outer.children[0]) : outer;
  const literal = literals[at.type];
  if (literal) return literal;
  if (at.type === 'unary_operator' || at.type === 'binary_operator')
    return staticNumber(at, scope) === undefined ? 'other' : 'primitive';
  const called = at.type === 'call' ? child(at, 'function') : undefined;
  if (!called) return 'other';
  const path = pathOf(called, scope).canonical;
  if (Object.hasOwn(constructors, path)) return constructors[path] ?? 'other';
  if (mocks.test(path)) return 'mock';
  return /(^|\.)_*[A-Z]\w*$/.test(path) ? 'instance' : 'call';
}
