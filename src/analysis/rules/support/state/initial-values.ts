import type { Argument, Assertion, TestFile, Variable } from '../../../facts.ts';
import type { Source } from '../../../source.ts';
import { partsOf } from '../assertions/parts.ts';

/** Would this assertion fail while the variable still has the value that it starts with? Only a plain yes counts. */
export function contradicts(file: TestFile, source: Source, variable: Variable, assertion: Assertion): boolean {
  const { subject, values } = partsOf(file, assertion);
  if (!subject || assertion.negated || assertion.asynchronous) return false;
  const part = partOf(file, source, variable.name, subject);
  if (part === undefined) return false;
  const start = startOf(variable, part, source);
  return start !== undefined && fails(start, assertion.matcher, values[0]);
}

/** What is looked at: `''` for the variable itself, `.length`, `.x`, `[]`, `.get`. */
function partOf(
  file: TestFile,
  source: Source,
  name: string,
  { kind, value, ref, span }: Argument,
): string | undefined {
  if (kind === 'other') return source.slice(span).startsWith(`${name}[`) ? '[]' : undefined;
  if (kind === 'name' && typeof value === 'string') {
    if (value === name) return '';
    return value.startsWith(`${name}.`) ? value.slice(name.length) : undefined;
  }
  const call = kind === 'call' && ref !== undefined ? file.calls[ref] : undefined;
  return call && /^\w+\.(?:get|has)$/.test(call.callee) && call.callee.startsWith(`${name}.`)
    ? call.callee.slice(name.length)
    : undefined;
}

type Start =
  | { readonly is: 'value'; readonly value: string | number | boolean }
  | { readonly is: 'nothing' }
  /** An array, a map, a set. */
  | { readonly is: 'list'; readonly length: number };

function startOf({ value, initial, initializer }: Variable, part: string, source: Source): Start | undefined {
  const length = lengthOf(value, initial, initializer ? source.slice(initializer) : '');
  if (part === '') {
    if (length !== undefined) return { is: 'list', length };
    const plain = value === 'primitive' ? plainValue(initial) : undefined;
    return plain === undefined ? undefined : { is: 'value', value: plain };
  }
  if (length === undefined) return undefined;
  if (part === '.length' || part === '.size') return { is: 'value', value: length };
  if (length > 0) return undefined;
  return part === '.has' ? { is: 'value', value: false } : { is: 'nothing' };
}

function lengthOf(value: Variable['value'], initial: Argument | undefined, text: string): number | undefined {
  if (value === 'array' && initial?.kind === 'array') {
    const spread = initial.elements?.some((element) => element.kind === 'spread') ?? true;
    return spread || initial.elements === undefined || initial.elements.length >= 100
      ? undefined
      : initial.elements.length;
  }
  return (value === 'map' || value === 'set' || value === 'array') && /^new \w+(?:<[^()]*>)?\(\)$/.test(text)
    ? 0
    : undefined;
}

function plainValue(argument: Argument | undefined): string | number | boolean | undefined {
  if (!argument || !['string', 'number', 'boolean'].includes(argument.kind)) return undefined;
  return argument.value;
}

function fails(start: Start, matcher: string, expected: Argument | undefined): boolean {
  switch (matcher) {
    case 'toBeTruthy':
      return start.is === 'nothing' || (start.is === 'value' && !start.value);
    case 'toBeFalsy':
      return start.is === 'list' || (start.is === 'value' && Boolean(start.value));
    case 'toBeDefined':
      return start.is === 'nothing';
    case 'toHaveLength':
      return start.is === 'list' && typeof expected?.value === 'number' && expected.value !== start.length;
    case 'toContain':
    case 'toContainEqual':
      return start.is === 'list' && start.length === 0;
    case 'toMatchInlineSnapshot':
      return start.is === 'list' && start.length === 0 && isFilled(expected);
    case 'toBeGreaterThan':
      return isNumbers(start, expected, (from, bound) => from <= bound);
    case 'toBeGreaterThanOrEqual':
      return isNumbers(start, expected, (from, bound) => from < bound);
    case 'toBe':
    case 'toEqual':
    case 'toStrictEqual':
    case 'equal':
    case 'strictEqual':
    case 'deepEqual':
    case 'deepStrictEqual':
      return differs(start, expected);
    default:
      return false;
  }
}

function isNumbers(
  start: Start,
  expected: Argument | undefined,
  holds: (from: number, bound: number) => boolean,
): boolean {
  if (start.is !== 'value' || typeof start.value !== 'number' || typeof expected?.value !== 'number') return false;
  return holds(start.value, expected.value);
}

function differs(start: Start, expected: Argument | undefined): boolean {
  if (!expected) return false;
  const plain = plainValue(expected);
  if (start.is === 'value') return plain !== undefined && plain !== start.value;
  if (start.is === 'nothing') return plain !== undefined || expected.kind === 'array' || expected.kind === 'object';
  if (expected.kind !== 'array' || !expected.elements) return false;
  if (expected.elements.some((element) => element.kind === 'spread')) return false;
  return expected.elements.length !== start.length;
}

/** An inline snapshot of something other than an empty list. */
function isFilled(snapshot: Argument | undefined): boolean {
  return snapshot?.kind === 'template' && !/^\s*(?:\w+ )?[[{]\s*[\]}]\s*$/.test(String(snapshot.value ?? ''));
}
