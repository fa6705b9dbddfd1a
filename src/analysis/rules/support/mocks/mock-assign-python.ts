import { addParameter, quote } from '../../../edits/python.ts';
import type { FunctionFact, MemberWrite, TestFile } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import type { FixDraft, Report, RuleContext } from '../../../rule.ts';
import { literally } from '../../../words.ts';
import { type Place, placeOf, suiteOf } from '../places.ts';
import { isSwitchedOff } from '../scope.ts';
import { linksOf } from './python-mock-names.ts';
import { isMockMaker } from './python-mocks.ts';

interface Assigned {
  readonly write: MemberWrite;
  /** As written: `shop.mail` and `send`. */
  readonly object: string;
  readonly member: string;
  readonly value: string;
  readonly place: Place;
}

/**
 * Python's side of mock-assign: `shop.mail.send = Mock()` in a test. Modules and classes live as long as the run, and nothing knows
 * the original any more. Source: pytest's how-to on monkeypatching ("undone after the requesting test").
 */
export function* mockAssignments(context: RuleContext): Generator<Report> {
  const all = context.file.memberWrites.flatMap((write) => assigned(context, write) ?? []);
  const first = all.find((each) => isCode(context, each)) ?? all[0];
  const more = all.filter((each) => each !== first);
  if (!first) return;
  const others = more.length === 0 ? '' : ` (and ${more.length} more in this file)`;
  const { object, member, write } = first;
  const name = quote(context.source, member);
  const way = pytestFunction(context.file, first.place)
    ? `monkeypatch.setattr(${object}, ${name}, …)`
    : `with patch.object(${object}, ${name})`;
  yield {
    at: write.span,
    message: `Overwrites ${object}.${member} for good${others}: nothing puts the original back, so tests that come later meet the mock. Use ${way}.`,
    fix: patchFix(context, all),
    // An object may be made anew for other tests.
    ...(!isCode(context, first) && { severity: 'info' as const }),
  };
}

function assigned(context: RuleContext, write: MemberWrite): Assigned | undefined {
  const { file, source } = context;
  const maker = write.value?.ref === undefined ? undefined : file.calls[write.value.ref];
  if (!maker || !isMockMaker(maker.callee) || maker.callee.endsWith('.patch') || !write.value) return undefined;
  const written = source.slice(write.targetSpan);
  const dot = written.lastIndexOf('.');
  if (write.operator !== '=' || write.root !== 'import' || dot < 0 || !/^[\w.]+$/.test(written)) return undefined;
  const place = placeOf(file, write.function);
  if (!runsInTests(file, place) || !isOfOthers(file, write) || isPutBack(context, write)) return undefined;
  return {
    write,
    object: written.slice(0, dot),
    member: written.slice(dot + 1),
    value: source.slice(write.value.span),
    place,
  };
}

function runsInTests(file: TestFile, place: Place): boolean {
  switch (place.kind) {
    case 'test':
      return !isSwitchedOff(file, place.test);
    case 'hook':
      return place.hook.kind.startsWith('before');
    case 'fixture':
      // What conftest.py sets for everybody is meant for the run.
      return place.fixture.scope === 'function' && !(place.fixture.autouse && /(?:^|\/)conftest\.py$/.test(file.path));
    default:
      return false;
  }
}

/** Modules and classes of the code under test; not the test's own doubles, nor what stands in a place of its own. */
function isOfOthers(file: TestFile, { target, origin }: MemberWrite): boolean {
  if (/mock|stub|fake|fixture|(?:^|[._])tests?(?:[._]|$)|conftest|^sys$/i.test(`${origin?.module} ${origin?.name}`))
    return false;
  if (/\.(?:return_value|side_effect)$|^unittest\.mock\b/.test(target)) return false;
  const modules = file.memberWrites.some(({ target: other }) => other.startsWith('sys.modules'));
  return (
    !modules &&
    !file.calls.some(({ callee }) => /^importlib\.(?:reload|util\.)/.test(callee) || callee === 'monkeypatch.delitem')
  );
}

/** Another write to it, or any patch of it, puts the original back or takes the mock along. */
function isPutBack({ file, source }: RuleContext, write: MemberWrite): boolean {
  const isOriginal = (other: MemberWrite) =>
    other !== write && other.target === write.target && (other.operator !== '=' || other.value?.kind !== 'call');
  if (file.memberWrites.some(isOriginal)) return true;
  const { target } = write;
  // The object around is the test's own, or is put back as a whole.
  if (file.memberWrites.some((other) => target.startsWith(`${other.target}.`))) return true;
  const member = target.split('.').at(-1) ?? '';
  const owner = linksOf(target)?.slice(0, -1).join('.') ?? '';
  const patched = file.interceptions.some(
    ({ target: other }) => other !== undefined && (target === other || target.startsWith(`${other}.`)),
  );
  const saved = new RegExp(`=\\s*${literally(source.slice(write.targetSpan))}\\s*(?:#.*)?$`, 'm').test(source.text);
  const set = file.calls.some(
    ({ callee, arguments: [object, name] }) =>
      /(?:^|\.)setattr$/.test(callee) &&
      name?.value === member &&
      String(object?.value ?? '')
        .split('.')
        .at(-1) === owner.split('.').at(-1),
  );
  return patched || saved || set;
}

function patchFix(context: RuleContext, all: readonly Assigned[]): FixDraft | undefined {
  const { file, source } = context;
  const asked = new Map<number, NonNullable<ReturnType<typeof addParameter>>>();
  const edits = all.flatMap(({ write, object, member, value, place }) => {
    const fn = pytestFunction(file, place);
    const parameter = fn && addParameter(source, fn, 'monkeypatch');
    const isWhole =
      source.slice(write.statement).trim().startsWith(`${object}.${member}`) &&
      write.value?.span.end === write.statement.end;
    if (!fn || !parameter || !isWhole) return [];
    asked.set(fn.id, parameter);
    const text = `monkeypatch.setattr(${object}, ${quote(source, member)}, ${value})`;
    return [{ start: write.statement.start, end: write.statement.end, text }];
  });
  const [first] = all;
  if (edits.length < all.length || !first) return undefined;
  return {
    title: `Patch ${first.object}.${first.member} with monkeypatch, which puts it back`,
    // setattr refuses a name that is not there, which only functions of a module and methods of a class surely are.
    safety: all.every((each) => isCode(context, each)) ? 'safe' : 'suggested',
    edits: [...[...asked.values()].flat(), ...edits],
  };
}

/** A function of a module, or a method of a class. */
function isCode({ helpers }: RuleContext, { object, write: { origin, target } }: Assigned): boolean {
  if (!origin) return false;
  if (origin.name === '*') return target.split('.').length - origin.module.split('.').length === 1;
  if (object.includes('.')) return false;
  return /^[A-Z]\w*[a-z]\w*$/.test(origin.name) || helpers.resolves(`${origin.module}.${origin.name}`) === 'yes';
}

/** The test or fixture that can ask for the function-scoped `monkeypatch`. */
function pytestFunction(file: TestFile, place: Place): FunctionFact | undefined {
  if (file.framework !== 'pytest') return undefined;
  const suite = suiteOf(file, place);
  const isCase = suite !== undefined && file.suites[suite]?.bases.some((base) => /Case$/.test(base));
  const id =
    place.kind === 'test' ? place.test.function : place.kind === 'fixture' ? place.fixture.function : undefined;
  const fn = id === undefined || isCase ? undefined : file.functions[id];
  const isGenerated =
    fn &&
    [...functionsAround(file, fn.id)].some(({ decorators }) =>
      decorators.some(({ callee }) => /^hypothesis\b|(?:^|\.)given$/.test(callee)),
    );
  return isGenerated ? undefined : fn;
}
