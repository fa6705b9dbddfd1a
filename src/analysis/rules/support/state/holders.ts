import type { Access, CallFact, TestFile, Variable } from '../../../facts.ts';
import type { Source } from '../../../source.ts';
import { variableNamed } from '../values.ts';

/** The calls whose results a variable of the file is given, where it is declared and later. */
export function madeBy(file: TestFile, source: Source, variable: Variable): CallFact[] {
  const { initial } = variable;
  const first = initial?.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
  const later = variable.accesses
    .filter(({ kind }) => kind === 'assign')
    .flatMap((access) => assignedCall(file, source, access) ?? []);
  return first ? [first, ...later] : later;
}

/** The variable that a call's result is put into, by a declaration or by an assignment. */
export function holderOf(file: TestFile, source: Source, call: CallFact): Variable | undefined {
  if (call.handling !== 'assigned' && call.handling !== 'awaited') return undefined;
  const declared = file.variables.find(({ initial }) => initial?.kind === 'call' && initial.ref === call.id);
  if (declared) return declared;
  const name = /^([\w$]+)\s*=(?![=>])\s*(?:await\s+)?$/.exec(source.text.slice(call.statement.start, call.span.start));
  return name?.[1] === undefined ? undefined : variableNamed(file, name[1], call.function);
}

function assignedCall(file: TestFile, source: Source, { span }: Access): CallFact | undefined {
  const [equals] = /^\s*=(?![=>])\s*(?:await\s+)?/.exec(source.text.slice(span.end, span.end + 40)) ?? [];
  if (equals === undefined) return undefined;
  // Of the links of a chain that start here the longest is the whole.
  return file.calls
    .filter((call) => call.span.start === span.end + equals.length)
    .sort((a, b) => b.span.end - a.span.end)[0];
}
