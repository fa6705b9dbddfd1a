import type { Argument, CallFact, MemberWrite, Span, TestFile } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import type { Source } from '../../../source.ts';
import { isMockMaker } from '../mocks/python-mocks.ts';
import type { Act } from './undoing.ts';

/** A change to what every test of the run shares: an attribute of a module or class, the working directory, `sys.path`, a logger. */
export interface GlobalChange extends Act {
  readonly kind: 'attribute' | 'item' | 'directory' | 'path' | 'call';
  /** As the message names it: `settings.DEBUG`, `the working directory`. */
  readonly name: string;
  /** Two changes of one thing have the same: the canonical path, or the function that sets it. */
  readonly key: string;
  readonly statement: Span;
  readonly write?: MemberWrite;
  readonly call?: CallFact;
}

export function globalChanges(file: TestFile, source: Source): GlobalChange[] {
  return [
    ...file.memberWrites.flatMap((write) => writtenBy(file, source, write) ?? []),
    ...file.calls.flatMap((call) => calledBy(file, source, call) ?? []),
  ].sort((a, b) => a.span.start - b.span.start);
}

/** What pytest renews for every test, what belongs to another rule, and what is no more than a switch for tests. */
const ordinary =
  /^(?:os\.environ\b|sys\.(?:std(?:out|err|in)|last_\w+|dont_write_bytecode|exitcode)$|(?:pytest|_pytest|unittest|hypothesis|matplotlib)\b)|\.dependency_overrides\b|\.(?:TESTING|testing|maxDiff|pytestmark|__(?:test|doc|tracebackhide)__|return_value|side_effect)$/;

/** The test's own doubles and what other test files offer. */
const ownCode = /mock|stub|fake|dummy|fixture|(?:^|[._])(?:tests?|testing|testutils?|conftest|helpers?)(?:[._]|$)/i;

function writtenBy(file: TestFile, source: Source, write: MemberWrite): GlobalChange | undefined {
  const { target, root, operator, origin, value, key, span, statement, function: id, block } = write;
  if (root !== 'import' || !origin || operator === 'delete' || operator === ':=') return undefined;
  if (ordinary.test(target) || ownCode.test(`${origin.module} ${origin.name}`) || /^\.(?!\.)/.test(origin.module))
    return undefined;
  const isItem = key !== undefined && target.endsWith('.?');
  const path = isItem ? target.slice(0, -2) : target;
  if (/[?()]/.test(path) || (isItem && /^["']?TESTING["']?$/.test(source.slice(key.span)))) return undefined;
  if (isItem && !isKnownKey(file, key)) return undefined;
  if (isMock(file, value) && !target.startsWith('sys.modules')) return undefined;
  if (isFreshStart(file, path, value, isItem) || isOfReplaced(file, write, path)) return undefined;
  const written = source.slice(write.targetSpan);
  const name = operator === 'define' ? `${written}.${target.split('.').at(-1)}` : written;
  return {
    kind: isItem ? 'item' : 'attribute',
    name: name.replaceAll(/\s+/g, ' '),
    key: isItem ? `${path}[${key.kind === 'string' ? key.value : '?'}]` : path,
    span,
    statement,
    function: id,
    block,
    write,
  };
}

/** `shop.mail = Fake()` above `shop.mail.sent = 0`: only the first of them changes what others see. */
function isOfReplaced({ memberWrites }: TestFile, { function: id, span }: MemberWrite, path: string): boolean {
  return memberWrites.some(
    (other) =>
      other.function === id &&
      other.operator === '=' &&
      other.span.start < span.start &&
      path.startsWith(`${other.target}.`),
  );
}

/** A key that is the same in every run: not the id of what the test has just made. */
function isKnownKey({ imports }: TestFile, { kind, value }: Argument): boolean {
  if (kind === 'string' || kind === 'number') return true;
  return kind === 'name' && imports.some(({ local }) => local === String(value).split('.')[0]);
}

function isMock({ calls }: TestFile, value: Argument | undefined): boolean {
  const callee = value?.kind === 'call' && value.ref !== undefined ? calls[value.ref]?.callee : undefined;
  return callee !== undefined && isMockMaker(callee);
}

/** `module._cache = None`, `Registry._items = {}`: makes sure of a clean state rather than leaving one. */
function isFreshStart({ calls }: TestFile, path: string, value: Argument | undefined, isItem: boolean): boolean {
  const last = path.split('.').at(-1) ?? '';
  if (isItem || value === undefined || !/^_(?!_)|cache|instance|singleton|registry|initiali[sz]ed/i.test(last))
    return false;
  if (value.value === false) return /initiali[sz]ed|loaded|started/i.test(last);
  if (value.kind === 'null' || value.value === 0) return true;
  if (value.kind === 'object' || value.kind === 'array')
    return (value.properties ?? value.elements ?? [value]).length === 0;
  const call = value.kind === 'call' && value.ref !== undefined ? calls[value.ref] : undefined;
  return call !== undefined && call.arguments.length === 0;
}

/** Functions that set something for the whole process. */
const setters: Readonly<Record<string, string>> = {
  'os.umask': 'the umask',
  'locale.setlocale': 'the locale',
  'socket.setdefaulttimeout': 'the default timeout of sockets',
  'sys.setrecursionlimit': 'the recursion limit',
  'signal.signal': 'a signal handler',
  'gc.disable': 'the garbage collector',
  'asyncio.set_event_loop_policy': 'the event loop policy',
  'multiprocessing.set_start_method': 'the start method of processes',
  'logging.disable': 'logging for every logger',
};

function calledBy(file: TestFile, source: Source, call: CallFact): GlobalChange | undefined {
  const { callee, span, statement, function: id, block } = call;
  const base = { span, statement, function: id, block, call };
  if (callee === 'os.chdir' || callee === 'os.fchdir')
    return { ...base, kind: 'directory', name: 'the working directory', key: 'os.chdir' };
  if (/^sys\.path\.(?:insert|append|extend)$/.test(callee))
    return { ...base, kind: 'path', name: 'sys.path', key: 'sys.path' };
  const what = Object.hasOwn(setters, callee) ? setters[callee] : undefined;
  if (what !== undefined) return takesBack(file, call) ? undefined : { ...base, kind: 'call', name: what, key: callee };
  const logger = /^logging\.(?:getLogger\(\)|root)\.(setLevel|addHandler)$/.exec(call.typed ?? callee)?.[1];
  if (logger === undefined || isOwnLogger(file, source, call) || takesBack(file, call)) return undefined;
  const text = source.slice(call.calleeSpan).replace(/\.\w+$/, '');
  const name = logger === 'setLevel' ? `the level of ${text}` : `the handlers of ${text}`;
  return { ...base, kind: 'call', name, key: `${text}.${logger}` };
}

/** A logger that only the tests use, by its name. */
function isOwnLogger(file: TestFile, source: Source, { span, calleeSpan, function: id }: CallFact): boolean {
  const base = source.slice(calleeSpan).split('.')[0] ?? '';
  const made = file.calls.find(
    (call) =>
      call.callee === 'logging.getLogger' &&
      (call.span.start === span.start ||
        file.variables.some(
          ({ name, initial, function: at }) =>
            name === base && initial?.kind === 'call' && initial.ref === call.id && isWithin(file, id, at),
        )),
  );
  const [name] = made?.arguments ?? [];
  if (!made || !name) return false;
  return name.kind !== 'string' || /test|example|dummy|my|foo|fake/i.test(String(name.value));
}

/** Gives back a value that was saved, or switches off what was on. */
function takesBack({ variables }: TestFile, { callee, arguments: values, function: id }: CallFact): boolean {
  if (callee === 'logging.disable' && values.some(({ value, kind }) => value === 'logging.NOTSET' || kind === 'number'))
    return true;
  const given = values.at(-1);
  if (given?.kind === 'null') return true;
  if (given?.kind !== 'name') return false;
  const root = String(given.value).split('.')[0] ?? '';
  return (
    savedName.test(root) ||
    variables.some(({ name, function: at, initial }) => name === root && at === id && initial?.kind === 'call')
  );
}

export const savedName = /^_*(?:orig|saved?|prev|old|before|backup|initial|default|actual|real)/i;
