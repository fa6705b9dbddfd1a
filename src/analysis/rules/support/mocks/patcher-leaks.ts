import { addParameter } from '../../../edits/python.ts';
import { insert } from '../../../edits/statements.ts';
import type { CallFact, Suite, TestFile } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import type { Edit, FixDraft, Report, RuleContext } from '../../../rule.ts';
import { contains, type Source } from '../../../source.ts';
import { literally } from '../../../words.ts';
import { type Place, placeOf, suiteOf } from '../places.ts';
import { isSwitchedOff, suitesAround } from '../scope.ts';

/** `patcher.start()` that nothing stops. */
interface Started {
  readonly call: CallFact;
  /** The patcher as written; undefined for `patch(…).start()`. */
  readonly patcher: string | undefined;
  /** What is patched, for messages. */
  readonly target: string;
  readonly place: Place;
}

export const starting = /^(?:unittest\.)?mock\.patch(?:\.\w+)?\(\)\.start$/;

/**
 * Python's side of unrestored-spy: a patch that is started by hand and never stopped stays for the rest of the run.
 * Source: unittest.mock, "patch methods: start and stop": "you must make sure that the patch is undone".
 */
export function* patcherLeaks(context: RuleContext): Generator<Report> {
  const { file } = context;
  if (stopsAll(context)) return;
  const byFunction = new Map<number, Started[]>();
  for (const call of file.calls) {
    const found = starting.test(call.typed ?? call.callee) ? started(context, call) : undefined;
    if (found) byFunction.set(call.function, [...(byFunction.get(call.function) ?? []), found]);
  }
  for (const found of byFunction.values()) yield* report(context, found);
}

function* report(context: RuleContext, found: readonly Started[]): Generator<Report> {
  const [first] = found;
  if (!first) return;
  const others = found.length === 1 ? '' : ` (and ${found.length - 1} more here)`;
  const stop = first.patcher === undefined ? 'patch.stopall' : `${first.patcher}.stop`;
  const inCase = testCaseOf(context.file, first.place) !== undefined;
  yield {
    at: first.call.span,
    message: `Nothing stops the patch of ${first.target}${others}, so every test that comes later runs with the mock. ${inCase ? `Call self.addCleanup(${stop})` : 'Use a with block, or mocker.patch, which undoes itself'}.`,
    fix: stopFix(context, found),
    ...(first.place.kind === 'collection' && { severity: 'warning' as const }),
  };
}

function started(context: RuleContext, call: CallFact): Started | undefined {
  const { file, source } = context;
  const place = placeOf(file, call.function);
  if (place.kind === 'helper' || (place.kind === 'test' && isSwitchedOff(file, place.test))) return undefined;
  if (isForTheRun(file, place) || hasForeignBase(file, place)) return undefined;
  const direct = file.calls.find(
    (other) =>
      other.handling === 'chained' &&
      other.span.start === call.span.start &&
      contains(call.span, other.span) &&
      /\bpatch(?:\.\w+)?$/.test(other.callee),
  );
  const patcher = direct ? undefined : patcherOf(source, call);
  if (patcher !== undefined && (!/^[\w.]+$/.test(patcher) || isHandledElsewhere(source, patcher))) return undefined;
  // `patch(…).start()` in a list or as an argument: somebody may keep it.
  if (call.handling !== 'dropped' && call.handling !== 'assigned') return undefined;
  return { call, patcher, target: targetOf(file, call, direct), place };
}

/** The patcher as written, in `patcher.start()`. */
export function patcherOf(source: Source, call: CallFact): string {
  return source.slice(call.calleeSpan).replace(/\.start$/, '');
}

/** Any other mention than its making and its start may stop it, or hand it on to what does. */
function isHandledElsewhere(source: Source, patcher: string): boolean {
  const mention = new RegExp(`(?<![\\w.])${literally(patcher)}(?!\\w)(?!\\s*(?::[^=\\n]+)?=[^=])(?!\\.start\\()`);
  return mention.test(source.text);
}

function targetOf(file: TestFile, call: CallFact, direct: CallFact | undefined): string {
  const known = direct && file.interceptions.find(({ span }) => span.start === direct.span.start)?.target;
  return (
    known ??
    direct?.arguments.find(({ kind }) => kind === 'string')?.value?.toString() ??
    `\`${call.callee.replace(/\.start$/, '').replace(/^.*\(\)$/, 'its target')}\``
  );
}

/** `patch.stopall`, called or handed on, in this file, an autouse fixture or a fixture of its tests. */
export function stopsAll({ file, source, fixtures }: RuleContext): boolean {
  if (/\bstopall\b/.test(source.text)) return true;
  return file.tests.some((test) =>
    fixtures
      .used(test)
      .some(
        ({ file: home }) =>
          home !== file &&
          home.calls.some(
            (call) =>
              /\bstopall$/.test(call.callee) ||
              call.arguments.some(({ value }) => /\bstopall$/.test(String(value ?? ''))),
          ),
      ),
  );
}

/** What conftest.py sets up while it is loaded, or for the whole session, is meant for the run. */
function isForTheRun(file: TestFile, place: Place): boolean {
  if (place.kind === 'collection') return file.tests.length === 0 || /(?:^|\/)conftest\.py$/.test(file.path);
  return place.kind === 'fixture' && place.fixture.scope === 'session';
}

/** A base class of another file may stop it in its tearDown. */
function hasForeignBase(file: TestFile, place: Place): boolean {
  const suite = suiteOf(file, place);
  const known = /^(?:object|ABC|(?:\w+\.)*(?:Isolated\w+)?TestCase|(?:\w+\.)?(?:Async)?\w*TestCase)$/;
  const bases = suite === undefined ? [] : (file.suites[suite]?.bases ?? []);
  return bases.some(
    (base) => !known.test(base) || !/(?:^|\.)(?:TestCase|IsolatedAsyncioTestCase|object|ABC)$/.test(base),
  );
}

function testCaseOf(file: TestFile, place: Place): Suite | undefined {
  const suite = suiteOf(file, place);
  const found = suite === undefined ? undefined : file.suites[suite];
  return found?.bases.some((base) => /TestCase$/.test(base)) ? found : undefined;
}

/** `self.addCleanup(p.stop)` in a TestCase, `request.addfinalizer(p.stop)` in a test or fixture of pytest. */
function stopFix(context: RuleContext, found: readonly Started[]): FixDraft | undefined {
  const { file, source } = context;
  const [first] = found;
  const fn = first && file.functions[first.call.function];
  if (!first || !fn) return undefined;
  const isCase = testCaseOf(file, first.place) !== undefined;
  const isMethod = isCase && (first.place.kind === 'test' || fn.name === 'setUp' || fn.name === 'asyncSetUp');
  const isPytest =
    file.framework === 'pytest' &&
    !isCase &&
    (first.place.kind === 'fixture' ||
      (first.place.kind === 'test' && suitesAround(file, first.place.test).every(({ bases }) => bases.length === 0)));
  if (fn.role === 'function' || [...functionsAround(file, fn.id)].length > 2) return undefined;
  const parameter = isMethod ? [] : isPytest ? addParameter(source, fn, 'request') : undefined;
  if (!parameter) return undefined;
  const edits = cleanUps(context, found, isMethod ? 'self.addCleanup' : 'request.addfinalizer');
  // What was started for the class or the module must go on after this test.
  const isWide =
    found.some(({ patcher }) => patcher === undefined) &&
    file.calls.some((call) => starting.test(call.typed ?? call.callee) && call.function !== fn.id);
  if (!edits || isWide) return undefined;
  return { title: 'Stop the patch when the test is over', safety: 'safe', edits: [...parameter, ...edits] };
}

function cleanUps({ file, source }: RuleContext, found: readonly Started[], register: string): Edit[] | undefined {
  const edits: Edit[] = [];
  let all = false;
  for (const { call, patcher } of found) {
    if (all && patcher === undefined) continue;
    const opening = file.calls.find(
      (other) => other.span.start === call.span.start && /\bpatch(?:\.\w+)?$/.test(other.callee),
    );
    const written = opening && source.slice(opening.calleeSpan).replace(/\.(?:object|dict|multiple)$/, '');
    if (patcher === undefined && (written === undefined || !/(?:^|\.)patch$/.test(written))) return undefined;
    const next = source.nextLine(call.statement.end - 1);
    const line = source.text.slice(source.lineStart(call.statement.start), call.statement.start);
    const rest = source.text.slice(call.statement.end, next);
    if (line.trim() !== '' || !/^\s*(?:#.*)?\s*$/.test(rest)) return undefined;
    const breakBefore = source.text.slice(0, next).endsWith('\n') ? '' : source.eol;
    edits.push(
      insert(
        next,
        `${breakBefore}${line}${register}(${patcher === undefined ? `${written}.stopall` : `${patcher}.stop`})${source.eol}`,
      ),
    );
    all ||= patcher === undefined;
  }
  return edits;
}
