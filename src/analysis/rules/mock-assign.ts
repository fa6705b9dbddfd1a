import { hookEdit, importNames, styleOf } from '../edits/typescript.ts';
import type { CallFact, MemberWrite, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext, type Safety } from '../rule.ts';
import { contains } from '../source.ts';
import { mockAssignExamples } from './examples/mock-assign.ts';
import { mockAssignments } from './support/mocks/mock-assign-python.ts';
import { isMockedModule } from './support/mocks/mocked-modules.ts';
import { isInstalling, isShared, spiesOf } from './support/mocks/spies.ts';
import { encloses, inFinally, type Place, placeOf, suiteOf, unlessWholeFile } from './support/places.ts';
import { mockObject, runnerModule } from './support/runner.ts';
import { isSwitchedOff, modifierNames } from './support/scope.ts';
import { isPutBackAround } from './support/state/restores.ts';
import { commentAbove } from './support/state/runs.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variableNamed } from './support/values.ts';

interface Assigned {
  readonly write: MemberWrite;
  readonly object: string;
  readonly member: string;
  /** `vi.fn()` itself and the whole chain that is assigned. */
  readonly fn: CallFact;
  readonly chain: CallFact;
  readonly suite: number | undefined;
}

/**
 * A method overwritten by a mock function: no restore knows the original any more.
 * Measured with vitest 4 and 5 and jest 30: `restoreAllMocks` leaves an assigned `fn()` where it is.
 */
export const mockAssign = defineRule({
  id: 'mock-assign',
  title: 'Method overwritten by a mock function',
  cause: 'mock-leak',
  topic: 'mocking',
  severity: 'warning',
  languages: ['typescript', 'python'],
  frameworks: ['vitest', 'jest', 'pytest', 'unittest'],
  pattern: 'mocking/restore',
  why: 'Assigning a mock function throws the original method away, so that nothing can bring it back: not restoreAllMocks, and in Python nothing at all. The tests that follow call the mock. A spy on the method, or monkeypatch.setattr in pytest, does the same and can be undone.',
  examples: mockAssignExamples,
  *check(context) {
    const { file } = context;
    if (file.language === 'python') yield* mockAssignments(context);
    if (file.language === 'python' || isTypeTest(file.path) || file.tests.length < 2) return;
    const [first, ...more] = file.memberWrites.flatMap((write) => assigned(context, write) ?? []);
    if (first) yield report(context, first, more);
  },
});

function report(context: RuleContext, first: Assigned, more: readonly Assigned[]): Report {
  const { file } = context;
  const mock = mockObject(file) ?? 'vi';
  const others = more.length === 0 ? '' : ` (and ${more.length} more in this file)`;
  const message = `Overwrites ${first.write.target} for good${others}: ${mock}.restoreAllMocks cannot bring an assigned mock's original back, so later tests call the mock. Use ${mock}.spyOn(${first.object}, '${first.member}').`;
  return { at: first.write.span, message, fix: spyFix(context, [first, ...more]) };
}

function assigned(context: RuleContext, write: MemberWrite): Assigned | undefined {
  const { file, source, project } = context;
  const parts = write.target.split('.');
  const member = parts.pop() ?? '';
  const object = parts.join('.');
  const chain = write.value?.ref === undefined || write.operator !== '=' ? undefined : file.calls[write.value.ref];
  if (!chain || object === '' || !/^(?:vi|jest)\.fn\b/.test(chain.callee) || !/^[\w$]+$/.test(member)) return undefined;
  // `// @ts-expect-error adding a method`: no spy can be put on what is not there.
  if (/@ts-(?:expect-error|ignore)/.test(commentAbove(source, write.span, 'typescript'))) return undefined;
  const fn = file.calls.find((call) => /^(?:vi|jest)\.fn$/.test(call.callee) && call.span.start === chain.span.start);
  const place = placeOf(file, write.function);
  if (!fn || !isOfOthers(file, write, object) || isShared(file, source, object, write.function) !== 'yes')
    return undefined;
  if (place.kind === 'test' ? isSwitchedOff(file, place.test) : place.kind !== 'hook') return undefined;
  if (place.kind === 'hook' && !place.hook.kind.startsWith('before')) return undefined;
  const suite = suiteOf(file, place);
  const wantedByAll =
    place.kind === 'hook' && unlessWholeFile(file, suite) === undefined && !project.runner.sharesProcess;
  if (wantedByAll || isPutBack(file, write, place)) return undefined;
  return { write, object, member, fn, chain, suite };
}

/** Objects of the tested code or of the language; not the test's own doubles, nor the global object and prototypes. */
function isOfOthers(file: TestFile, write: MemberWrite, object: string): boolean {
  const root = object.split('.')[0] ?? '';
  if (/mock|stub|fake|fixture|spy/i.test(object) || /(?:^|\.)prototype\b/.test(object)) return false;
  switch (write.root) {
    case 'global':
      return builtIn.test(object);
    case 'import':
      return (
        !/mock|stub|fake|fixture|test/i.test(write.origin?.module ?? '') && !isMockedModule(file, write.origin?.module)
      );
    case 'variable': {
      const variable = variableNamed(file, root, write.function);
      const call = variable?.initial?.ref === undefined ? undefined : file.calls[variable.initial.ref];
      if (variable?.initial?.kind !== 'call' || !call) return false;
      const module = call.arguments[0]?.value;
      if (/^(?:import|require)$/.test(call.callee)) return !isMockedModule(file, String(module ?? ''));
      return !/mock|stub|fake|fixture|^(?:vi|jest)\./i.test(call.callee);
    }
    default:
      return false;
  }
}

/** Objects that every runtime has with all of their methods. */
const builtIn = /^(?:console|Math|Date|JSON|process|Object|Reflect|Promise|performance)$/;
const builtInModule =
  /^(?:node:)?(?:fs|fs\/promises|path|os|child_process|crypto|http|https|net|dns|util|readline|process)$/;

/** Something puts the member back, or gives it anew to every test. */
function isPutBack(file: TestFile, write: MemberWrite, place: Place): boolean {
  const suite = suiteOf(file, place);
  return file.memberWrites.some((other) => {
    if (other === write || other.target !== write.target) return false;
    const there = placeOf(file, other.function);
    if (there.kind === 'hook')
      return there.hook !== (place.kind === 'hook' ? place.hook : undefined) && encloses(file, there.hook.suite, suite);
    const isLater = other.span.start > write.span.end;
    return there.kind === place.kind && isLater && (inFinally(file, other.block) || other.value?.kind === 'name');
  });
}

/**
 * A spy calls through where `fn()` returns undefined, so it is told to do nothing. `spyOn` throws for a method that is not
 * there, which only the language's own objects rule out.
 */
function spyFix(context: RuleContext, all: readonly Assigned[]): FixDraft | undefined {
  const { file, source } = context;
  const mock = mockObject(file);
  const [first] = all;
  const isConcurrent = file.tests.some((test) => modifierNames(file, test).includes('concurrent'));
  const lasting = spiesOf(file).some(({ call }) => placeOf(file, call.function).kind === 'collection');
  if (mock === undefined || !first || isConcurrent || lasting) return undefined;
  const { quote, semicolon } = styleOf(source);
  const edits = all.flatMap(({ write, object, member, fn, chain }) => {
    const own = fn.arguments[0];
    const links = file.calls.filter((call) => call.span.start === chain.span.start && contains(chain.span, call.span));
    const does = own ? `.mockImplementation(${source.slice(own.span)})` : '.mockImplementation(() => undefined)';
    const isTold = !own && links.some(({ callee }) => isInstalling(callee));
    const head = `${mock}.spyOn(${object}, ${quote}${member}${quote})${isTold ? '' : does}`;
    return [{ start: write.targetSpan.start, end: fn.span.end, text: head }];
  });
  const isRestored = all.every(({ suite }) => isPutBackAround(context, 'spies', suite));
  const hook = isRestored
    ? undefined
    : hookEdit(
        file,
        source,
        'afterEach',
        [`${mock}.restoreAllMocks()${semicolon}`],
        unlessWholeFile(file, commonSuite(all)),
      );
  if (!isRestored && !hook) return undefined;
  const imports = hook ? importNames(file, source, runnerModule(file), ['afterEach']) : [];
  return {
    title: `Spy on ${first.write.target} instead of overwriting it`,
    safety: safetyOf(all),
    edits: [...imports, ...(hook ? [hook] : []), ...edits],
  };
}

function safetyOf(all: readonly Assigned[]): Safety {
  return all.every(({ write, object }) => builtIn.test(object) || builtInModule.test(write.origin?.module ?? ''))
    ? 'safe'
    : 'suggested';
}

function commonSuite([first, ...more]: readonly Assigned[]): number | undefined {
  return more.every(({ suite }) => suite === first?.suite) ? first?.suite : undefined;
}
