import type { FunctionFact, Span, TestFile } from '../facts.ts';
import { isWithin } from '../nesting.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { literally, wholeName } from '../words.ts';
import { examples } from './examples/uncollected-test.ts';

/**
 * A test that pytest does not collect, so that it never runs.
 * Source: pytest's conventions for test discovery, PytestCollectionWarning; C4 and C4b of falsegreen.
 */
export const uncollectedTest = defineRule({
  id: 'uncollected-test',
  title: 'Test that is never collected',
  cause: 'vacuous',
  topic: 'structure',
  severity: 'error',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'structure/collected-tests',
  why: 'pytest collects by name and place: functions of a module and methods of `Test*` classes without a constructor. What looks like a test but stands elsewhere, or is called a little differently, never runs, and no report says that it is missing.',
  examples,
  *check(context) {
    if (!isCollected(context)) return;
    yield* withConstructor(context);
    yield* nested(context);
    yield* inOtherClasses(context);
    yield* misspelt(context);
  },
});

/** The file itself is collected: by its name, and because what must be a test in it is one. */
function isCollected({ file }: RuleContext): boolean {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (!/^test_.*\.py$|_test\.py$/.test(name) || file.variables.some((variable) => variable.name === '__test__'))
    return false;
  // A plain function that is no test although it is called one: configuration leaves the file, or this name, out.
  return !file.functions.some(
    ({ parent, role, name: own, className, decorators }) =>
      parent === 0 && className === undefined && role === 'function' && /^test_/.test(own) && decorators.length === 0,
  );
}

/** A test method, by name; with a receiver. */
function isTestMethod({ name, parameters, role }: FunctionFact): boolean {
  return /^test(?:_|[A-Z0-9])/.test(name) && role !== 'fixture' && parameters[0]?.name === 'self';
}

const makesConstructor = /^(?:dataclasses\.dataclass|attrs?\.(?:s|define|frozen|mutable|attrs|dataclass))$/;

/** `class TestX` with `__init__`: measured, "cannot collect test class 'TestX' because it has a __init__ constructor". */
function* withConstructor({ file }: RuleContext): Iterable<Report> {
  for (const suite of file.suites) {
    const own = file.functions.filter(
      ({ parent, className }) => parent === suite.function && className === suite.className,
    );
    const lost = own.filter(isTestMethod);
    const maker = own.find(({ name }) => name === '__init__' || name === '__new__');
    const generated = file.functions[suite.function]?.decorators.find(({ callee }) => makesConstructor.test(callee));
    if (lost.length === 0 || !(maker || generated) || suite.bases.length > 0) continue;
    const what = maker ? `it has ${maker.name}` : 'its decorator gives it __init__';
    yield {
      at: suite.nameSpan,
      message: `pytest leaves "${suite.className}" out because ${what}: ${countOf(lost.length)} never ${lost.length === 1 ? 'runs' : 'run'}. Set the object up in a fixture or in setup_method.`,
    };
  }
}

function countOf(count: number): string {
  return count === 1 ? 'its test' : `its ${count} tests`;
}

/** `def test_…` inside a test: a function that nobody calls. */
function* nested({ file, source }: RuleContext): Iterable<Report> {
  for (const fn of file.functions) {
    if (fn.role !== 'function' || !/^test_/.test(fn.name) || fn.decorators.length > 0) continue;
    const around = file.functions[fn.parent];
    if (around?.role !== 'test' || fn.className !== around.className) continue;
    const body = source.slice(around.span);
    if (mentions(body, fn.name) !== 1 || /\b(?:locals|globals|vars|eval|exec)\(|\bnonlocal\b/.test(body)) continue;
    if (!asserts(file, fn)) continue;
    yield {
      at: nameSpan(source, fn),
      message: `"${fn.name}" stands inside "${around.name}" and nobody calls it: pytest collects no nested functions, so it never runs. Move it to the level of the other tests.`,
    };
  }
}

/** What makes a class a part of others: a mixin, a base, a helper. */
const isShared =
  /Mixin|Base|Abstract|Common|Shared|Case|Suite|Interface|Contract|Helper|Compliance|^_|Generic|Template/;

/** A class of another name with test methods; mixins are inherited, so only one that the file never mentions again. */
function* inOtherClasses({ file, source, project }: RuleContext): Iterable<Report> {
  const suites = new Set(file.suites.map((suite) => suite.className));
  for (const { name, bases } of file.classes ?? []) {
    if (suites.has(name) || isShared.test(name) || bases.some((base) => base !== 'object')) continue;
    const lost = file.functions.filter(
      (fn) => fn.className === name && fn.parent === 0 && isTestMethod(fn) && asserts(file, fn),
    );
    const head = new RegExp(`^class\\s+(${literally(name)})(?!\\w)`, 'm').exec(source.text);
    if (lost.length === 0 || !head || mentions(source.text, name) !== 1) continue;
    if (isDecorated(source, head.index) || matchesClasses(project.pytest?.pythonClasses ?? ['Test'], name)) continue;
    // Without a `Test` at its end it may be what is tested, or example data.
    if (!/Tests?$/.test(name)) continue;
    const start = head.index + head[0].length - name.length;
    const patterns = (project.pytest?.pythonClasses ?? ['Test']).map((pattern) => `"${pattern}"`).join(', ');
    yield {
      at: { start, end: start + name.length },
      message: `pytest leaves the class "${name}" out, since python_classes is ${patterns}: ${countOf(lost.length)} never ${lost.length === 1 ? 'runs' : 'run'}. Rename it.`,
      fix: renameClass(source, { start, end: start + name.length }, name),
    };
  }
}

function isDecorated(source: Source, at: number): boolean {
  return (
    at > 0 &&
    source.text
      .slice(source.lineStart(at - 1), at)
      .trimStart()
      .startsWith('@')
  );
}

function matchesClasses(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => /[*?[]/.test(pattern) || name.startsWith(pattern));
}

/** `CartTests` becomes `TestCart`. */
function renameClass(source: Source, span: Span, name: string): FixDraft | undefined {
  const fresh = `Test${name.replace(/Tests?$/, '')}`;
  if (fresh === 'Test' || mentions(source.text, fresh) > 0) return undefined;
  return {
    title: `Rename the class to ${fresh}, so that its tests run`,
    safety: 'suggested',
    edits: [{ ...span, text: fresh }],
  };
}

/** `tset_x`, `Test_x`, `tests` with an assertion, where tests stand. */
function* misspelt({ file, source }: RuleContext): Iterable<Report> {
  for (const fn of file.functions) {
    const typo = /^(?:tset|tets|tes|etst|tst|teste?d?|Test|TEST)_(?=\w)/.exec(fn.name);
    if (!typo || fn.role !== 'function' || /^test/.test(fn.name) || fn.decorators.some(isNoMark)) continue;
    const around = file.functions[fn.parent];
    if (!around || (around.role !== 'module' && around.role !== 'suite')) continue;
    if (around.role === 'module' && fn.className !== undefined) continue;
    if (mentions(source.text, fn.name) !== 1 || !asserts(file, fn)) continue;
    const at = nameSpan(source, fn);
    const fresh = `test_${fn.name.slice(typo[0].length)}`;
    yield {
      at,
      message: `"${fn.name}" is no test for pytest, which wants names that begin with "test": it never runs. Rename it.`,
      ...(mentions(source.text, fresh) === 0 && {
        fix: { title: `Rename it to ${fresh}`, safety: 'suggested' as const, edits: [{ ...at, text: fresh }] },
      }),
    };
  }
}

function isNoMark({ callee }: { readonly callee: string }): boolean {
  return !callee.startsWith('pytest.mark.');
}

function asserts(file: TestFile, fn: FunctionFact): boolean {
  return file.assertions.some((assertion) => isWithin(file, assertion.function, fn.id));
}

function mentions(text: string, name: string): number {
  return text.match(new RegExp(wholeName(name), 'g'))?.length ?? 0;
}

function nameSpan(source: Source, { name, asyncInsertAt }: FunctionFact): Span {
  const start = source.text.indexOf(name, asyncInsertAt);
  return { start, end: start + name.length };
}
