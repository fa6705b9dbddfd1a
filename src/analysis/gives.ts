import type { Argument, FunctionFact, TestFile } from './facts.ts';

/** What calling a function gives: something that can be called in turn, something that cannot, or nobody knows. */
export type Given = 'function' | 'value' | 'unknown';

/** Reads it off the function's `return` statements. */
export function givenBy(file: TestFile, fn: FunctionFact): Given {
  if (fn.async || fn.generator) return 'value';
  if (fn.expressionBody) {
    const inner = file.functions.some(
      ({ parent, span }) => parent === fn.id && span.start === fn.body.start && span.end === fn.body.end,
    );
    return inner ? 'function' : 'unknown';
  }
  const given = file.exits
    .filter((exit) => exit.kind === 'return' && exit.function === fn.id)
    .map(({ value }) => (value ? kindOf(file, value, fn.id) : 'value'));
  return given.find((kind) => kind !== 'value') ?? 'value';
}

function kindOf(file: TestFile, value: Argument, from: number): Given {
  switch (value.kind) {
    case 'function':
      return 'function';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'template':
    case 'regex':
    case 'array':
    case 'object':
      return 'value';
    case 'call': {
      const callee = value.ref === undefined ? '' : (file.calls[value.ref]?.callee ?? '');
      return /^new (?!Function$|Proxy$)/.test(callee) ? 'value' : 'unknown';
    }
    case 'name': {
      const named = file.variables.filter(({ name, function: home }) => name === value.value && home === from);
      const [only] = named;
      const initial = named.length === 1 && only?.constant ? only.initial : undefined;
      return initial && initial.kind !== 'name' ? kindOf(file, initial, from) : 'unknown';
    }
    case 'other': {
      const { operator } = value;
      return operator !== undefined && /^(?:[=!]==?|[<>]=?|[-+*/%!]|typeof|instanceof|in)$/.test(operator)
        ? 'value'
        : 'unknown';
    }
    case 'spread':
      return 'unknown';
  }
}
