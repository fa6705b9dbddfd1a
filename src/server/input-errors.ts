import type { z } from 'zod';

/**
 * What is wrong with a tool's arguments, in words that let a model correct the call: the field, what came, what is
 * allowed. `undefined` when nothing is wrong.
 */
export function explainInput(tool: string, schema: z.ZodObject, input: unknown): string | undefined {
  const { error } = schema.safeParse(input, { reportInput: true });
  if (!error) return undefined;
  const fields = Object.keys(schema.shape);
  const problems = error.issues.map((issue) => explain(issue, tool, fields));
  return `${problems.join(' ')} Correct the call and send it again.`;
}

function explain(issue: z.core.$ZodIssue, tool: string, fields: readonly string[]): string {
  const field = fieldName(issue.path);
  const got = describe(issue.input);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const names = issue.keys.map((key) => `"${key}"`).join(', ');
      const verb = issue.keys.length === 1 ? 'is not a field' : 'are not fields';
      return `${names} ${verb} of ${field ?? tool}. Allowed: ${fields.join(', ')}.`;
    }
    case 'invalid_type':
      if (field === undefined)
        return `The arguments of ${tool} must be an object, got ${got}. Allowed fields: ${fields.join(', ')}.`;
      if (issue.input === undefined) return `"${field}" is missing. It must be ${article(issue.expected)}.`;
      return `"${field}" must be ${article(issue.expected)}, got ${got}.${issue.expected === 'array' ? ' Put it in brackets: ["…"].' : ''}`;
    case 'invalid_value':
      return `"${field}" must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}; got ${got}.`;
    case 'too_small':
      if (issue.minimum === 1 && (issue.origin === 'string' || issue.origin === 'array'))
        return `"${field}" must not be empty.`;
      return `"${field}" must be at least ${issue.minimum}${unit(issue.origin)}, got ${got}.`;
    case 'too_big':
      return `"${field}" must be at most ${issue.maximum}${unit(issue.origin)}, got ${got}.`;
    default:
      return `"${field ?? tool}": ${issue.message}, got ${got}.`;
  }
}

/** `paths[0]`, as a programmer writes it. */
function fieldName(path: readonly PropertyKey[]): string | undefined {
  if (path.length === 0) return undefined;
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${String(part)}`))
    .join('');
}

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return String(value);
}
