import type { Argument, TestFile } from '../../../facts.ts';
import { followed } from './engines.ts';

/** Where a value can come from. */
export type ValueSource =
  | { readonly kind: 'environment'; readonly name: string; readonly at: Argument }
  | { readonly kind: 'literal'; readonly text: string; readonly at: Argument }
  /** `settings.DATABASE_URL`. */
  | { readonly kind: 'name'; readonly path: string; readonly at: Argument };

const maxSteps = 6;

/** Every value that an expression may take: arms of `or` and `if`, defaults of reads of the environment, names that are bound once. */
export function sourcesOf(file: TestFile, argument: Argument | undefined, from: number, steps = 0): ValueSource[] {
  const at = followed(file, argument, from);
  if (!at || steps > maxSteps) return [];
  const inner = (each: Argument | undefined) => sourcesOf(file, each, from, steps + 1);
  if (at.operator === '[]' && isEnvironment(at.operands?.[0])) return environmentRead(at, at.operands?.[1]);
  if (at.operator === '?:') return (at.operands ?? []).slice(1).flatMap(inner);
  if (at.operator !== undefined) return (at.operands ?? []).flatMap(inner);
  if (at.kind === 'string' || at.kind === 'template') return [{ kind: 'literal', text: String(at.value), at }];
  if (at.kind === 'name') return [{ kind: 'name', path: String(at.value), at }];
  const call = at.kind === 'call' && at.ref !== undefined ? file.calls[at.ref] : undefined;
  if (!call) return [];
  if (/^(?:os\.getenv|os\.environ\.(?:get|setdefault|pop))$/.test(call.callee))
    return [...environmentRead(at, call.arguments[0]), ...inner(call.arguments[1])];
  // `make_url(URL)`, `str(url)`, `URL.replace('postgresql://', …)`: the value is made of these.
  return call.arguments.flatMap(inner);
}

function isEnvironment(argument: Argument | undefined): boolean {
  return argument?.kind === 'name' && /^(?:os\.)?environ$/.test(String(argument.value));
}

function environmentRead(at: Argument, name: Argument | undefined): ValueSource[] {
  return name?.kind === 'string' ? [{ kind: 'environment', name: String(name.value), at }] : [];
}
