import { insert } from '../../../edits/statements.ts';
import type { Access, CallFact, FunctionFact, Span, TestFile, Variable } from '../../../facts.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains } from '../../../source.ts';
import { literally, wholeName } from '../../../words.ts';
import { withoutComments } from '../pytest/comments.ts';
import { climb, isSwitchedOff, testAround } from '../scope.ts';
import { type Opener, openerOf } from './openers-python.ts';

/** An opened resource that is sure to be left open. */
interface LeftOpen {
  readonly call: CallFact;
  readonly opener: Opener;
  readonly variable?: Variable;
  /** `self.client`, filled by a set-up method. */
  readonly member?: string;
  /** The fixture that hands it over without an end. */
  readonly fixture?: FunctionFact;
}

/** Tests about leaving things open, or about the collector: by their names, docstrings and code. */
const isAboutLeaks = /ResourceWarning|gc\.collect|\bweakref\b|__del__|\bunclosed\b/i;

/**
 * Python's side of unclosed-resource: held by one variable of a test, hook or fixture, and nothing in sight ends it. What is handed
 * on, stored, returned or used by `with` is somebody else's to end.
 */
export function* unclosedInPython(context: RuleContext): Iterable<Report> {
  const { file } = context;
  const groups = new Map<string, LeftOpen[]>();
  for (const call of file.calls) {
    const opener = openerOf(file, call);
    const left = opener && examine(context, call, opener);
    if (left) groups.set(opener.what, [...(groups.get(opener.what) ?? []), left]);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const { opener, call } = first;
    const more = group.length > 1 ? ` (and ${group.length - 1} more in this file)` : '';
    yield {
      at: call.span,
      severity: opener.severity,
      message: `Nothing ends this ${opener.what}${more}: ${opener.consequence}. ${wayOut(first)}`,
      fix: endIt(context, group),
    };
  }
}

function wayOut({ opener, variable, member, fixture, call }: LeftOpen): string {
  const [end] = opener.ends;
  if (end === undefined) return 'Use the fixture tmp_path, or tempfile.TemporaryDirectory in a `with`.';
  const ending = `${opener.asyncEnd ? 'await ' : ''}${variable?.name ?? member ?? 'it'}.${end}()`;
  if (member) return `Hand its end to self.addCleanup, or write it into tearDown: ${ending}.`;
  if (fixture) return `Yield it, and end it behind the yield: ${ending}.`;
  const isManaged = !/^(?:threading\.Thread|multiprocessing\.Process|sqlalchemy\..*)$/.test(call.callee);
  return isManaged
    ? `Open it in ${opener.asyncEnd ? '`async with`' : 'a `with`'}, or end it in a finally block: ${ending}.`
    : `End it in a finally block, or in a fixture behind its yield: ${ending}.`;
}

function examine(context: RuleContext, call: CallFact, opener: Opener): LeftOpen | undefined {
  const { file, source } = context;
  const fn = file.functions[call.function];
  if (!fn || !/^(?:test|fixture|hook)$/.test(fn.role) || isAboutLeaks.test(withoutComments(source.slice(fn.span))))
    return undefined;
  // `with httpx.Client() as client` ends it.
  if (/^(?:async\s+)?with\b/.test(source.slice(call.statement)) || !isCertain(context, call)) return undefined;
  if (isEndedOtherwise(context, call, fn) || isNeverRun(file, fn)) return undefined;
  const variable = file.variables.find(
    ({ initial, function: at, level }) =>
      level === 'function' && at === fn.id && initial?.kind === 'call' && initial.ref === call.id,
  );
  if (!variable) {
    if (isStartedUnheld(context, call, opener)) return { call, opener };
    const member = isLeftByHook(context, call, opener, fn);
    return member === undefined ? undefined : { call, opener, member };
  }
  return isLeft(context, variable, opener, fn);
}

/** Not expected to fail, not tried, not under a manager that is unknown. */
function isCertain({ file }: RuleContext, call: CallFact): boolean {
  return (
    !file.assertions.some(({ span }) => contains(span, call.span)) &&
    ![...climb(file, call.block)].some(
      ({ kind, names }) =>
        kind === 'with' && names.some((name) => /raises|assertRaises|ExitStack|closing|suppress/.test(name)),
    )
  );
}

/** `Thread(target=server.serve_forever).start()`: nobody holds it. */
function isStartedUnheld({ source }: RuleContext, call: CallFact, opener: Opener): boolean {
  const behind = source.text.slice(call.span.end, call.span.end + 40);
  if (opener.starts) return new RegExp(`^\\.${opener.starts}\\(`).test(behind);
  return call.handling === 'dropped' && call.callee === 'subprocess.Popen';
}

/** The test is switched off. */
function isNeverRun(file: TestFile, { id }: FunctionFact): boolean {
  const test = testAround(file, id);
  return test !== undefined && isSwitchedOff(file, test);
}

/** What ends it by another name: the server that a thread runs is shut down, a directory is removed. */
function isEndedOtherwise({ source }: RuleContext, call: CallFact, fn: FunctionFact): boolean {
  const { callee, arguments: given } = call;
  if (callee === 'tempfile.mkdtemp') return /rmtree|rmdir|removedirs|cleanup|clean_up/.test(source.text);
  if (given.some(({ name, value }) => name === 'daemon' && value !== false)) return true;
  if (!/Thread$|Process$/.test(callee)) return false;
  if (/\.daemon\b|setDaemon/.test(source.slice(fn.span))) return true;
  // Most threads come to their end by themselves; one that serves does not.
  const target = given.find(({ name }) => name === 'target');
  const serves = target?.kind === 'name' && /\.(?:serve_forever|run_forever|serve)$/.test(String(target.value));
  return !serves || /\.(?:shutdown|stop|close|terminate|kill|call_soon_threadsafe)\(/.test(source.text);
}

/** `self.client = httpx.Client()` in setUp: every place of the class that names it only uses it. */
function isLeftByHook(
  { file, source }: RuleContext,
  call: CallFact,
  opener: Opener,
  fn: FunctionFact,
): string | undefined {
  const write = file.memberWrites.find(
    ({ root, value }) => root === 'this' && value?.ref === call.id && value.kind === 'call',
  );
  const owner = file.classes?.find(({ name }) => name === fn.className);
  if (!write || fn.role !== 'hook' || opener.starts || opener.connects || opener.what === 'temporary directory')
    return undefined;
  // A base class of the project may end it.
  if (!owner?.bases.every((base) => /^unittest\.(?:\w+\.)?\w*TestCase$/.test(base))) return undefined;
  const name = write.target.split('.').at(-1) ?? '';
  const uses = [
    ...source.text.matchAll(new RegExp(`\\b(?:self|cls)\\.${literally(name)}(?!\\w)(\\.\\w+)?(?!\\s*=[^=])`, 'g')),
  ].map((use) => use[1]);
  const isOnlyUsed = uses.every(
    (use) =>
      use !== undefined &&
      !opener.ends.includes(use.slice(1)) &&
      !/^\.(?:a?close|stop|quit|shutdown|__a?exit__)/.test(use),
  );
  return isOnlyUsed && !/\bself\.__dict__|\bgetattr\(self/.test(source.text) ? write.target : undefined;
}

function isLeft(context: RuleContext, variable: Variable, opener: Opener, fn: FunctionFact): LeftOpen | undefined {
  const { file } = context;
  const call = file.calls[variable.initial?.ref ?? -1];
  if (!call || variable.accesses.some(({ kind }) => kind === 'assign')) return undefined;
  const left = { call, opener, variable };
  const used = variable.accesses.map((access) => useOf(context, access));
  const members = used.flatMap((use) => (use.kind === 'member' ? use.name : []));
  const isEnded = members.some(
    (name) => opener.ends.includes(name) || /^(?:a?close|__a?exit__|cleanup|stop|quit|shutdown)/.test(name),
  );
  if (opener.what === 'temporary directory') return left;
  if (isEnded || (opener.starts && !members.includes(opener.starts))) return undefined;
  if (opener.connects && !connects(file, fn, members)) return undefined;
  const handed = variable.accesses.filter((_, index) => used[index]?.kind === 'handed');
  if (handed.length === 0) return left;
  const isOnlyGiven = fn.role === 'fixture' && handed.every((access) => isReturned(file, access));
  return isOnlyGiven && !isEndedByUsers(context, fn, opener) ? { ...left, fixture: fn } : undefined;
}

/** It asks for something, and nobody answers in the place of the network. */
function connects(file: TestFile, { parameters, role }: FunctionFact, members: readonly string[]): boolean {
  const standIns = /respx|responses|requests_mock|httpx_mock|pook|httpretty|vcr/;
  return (
    (role === 'fixture' ||
      members.some((name) => /^(?:get|post|put|patch|delete|head|options|request|send|stream)$/.test(name))) &&
    !file.imports.some(({ module }) => standIns.test(module)) &&
    !parameters.some(({ name }) => standIns.test(name))
  );
}

type Use = { readonly kind: 'member'; readonly name: string } | { readonly kind: 'handed' };

/** `client.get` is a use of it; the client itself in any other place is handed on. */
function useOf({ source }: RuleContext, { span }: Access): Use {
  const name = /^\s*\.(\w+)/.exec(source.text.slice(span.end, span.end + 60))?.[1];
  return name === undefined ? { kind: 'handed' } : { kind: 'member', name };
}

/** The whole value of a `yield` or a `return`. */
function isReturned(file: TestFile, { span }: Access): boolean {
  const isIt = (value: Span | undefined) => value?.start === span.start && value.end === span.end;
  return (
    file.exits.some(({ kind, value }) => kind === 'return' && isIt(value?.span)) ||
    file.functions.some(({ yields = [] }) => yields.some(({ value }) => isIt(value?.span)))
  );
}

/** A test or another fixture ends what this one gives; those of a conftest.py cannot all be seen, and one that returns may leave it to them. */
function isEndedByUsers({ file, source }: RuleContext, fixture: FunctionFact, { ends }: Opener): boolean {
  if (fixture.yields === undefined && /(?:^|\/)conftest\.py$/.test(file.path)) return true;
  const { name } = fixture;
  return (
    ends.some((end) => new RegExp(`\\b${literally(name)}\\.${end}\\b`).test(source.text)) ||
    new RegExp(
      `\\bwith\\s+[^\\n]*${wholeName(name)}|\\w*(?:close|dispose|stop|clean|end)\\w*\\(${literally(name)}(?!\\w)`,
    ).test(source.text)
  );
}

function endIt(context: RuleContext, group: readonly LeftOpen[]): FixDraft | undefined {
  const [only, ...others] = group;
  if (!only || others.length > 0) return undefined;
  return only.fixture ? endBehindYield(context, only) : addCleanup(context, only);
}

/** `yield client` as the last statement: the end goes behind it. */
function endBehindYield({ file, source }: RuleContext, { fixture, variable, opener }: LeftOpen): FixDraft | undefined {
  const [end] = opener.ends;
  const last = fixture && file.blocks[fixture.block]?.statements?.at(-1);
  if (!fixture || !variable || !last || end === undefined || (opener.asyncEnd && !fixture.async)) return undefined;
  const text = source.slice(last.span);
  const keyword = /^(yield|return)\s+/.exec(text)?.[1];
  const hands = text.replace(/^(?:yield|return)\s+/, '') === variable.name;
  if (
    !keyword ||
    !hands ||
    (keyword === 'return' && /\)\s*->/.test(source.slice({ start: fixture.span.start, end: fixture.body.start })))
  )
    return undefined;
  const other = (fixture.yields?.length ?? 0) + (keyword === 'return' ? 1 : 0);
  if (other !== 1) return undefined;
  const { start } = last.span;
  const ending = `${source.eol}${source.indentAt(start)}${opener.asyncEnd ? 'await ' : ''}${variable.name}.${end}()`;
  return {
    title: `End the ${opener.what} behind the yield`,
    safety: 'suggested',
    edits: [
      ...(keyword === 'return' ? [{ start, end: start + keyword.length, text: 'yield' }] : []),
      insert(last.span.end, ending),
    ],
  };
}

/** unittest: `self.addCleanup(client.close)` behind the statement that opens it. */
function addCleanup({ file, source }: RuleContext, { call, variable, member, opener }: LeftOpen): FixDraft | undefined {
  const [end] = opener.ends;
  const held = variable?.name ?? member;
  const fn = file.functions[call.function];
  if (file.framework !== 'unittest' || held === undefined || end === undefined || opener.asyncEnd || opener.starts)
    return undefined;
  if (fn?.parameters[0]?.name !== 'self') return undefined;
  const { start, end: at } = call.statement;
  return {
    title: `End the ${opener.what} when the test is over`,
    safety: 'suggested',
    edits: [insert(at, `${source.eol}${source.indentAt(start)}self.addCleanup(${held}.${end})`)],
  };
}
