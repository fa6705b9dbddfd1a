import { quote } from '../../../edits/python.ts';
import { insertAbove } from '../../../edits/statements.ts';
import type { Edit, FixDraft, RuleContext } from '../../../rule.ts';
import { contains, type Source } from '../../../source.ts';
import { askAll, caseAround, patchingFunction } from './monkeypatch.ts';
import type { PlacedChange } from './placed-changes.ts';
import type { GlobalChange } from './python-globals.ts';

/** The changes made with `monkeypatch`, or answered by `addCleanup` in a test case of unittest. */
export function patchFix(context: RuleContext, group: readonly PlacedChange[]): FixDraft | undefined {
  const { file, source } = context;
  const changes = group.flatMap(({ change, place }) => {
    const fn = patchingFunction(file, change.function, place);
    const edit = fn && monkeypatched(source, change);
    return fn && edit ? [{ fn, edit }] : [];
  });
  if (changes.length < group.length) return cleanUpFix(context, group);
  const edits = askAll(source, changes);
  if (!edits) return undefined;
  // setattr refuses an attribute that is not there, and setitem asks for a dict.
  const isSure = group.every(
    ({ change: { kind, key } }) => /^(?:directory|path)$/.test(kind) || /^sys\.(?:modules\[|argv$|platform$)/.test(key),
  );
  return {
    title: 'Make the change with monkeypatch, which puts it back',
    safety: isSure ? 'safe' : 'suggested',
    edits,
  };
}

/** What Python itself has there; `_` is what gettext's users put there. */
const builtins =
  /^(?:[A-Z]\w*|__\w+__|a?iter|a?next|abs|all|any|ascii|bin|bool|breakpoint|bytearray|bytes|callable|chr|classmethod|compile|complex|delattr|dict|dir|divmod|enumerate|eval|exec|exit|filter|float|format|frozenset|getattr|globals|hasattr|hash|help|hex|id|input|int|isinstance|issubclass|len|list|locals|map|max|memoryview|min|object|oct|open|ord|pow|print|property|quit|range|repr|reversed|round|set|setattr|slice|sorted|staticmethod|str|sum|super|tuple|type|vars|zip)$/;

function monkeypatched(source: Source, change: GlobalChange): Edit | undefined {
  const { statement, write, call } = change;
  const text = source.slice(statement);
  const all = (replacement: string): Edit => ({ start: statement.start, end: statement.end, text: replacement });
  if (call) {
    if (call.handling !== 'dropped' || !/^(?:directory|path)$/.test(change.kind)) return undefined;
    const [first, second] = call.arguments;
    if (change.kind === 'directory' && first && call.callee === 'os.chdir')
      return { start: call.calleeSpan.start, end: call.calleeSpan.end, text: 'monkeypatch.chdir' };
    const isFirst = /\.insert$/.test(call.callee) && first?.value === 0 && second && second.kind !== 'spread';
    return isFirst ? all(`monkeypatch.syspath_prepend(${source.slice(second.span)})`) : undefined;
  }
  if (!write?.value) return undefined;
  if (write.operator === 'define')
    return text.startsWith('setattr(')
      ? { start: statement.start, end: statement.start, text: 'monkeypatch.' }
      : undefined;
  const isPlain =
    write.operator === '=' && write.value.span.end === statement.end && contains(statement, write.targetSpan);
  if (!isPlain || write.targetSpan.start !== statement.start) return undefined;
  const value = source.slice(write.value.span);
  const written = source.slice(write.targetSpan);
  if (
    /^\s*,/.test(source.text.slice(write.targetSpan.end, write.value.span.start)) ||
    !/^[^=]*=\s*$/.test(source.text.slice(write.targetSpan.end, write.value.span.start))
  )
    return undefined;
  if (write.key) {
    const holder = written.slice(0, written.lastIndexOf('[', write.key.span.start - write.targetSpan.start));
    return /^[\w.]+$/.test(holder)
      ? all(`monkeypatch.setitem(${holder}, ${source.slice(write.key.span)}, ${value})`)
      : undefined;
  }
  const dot = written.lastIndexOf('.');
  if (!/^[\w.]+$/.test(written) || dot < 0) return undefined;
  const [holder, leaf] = [written.slice(0, dot), written.slice(dot + 1)];
  const isNew = holder === 'builtins' && !builtins.test(leaf);
  const raising = isNew ? ', raising=False' : '';
  return all(`monkeypatch.setattr(${holder}, ${quote(source, leaf)}, ${value}${raising})`);
}

/** `self.addCleanup(setattr, settings, "DEBUG", settings.DEBUG)` above the change. */
function cleanUpFix({ file, source }: RuleContext, group: readonly PlacedChange[]): FixDraft | undefined {
  const edits = group.flatMap(({ change, place }) => {
    const root =
      place.kind === 'test'
        ? place.test
        : place.kind === 'hook' && place.hook.kind === 'beforeEach'
          ? place.hook
          : undefined;
    const self = root && file.functions[root.function]?.parameters[0]?.name;
    if (!root || self === undefined || caseAround(file, place) !== 'case') return [];
    if (change.function !== root.function) return [];
    const line = cleanUpLine(source, change);
    return line === undefined ? [] : [insertAbove(source, change.statement.start, [`${self}.addCleanup(${line})`])];
  });
  if (edits.length < group.length) return undefined;
  return { title: 'Put it back with addCleanup', safety: 'suggested', edits };
}

function cleanUpLine(source: Source, { kind, write, call, statement }: GlobalChange): string | undefined {
  if (
    kind === 'directory' &&
    call &&
    /^os\.chdir$/.test(source.slice(call.calleeSpan)) &&
    call.span.start === statement.start
  )
    return 'os.chdir, os.getcwd()';
  const written = write && write.operator === '=' && !write.key ? source.slice(write.targetSpan) : '';
  const dot = written.lastIndexOf('.');
  if (!/^[\w.]+$/.test(written) || dot < 0 || write?.targetSpan.start !== statement.start) return undefined;
  return `setattr, ${written.slice(0, dot)}, ${quote(source, written.slice(dot + 1))}, ${written}`;
}
