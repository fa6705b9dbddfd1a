import type { CallFact, TestFile } from '../../../facts.ts';
import type { Edit, FixDraft, RuleContext, Safety } from '../../../rule.ts';
import { variableNamed } from '../values.ts';

/** Asks with another kind of query: `queryByText` for `getByText`. Undefined when a name cannot be had. */
export function swapQueries(
  { file, source }: RuleContext,
  calls: readonly CallFact[],
  to: 'get' | 'query',
  safety: Safety,
): FixDraft | undefined {
  const edits: Edit[] = [];
  const asked = new Map<number, number>();
  for (const call of calls) {
    const name = lastOf(source.slice(call.calleeSpan));
    if (name === undefined || !call.callee.endsWith(name)) return undefined;
    const swapped = name.replace(/^(?:get|query)/, to);
    edits.push({ start: call.calleeSpan.end - name.length, end: call.calleeSpan.end, text: swapped });
    if (call.callee.includes('.')) continue;
    const bound = bindings(file, source.text, call, name, swapped);
    if (!bound) return undefined;
    if (bound === 'there') continue;
    asked.set(bound.id, (asked.get(bound.id) ?? 0) + 1);
  }
  for (const [id, times] of asked) {
    const variable = file.variables[id];
    if (!variable) return undefined;
    const swapped = variable.name.replace(/^(?:get|query)/, to);
    // `const { queryByText } = render(…)`: renamed when nothing else uses it, else joined by the other.
    const whole = variable.accesses.length === times;
    edits.push(
      whole
        ? { ...variable.nameSpan, text: swapped }
        : { start: variable.nameSpan.end, end: variable.nameSpan.end, text: `, ${swapped}` },
    );
  }
  return { title: `Ask with ${to === 'get' ? 'getBy' : 'queryBy'}`, safety, edits };
}

function lastOf(text: string): string | undefined {
  return /(?:^|[.\s])((?:get|query)(?:All)?By\w+)$/.exec(text)?.[1];
}

/** The destructured name that a bare query comes from; `there` when its counterpart can be used as it is. */
function bindings(
  file: TestFile,
  text: string,
  call: CallFact,
  name: string,
  swapped: string,
): { readonly id: number } | 'there' | undefined {
  const own = variableNamed(file, name, call.function);
  if (!own) return undefined;
  const other = variableNamed(file, swapped, call.function);
  if (other) return other.declaration.start === own.declaration.start ? 'there' : undefined;
  // Only `{ getByText }`: in `{ getByText: find }` the name is the author's.
  const before = text.slice(0, own.nameSpan.start).trimEnd();
  const after = text.slice(own.nameSpan.end).trimStart();
  const isShorthand = /[{,]$/.test(before) && /^[,}]/.test(after) && own.initial === undefined;
  const isPattern = /^\{/.test(text.slice(own.declaration.start, own.declaration.start + 1));
  return isShorthand && isPattern ? { id: own.id } : undefined;
}
