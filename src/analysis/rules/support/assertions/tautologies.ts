import type { Argument } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { literally } from '../../../words.ts';
import { variableNamed } from '../values.ts';

type Sources = Pick<RuleContext, 'file' | 'source'>;

/** What is known of a Python expression's truth from the text alone; undefined when it depends on the code. */
export function truthOf(context: Sources, argument: Argument, from: number): boolean | undefined {
  const { operator, operands = [], awaited } = argument;
  if (awaited === true) return undefined;
  const [left, right] = operands;
  switch (operator) {
    case undefined:
      return truthOfValue(context, argument, from);
    case 'not': {
      const inner = left && truthOf(context, left, from);
      return inner === undefined ? undefined : !inner;
    }
    case 'or':
    case 'and': {
      const sides = operands.map((operand) => truthOf(context, operand, from));
      const decisive = operator === 'or';
      if (sides.includes(decisive)) return decisive;
      return sides.every((side) => side !== undefined) ? !decisive : undefined;
    }
    default:
      return left && right && operands.length === 2
        ? truthOfComparison(context, operator, left, right, from)
        : undefined;
  }
}

function truthOfValue(context: Sources, argument: Argument, from: number): boolean | undefined {
  const value = primitiveOf(context, argument, from);
  if (value) return Boolean(value.value);
  switch (argument.kind) {
    case 'function':
      return true;
    case 'array': {
      if (argument.form === 'generator') return true;
      const { elements } = argument;
      if (!elements) return undefined;
      return elements.length === 0 ? false : elements.some(({ kind }) => kind !== 'spread') || undefined;
    }
    case 'object': {
      const { properties } = argument;
      if (!properties) return undefined;
      return properties.length === 0 ? false : properties.some(({ name }) => name !== '...') || undefined;
    }
    case 'template':
      return String(argument.value ?? '') === '' ? undefined : true;
    default:
      return argument.form === 'generator' ? true : undefined;
  }
}

/** Literals on both sides, or constants of the test. */
function truthOfComparison(
  context: Sources,
  operator: string,
  left: Argument,
  right: Argument,
  from: number,
): boolean | undefined {
  const [first, second] = [primitiveOf(context, left, from), primitiveOf(context, right, from)];
  if (!first || !second) return undefined;
  const same = first.value === second.value;
  if (operator === '==' || operator === 'is') return same;
  if (operator === '!=' || operator === 'is not') return !same;
  if (typeof first.value !== 'number' || typeof second.value !== 'number') return undefined;
  if (operator === '<') return first.value < second.value;
  if (operator === '<=') return first.value <= second.value;
  if (operator === '>') return first.value > second.value;
  return operator === '>=' ? first.value >= second.value : undefined;
}

/** A literal, or a name of the test that is bound to one once; `{ value }` because it may be None. */
function primitiveOf(
  { file, source }: Sources,
  argument: Argument,
  from: number,
): { readonly value: string | number | boolean | null } | undefined {
  if (argument.kind !== 'name') return literal(argument);
  const name = String(argument.value);
  if (!/^\w+$/.test(name)) return undefined;
  const variable = variableNamed(file, name, from);
  if (!variable?.constant || variable.level !== 'function' || variable.function !== from || !variable.initial)
    return undefined;
  // Bound once, where it stands: not in a branch, a loop's head or a `with`.
  const written = source.slice(variable.declaration);
  return new RegExp(`^${literally(name)}\\s*(?::[^=]+)?=(?!=)`).test(written) ? literal(variable.initial) : undefined;
}

function literal({
  kind,
  value,
  operator,
}: Argument): { readonly value: string | number | boolean | null } | undefined {
  if (operator !== undefined) return undefined;
  if (kind === 'null') return { value: null };
  if (kind !== 'string' && kind !== 'number' && kind !== 'boolean') return undefined;
  return value === undefined ? undefined : { value };
}

/** Nothing but what is written down: `True`, `"text"`, `not None`. */
export function isWritten({ kind, operator, operands = [] }: Argument): boolean {
  if (operator !== undefined) return operator === 'not' && operands.every(isWritten);
  return kind === 'boolean' || kind === 'string' || kind === 'number' || kind === 'null';
}

/** `len(x) >= 0`, `len(x) > -1`, `0 <= len(x)`, also of a name that was given a length and of `call_count`. */
export function isLength(context: Sources, { operator, operands = [] }: Argument, from: number): boolean {
  const [left, right] = operands;
  if (!left || !right || operands.length !== 2) return false;
  const reverse: Readonly<Record<string, string>> = { '<=': '>=', '<': '>' };
  if (operator === '<=' || operator === '<') return atLeastNothing(context, reverse[operator] ?? '', right, left, from);
  return atLeastNothing(context, operator ?? '', left, right, from);
}

function atLeastNothing(context: Sources, operator: string, count: Argument, limit: Argument, from: number): boolean {
  if (limit.kind !== 'number' || !isCount(context, count, from)) return false;
  const value = Number(limit.value);
  return (operator === '>=' && value <= 0) || (operator === '>' && value < 0);
}

function isCount({ file, source }: Sources, { kind, ref, span, value }: Argument, from: number): boolean {
  if (kind === 'call' && ref !== undefined) return file.calls[ref]?.callee === 'len';
  if (/\.(?:call_count|await_count)$/.test(source.slice(span))) return true;
  if (kind !== 'name' || !/^\w+$/.test(String(value))) return false;
  const variable = variableNamed(file, String(value), from);
  const { initial } = variable ?? {};
  return variable?.constant === true && initial?.kind === 'call' && file.calls[initial.ref ?? -1]?.callee === 'len';
}

/** Why a comparison holds whatever the values in it are. */
export function isTautology(
  context: Sources,
  { operator = '', operands = [], kind, ref }: Argument,
): 'itself' | 'opposites' | 'member' | 'object' | undefined {
  const [left, right] = operands;
  if (kind === 'call' && ref !== undefined) return isAnyObject(context, ref) ? 'object' : undefined;
  if (!left || !right || operands.length !== 2) return undefined;
  if (/^(?:==|is|<=|>=)$/.test(operator)) return isSame(left, right) ? 'itself' : undefined;
  if (operator === 'in') {
    const members = right.kind === 'array' && right.form !== 'generator' ? (right.elements ?? []) : [];
    return members.some((member) => isSame(left, member)) ? 'member' : undefined;
  }
  return operator === 'or' && areOpposites(context, left, right) ? 'opposites' : undefined;
}

/** `isinstance(x, object)`. */
function isAnyObject({ file }: Sources, ref: number): boolean {
  const call = file.calls[ref];
  const [, type] = call?.arguments ?? [];
  return call?.callee === 'isinstance' && type?.kind === 'name' && type.value === 'object';
}

/** Plain names only: an attribute or a call may give something new each time. */
function isSame(left: Argument, right: Argument): boolean {
  if (left.kind !== 'name' || right.kind !== 'name' || left.awaited === true || right.awaited === true) return false;
  return left.value === right.value && !String(left.value).includes('.');
}

const opposite: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  is: 'is not',
  'is not': 'is',
  in: 'not in',
  'not in': 'in',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** `x or not x`, `x is None or x is not None`, `n >= 0 or n < 0`. */
function areOpposites({ source }: Sources, left: Argument, right: Argument): boolean {
  const text = (argument: Argument | undefined) => argument && source.slice(argument.span).replace(/\s+/g, ' ');
  if (right.operator === 'not') return text(right.operands?.[0]) === text(left);
  if (left.operator === 'not') return text(left.operands?.[0]) === text(right);
  if (left.operator === undefined || opposite[left.operator] !== right.operator) return false;
  return (
    text(left.operands?.[0]) === text(right.operands?.[0]) && text(left.operands?.[1]) === text(right.operands?.[1])
  );
}
