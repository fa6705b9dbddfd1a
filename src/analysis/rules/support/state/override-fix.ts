import { insert, removeStatement, standsAlone } from '../../../edits/statements.ts';
import type { Statement } from '../../../facts.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import type { Place } from '../places.ts';
import { askAll, patchingFunction } from './monkeypatch.ts';
import { type Override, removalsOf } from './overrides.ts';

/** The removals at the very end of a body, which have nothing to take away any more. */
function needless({ file, source }: RuleContext, overrides: readonly Override[]): Edit[] {
  const functions = new Map(overrides.map((override) => [override.function, override]));
  return [...functions.values()].flatMap((override) => {
    const removals = removalsOf(override, file)(file).filter((act) => act.function === override.function);
    const statements = file.blocks[file.functions[override.function]?.block ?? -1]?.statements ?? [];
    const isRemoval = ({ span, kind }: Statement) =>
      kind !== 'compound' && removals.some((act) => contains(span, act.span)) && standsAlone(source, span);
    const last = statements.findLastIndex((statement) => !isRemoval(statement));
    return statements.slice(last + 1).map(({ span }) => removeStatement(source, span));
  });
}

/** `monkeypatch.setitem` for each replacement, or a `pop` behind the `yield` of a fixture that lives longer than a test. */
export function overrideFix(
  context: RuleContext,
  found: readonly { readonly override: Override; readonly place: Place }[],
): FixDraft | undefined {
  return withMonkeypatch(context, found) ?? withPop(context, found);
}

function withMonkeypatch(
  context: RuleContext,
  found: readonly { readonly override: Override; readonly place: Place }[],
): FixDraft | undefined {
  const { file, source } = context;
  const changes = found.flatMap(({ override, place }) => {
    const { write, app, key, statement, function: id } = override;
    const fn = patchingFunction(file, id, place);
    const isPlain =
      write?.value && key !== undefined && write.operator === '=' && write.value.span.end === statement.end;
    if (!fn || !isPlain || !write.value || !source.slice(statement).startsWith(source.slice(write.targetSpan)))
      return [];
    const text = `monkeypatch.setitem(${app}.dependency_overrides, ${key}, ${source.slice(write.value.span)})`;
    return [{ fn, edit: { start: statement.start, end: statement.end, text } }];
  });
  const asked = changes.length === found.length ? askAll(source, changes) : undefined;
  if (!asked) return undefined;
  const edits = [
    ...asked,
    ...needless(
      context,
      found.map(({ override }) => override),
    ),
  ];
  return { title: 'Set the override with monkeypatch, which takes it away again', safety: 'suggested', edits };
}

function withPop(
  { file, source }: RuleContext,
  found: readonly { readonly override: Override; readonly place: Place }[],
): FixDraft | undefined {
  const [first] = found;
  if (first?.place.kind !== 'fixture') return undefined;
  const fn = file.functions[first.place.fixture.function];
  const last = fn && file.blocks[fn.block]?.statements?.at(-1);
  if (!fn || !last || fn.yields?.length !== 1 || fn.yieldEnd === undefined || last.span.end < fn.yieldEnd)
    return undefined;
  const isApart =
    last.kind === 'expression' ||
    last.kind === 'assignment' ||
    fn.yields[0]?.statement.start === last.span.start ||
    fn.yields[0]?.block !== fn.block;
  const keys = found.flatMap(({ override: { key } }) => key ?? []);
  if (
    !isApart ||
    keys.length < found.length ||
    keys.some((key) => !/^[\w.]+$/.test(key)) ||
    !standsAlone(source, last.span)
  )
    return undefined;
  const lines = found.map(
    ({ override: { app, key } }) =>
      `${source.eol}${source.indentAt(last.span.start)}${app}.dependency_overrides.pop(${key}, None)`,
  );
  const edits: Edit[] = [insert(last.span.end, lines.join(''))];
  return { title: 'Take the override away behind the yield', safety: 'suggested', edits };
}
