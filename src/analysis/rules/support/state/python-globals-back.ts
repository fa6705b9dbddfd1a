import type { Argument, CallFact, MemberWrite, TestFile } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import { type GlobalChange, savedName } from './python-globals.ts';
import { type Act, isSure } from './undoing.ts';

/** What takes a change back, in its file or in that of a fixture. `root`: the function whose body may do it by a plain line. */
export function undoOf(change: GlobalChange, root: number, own: TestFile): (file: TestFile) => readonly Act[] {
  const isElsewhere = (file: TestFile, act: Act) =>
    file !== own || isSure(file, act) || !isWithin(file, act.function, root);
  return (file) => [
    ...file.memberWrites.filter(
      (write) => sameThing(change, write) && (isElsewhere(file, write) || isBack(file, write, change)),
    ),
    ...file.calls.flatMap((call): readonly Act[] => {
      if (lasts(change, call)) return [{ ...call, lasting: true }];
      const isOne = isElsewhere(file, call)
        ? undoes(change, call) || isNamedAfterIt(call) || tellsOwner(change, call)
        : undoes(change, call) &&
          call.span.start > change.span.start &&
          (changesAgain(change, call) ? givesBack(file, call) : true);
      return isOne ? [call] : [];
    }),
  ];
}

/** The same function once more, `os.chdir(home)` after `os.chdir(tmp_path)`: only some of these calls go back. */
function changesAgain({ call }: GlobalChange, { callee }: CallFact): boolean {
  return call !== undefined && callee.split('.').at(-1) === call.callee.split('.').at(-1);
}

/** With a value that was saved, or below the last assertion. */
export function givesBack(file: TestFile, call: CallFact): boolean {
  if (isSavedArgument(file, call.arguments.at(-1), call.function)) return true;
  return !file.assertions.some(
    ({ span, function: id }) => span.start > call.span.end && isWithin(file, id, call.function),
  );
}

/** `old_cwd`, or a variable that holds `os.getcwd()`, `logger.level` and the like. */
export function isSavedArgument(file: TestFile, given: Argument | undefined, from: number): boolean {
  if (given?.kind !== 'name') return false;
  const [root = ''] = String(given.value).split('.');
  if (savedName.test(root)) return true;
  return file.variables.some(({ name, initial, function: at }) => {
    if (name !== root || !isWithin(file, from, at) || !initial) return false;
    if (initial.kind === 'name') return /\.(?:level|handlers|argv|path)$/.test(String(initial.value));
    const call = initial.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
    return call !== undefined && /(?:^|[._])(?:get\w*|cwd|umask|signal)$/.test(call.callee);
  });
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
  if (write.operator === 'delete' || isToggledBack(change, write)) return true;
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

/** `flag = False … flag = True`: one of the two is what it was. */
function isToggledBack({ write: first }: GlobalChange, { value }: MemberWrite): boolean {
  return value?.kind === 'boolean' && first?.value?.kind === 'boolean' && value.value !== first.value.value;
}

function endsIn(file: TestFile, initial: MemberWrite['value'], last: string | undefined): boolean {
  if (last === undefined || !initial) return false;
  if (initial.kind === 'name') return String(initial.value).split('.').at(-1) === last;
  if (initial.operator?.startsWith('.') || initial.operator === '[]') return true;
  const call = initial.kind === 'call' && initial.ref !== undefined ? file.calls[initial.ref] : undefined;
  return call !== undefined && /getattr$|\.get$|\.copy$|copy\.|dict$|list$/.test(call.callee);
}

/** A clean-up that is handed over, or a patch of the same thing, which saves the original. */
function lasts(change: GlobalChange, { callee, arguments: values }: CallFact): boolean {
  const last = lastName(change);
  const names = values.map(({ value }) => String(value ?? ''));
  if (/(?:^|\.)(?:addCleanup|addClassCleanup|addModuleCleanup|addfinalizer|callback|defer)$/.test(callee)) {
    if (names.includes(last) || names.some((name) => name === change.key || restoring.test(name))) return true;
    return change.kind === 'path' && names.some((name) => /^sys\.path\./.test(name));
  }
  if (!/(?:^|\.)(?:monkeypatch|mp|\w*patch\w*)\.(?:(?:set|del)(?:attr|item)|chdir|syspath_prepend)$/.test(callee))
    return false;
  if (callee.endsWith('.chdir')) return change.kind === 'directory';
  if (callee.endsWith('.syspath_prepend')) return change.kind === 'path';
  return names
    .slice(0, 2)
    .some((name) => name.split('.').at(-1) === last || (name !== '' && change.key.endsWith(`[${name}]`)));
}

function lastName({ key }: GlobalChange): string {
  return (
    key
      .replace(/\[[\s\S]*$/, '')
      .split('.')
      .at(-1) ?? ''
  );
}

function undoes(change: GlobalChange, call: CallFact): boolean {
  const { callee } = call;
  switch (change.kind) {
    case 'directory':
      return call !== change.call && /\.(?:as_cwd|chdir)$/.test(callee);
    case 'path':
      return /^sys\.path\.(?:remove|pop|clear)$/.test(callee);
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

/** `shared.set_default_transport("http")` in a fixture: the module that holds the value is told what to start with. */
function tellsOwner({ key, kind }: GlobalChange, { callee }: CallFact): boolean {
  const owner = key.slice(0, key.lastIndexOf('.'));
  return kind === 'attribute' && callee.startsWith(`${owner}.`) && /\.(?:set|init|setup|configure)\w*$/.test(callee);
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
