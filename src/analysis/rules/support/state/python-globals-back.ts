import type { CallFact, MemberWrite, TestFile } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import { type GlobalChange, savedName } from './python-globals.ts';
import { type Act, isSure } from './undoing.ts';

/** What takes a change back, in its file or in that of a fixture. `root`: the function whose body may do it by a plain line. */
export function undoOf(change: GlobalChange, root: number, own: TestFile): (file: TestFile) => readonly Act[] {
  /** In a place that is sure to run, or not in the body itself. */
  const isElsewhere = (file: TestFile, act: Act) =>
    file !== own || isSure(file, act) || !isWithin(file, act.function, root);
  return (file) => [
    ...file.memberWrites.filter(
      (write) => sameThing(change, write) && (isElsewhere(file, write) || isBack(file, write, change)),
    ),
    ...file.calls.filter((call) => undoes(change, call) || (isNamedAfterIt(call) && isElsewhere(file, call))),
  ];
}

/** The very thing, what holds it, or all that it holds. */
function sameThing(change: GlobalChange, { target }: MemberWrite): boolean {
  const { key, kind } = change;
  if (kind === 'path') return /^sys\.path(?:\.\?)?$/.test(target);
  if (kind === 'directory') return false;
  if (kind === 'call') {
    const owner = key.split('.').at(-2);
    return /\.(?:level|handlers)$/.test(target) && owner === target.split('.').at(-2);
  }
  const path = key.replace(/\[[\s\S]*$/, '');
  return (
    target === path || target === `${path}.?` || path.startsWith(`${target}.`) || path === target.replace(/\.\?$/, '')
  );
}

/** Within the body: a value that was saved, a deletion, or what stands below the last assertion. */
function isBack(file: TestFile, write: MemberWrite, change: GlobalChange): boolean {
  if (write.span.start <= change.span.start) return false;
  if (write.operator === 'delete') return true;
  const { value } = write;
  const name = value?.kind === 'name' ? String(value.value) : undefined;
  if (name !== undefined && savedName.test(name)) return true;
  const path = change.key
    .replace(/\[[\s\S]*$/, '')
    .split('.')
    .at(-1);
  if (name !== undefined && file.variables.some((one) => one.name === name && endsIn(file, one.initial, path)))
    return true;
  return !file.assertions.some(
    ({ span, function: id }) => span.start > write.span.end && isWithin(file, id, write.function),
  );
}

function endsIn(file: TestFile, initial: MemberWrite['value'], last: string | undefined): boolean {
  if (last === undefined || !initial) return false;
  if (initial.kind === 'name') return String(initial.value).split('.').at(-1) === last;
  if (initial.operator?.startsWith('.') || initial.operator === '[]') return true;
  const call = initial.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
  return call !== undefined && /getattr$|\.get$|\.copy$|copy\.|dict$|list$/.test(call.callee);
}

function undoes(change: GlobalChange, call: CallFact): boolean {
  const { callee, arguments: values } = call;
  const last = (
    change.key
      .replace(/\[[\s\S]*$/, '')
      .split('.')
      .at(-1) ?? ''
  ).toString();
  if (/(?:^|\.)(?:addCleanup|addClassCleanup|addModuleCleanup|addfinalizer|callback|defer)$/.test(callee)) {
    const names = values.map(({ value }) => String(value ?? ''));
    return (
      names.includes(last) ||
      names.some(
        (name) => name === change.key || restoring.test(name) || (/^sys\.path\./.test(name) && change.kind === 'path'),
      )
    );
  }
  if (/(?:^|\.)(?:monkeypatch|mp|\w*patch\w*)\.(?:set|del)(?:attr|item)$/.test(callee)) {
    return values.slice(0, 2).some(
      ({ value }) =>
        String(value ?? '')
          .split('.')
          .at(-1) === last || change.key.endsWith(`[${value}]`),
    );
  }
  switch (change.kind) {
    case 'directory':
      return callee !== 'os.chdir'
        ? /(?:^|\.)monkeypatch\.chdir$|\.(?:as_cwd|chdir)$/.test(callee)
        : call !== change.call;
    case 'path':
      return /^sys\.path\.(?:remove|pop|clear)$|(?:^|\.)monkeypatch\.syspath_prepend$/.test(callee);
    case 'call':
      return call !== change.call && isSameSetter(change, call);
    default:
      return (
        changesInPlace(change, callee) ||
        (change.key.startsWith('sys.modules') && /^sys\.modules\.(?:pop|update|clear)$/.test(callee))
      );
  }
}

/** `settings.reset()`, `Config.LIMITS.pop("x")`: the holder is told to start anew. */
function changesInPlace({ key }: GlobalChange, callee: string): boolean {
  const at = callee.lastIndexOf('.');
  const owner = callee.slice(0, at);
  const does = callee.slice(at + 1);
  const path = key.replace(/\[[\s\S]*$/, '');
  return (
    at > 0 &&
    (path === owner || path.startsWith(`${owner}.`)) &&
    /^(?:pop|clear|remove|discard|reset|restore|reload|update|delete|unset)\w*$/i.test(does)
  );
}

function isSameSetter({ key, call }: GlobalChange, { callee, typed }: CallFact): boolean {
  if (callee === key || (key === 'gc.disable' && callee === 'gc.enable')) return true;
  const method = /(setLevel|addHandler)$/.exec(key)?.[1];
  const other = typed ?? callee;
  if (method === 'addHandler') return /\.(?:removeHandler|handlers\.(?:clear|remove|pop))$/.test(other);
  return method === 'setLevel' && /\.setLevel$/.test(other) && call !== undefined;
}

const restoring = /(?:^|[._])(?:restore|reset|revert|undo|unload|reload|rollback|teardown|tear_down|cleanup|clean_up)/i;

/** A helper that is named after putting things back, and `importlib.reload`. */
function isNamedAfterIt({ callee }: CallFact): boolean {
  return restoring.test(callee) && !/(?:^|\.)(?:reset_mock|rollback|addCleanup|doCleanups)$/.test(callee);
}
