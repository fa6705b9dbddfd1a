import { importModule } from '../../../edits/python.ts';
import type { FunctionFact } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';

/** Async code asks for the loop that it runs in, not for a fixture: the parameter goes, its uses become `asyncio.get_running_loop()`. */
export function useRunningLoop({ file, source }: RuleContext, fn: FunctionFact): FixDraft | undefined {
  const at = fn.parameters.findIndex(({ name }) => name === 'event_loop');
  const parameter = fn.parameters[at];
  if (!fn.async || !parameter || parameter.defaultValue || /[*:]/.test(source.slice(parameter.span))) return undefined;
  const uses = parameter.accesses ?? [];
  // A plain function in it may run in a thread, where no loop runs.
  const isReplaceable = uses.every(
    ({ kind, function: id }) => kind === 'read' && isWithin(file, id, fn.id) && file.functions[id]?.async === true,
  );
  const removal = withoutParameter(source.text, fn, at);
  if (!isReplaceable || !removal) return undefined;
  const { local, edits } = uses.length > 0 ? importModule(file, source, 'asyncio') : { local: '', edits: [] };
  return {
    title: uses.length > 0 ? 'Ask for the running loop' : 'Leave the unused event_loop out',
    safety: 'suggested',
    edits: [...edits, removal, ...uses.map(({ span }) => ({ ...span, text: `${local}.get_running_loop()` }))],
  };
}

/** With the comma that sets it apart. */
function withoutParameter(text: string, { parameters }: FunctionFact, at: number): Edit | undefined {
  const [before, own, behind] = [parameters[at - 1], parameters[at], parameters[at + 1]];
  if (!own) return undefined;
  if (behind) return { start: own.span.start, end: behind.span.start, text: '' };
  if (before) return { start: before.span.end, end: own.span.end, text: '' };
  const comma = /^\s*,/.exec(text.slice(own.span.end, own.span.end + 80))?.[0].length ?? 0;
  return { start: own.span.start, end: own.span.end + comma, text: '' };
}
