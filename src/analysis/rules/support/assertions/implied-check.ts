import type { CallFact, Test, TestFile } from '../../../facts.ts';
import { isWithin } from '../../../nesting.ts';
import { contains, type Source } from '../../../source.ts';
import { functionsNamed, inTest } from '../scope.ts';
import { variableNamed } from '../values.ts';
import { saysNoError } from './says-no-error.ts';

/** Playwright's actions wait for their target and fail without it, also navigation and closing; so does the answer of a server. */
const acts =
  /\.(?:click|dblclick|tap|hover|fill|check|uncheck|press|type|pressSequentially|selectOption|setInputFiles|dragTo|focus|close|goto|reload|goBack|goForward|newPage|newContext|evaluate|setContent|screenshot|launch|textContent|innerText|innerHTML|inputValue|getAttribute|connect|ping)$|\b(?:coverage|tracing)\.(?:start|stop)\w*$|^launch\w*$/;

const waitsOnly = /(?:^|\.)(?:setTimeout|setImmediate|sleep|delay|waitForTimeout)$/;

/** What a test without an assertion shows by coming to its end, as a sentence; undefined when it shows nothing. */
export function impliedCheck(file: TestFile, source: Source, test: Test): string | undefined {
  if (saysNoError(file, source, test))
    return `Passes unless something ${file.language === 'python' ? 'is raised' : 'throws'}, as its text says. An assertion on the result would show that it also did its work.`;
  if (file.language === 'python' && /\b(?:simplefilter|filterwarnings)\(\s*["']error["']/.test(source.slice(test.span)))
    return 'Checks only that nothing warns. An assertion on the result would show that it also did its work.';
  if (givesStrictStub(file, source, test))
    return 'Checks only that the code asks nothing of its stand-ins that they do not have. An assertion on what it did or gave back would show that it is right.';
  if (endsInAction(file, test))
    return 'Checks only that its last action can be done. An assertion on what the page then shows would say that it also worked.';
  if (runsCommand(file, test))
    return 'Checks only that the command ends without an error. An assertion on its output or on what it wrote would show that it did its work.';
  if (endsInMaking(file, source, test))
    return 'Checks only that it can be made without an error. An assertion on what was made would show that it is right.';
  if (fetchesOne(file, source, test))
    return 'Checks only that there is exactly one row. An assertion on what it holds would show that it is the right one.';
  if (looksUp(file, test) || importsOnly(file, test))
    return 'Checks only that what it asks for is there. An assertion on the value would show that it is right.';
  if (opensAndCloses(file, test))
    return 'Checks only that it can be opened and closed without an error. An assertion on what it gives would show that it works.';
  if (endsInWait(file, source, test))
    return 'Checks only that what it waits for comes to its end. An assertion on the result would show that it also did its work.';
  return undefined;
}

/** `pretend.stub()` and `sentinel.request` of a Python test raise as soon as anything is asked of them. */
function givesStrictStub({ language }: TestFile, source: Source, { span }: Test): boolean {
  return language === 'python' && /\bpretend\.stub\(|\bsentinel\.\w/.test(source.slice(span));
}

/** The last statement of the test is its point: an action on the page, alone, among others or in a function of this file. */
function endsInAction(file: TestFile, test: Test): boolean {
  const last = file.calls.filter((call) => call.function === test.function).at(-1);
  const statement = last?.statement;
  const isAction = (call: CallFact) =>
    acts.test(call.callee) && isOnPage(file, test, call) && call.handling !== 'dropped';
  return (
    statement !== undefined &&
    file.calls.some(
      (call) =>
        contains(statement, call.span) &&
        (isAction(call) ||
          functionsNamed(file, call.callee).some((fn) =>
            file.calls.some((inner) => isWithin(file, inner.function, fn.id) && isAction(inner)),
          )),
    )
  );
}

/** In tests with fixtures of a runner that cannot be told, and Vitest's browser mode, too. */
function isOnPage(file: TestFile, test: Test, { callee, origin }: CallFact): boolean {
  if (file.framework === 'playwright' || /^(?:page|frame|locator|context|browser|browserType)\b/.test(callee))
    return true;
  return (file.framework === 'unknown' && test.fixtures.length > 0) || /vitest\/browser/.test(origin?.module ?? '');
}

/** The last statement of a Python test defines a class, or makes an object for nothing but that: `SchemaValidator(schema)`. */
function endsInMaking(file: TestFile, source: Source, test: Test): boolean {
  const last = file.blocks[file.functions[test.function]?.block ?? 0]?.statements?.at(-1);
  if (file.language !== 'python' || !last) return false;
  const text = source.slice(last.span);
  // A decorator that is run on it is what is tried.
  if (last.kind === 'definition') return /^(?:@[^\n]*\n\s*)*class\b|^@/.test(text);
  return last.kind === 'expression' && /^(?:\w+\.)*_*[A-Z]\w*[a-z]\w*\(/.test(text);
}

/** SQLAlchemy's `….one()` as the last step of a Python test: it raises unless there is exactly one row. */
function fetchesOne(file: TestFile, source: Source, test: Test): boolean {
  let last = file.blocks[file.functions[test.function]?.block ?? 0]?.statements?.at(-1);
  while (last?.kind === 'compound') {
    const { start } = last.span;
    last = file.blocks.find(({ kind, construct }) => kind === 'with' && construct.start === start)?.statements?.at(-1);
  }
  return (
    file.language === 'python' &&
    last !== undefined &&
    /^(?:expression|assignment)$/.test(last.kind) &&
    /\.(?:one|scalar_one)\(\)\)?$/.test(source.slice(last.span))
  );
}

/** `getattr(module, name)`, for nothing but that. */
function looksUp(file: TestFile, test: Test): boolean {
  return file.calls.some(
    ({ callee, handling, function: id, arguments: given }) =>
      callee === 'getattr' && handling === 'dropped' && given.length === 2 && inTest(file, test, id),
  );
}

/** The test ends with a Python `with`, also in another or in a loop, in which nothing is done. */
function opensAndCloses(file: TestFile, test: Test): boolean {
  if (file.language !== 'python') return false;
  let last = file.blocks[file.functions[test.function]?.block ?? 0]?.statements?.at(-1);
  for (;;) {
    const span = last?.span;
    if (last?.kind !== 'compound' || !span) return false;
    const arms = file.blocks.filter(({ construct }) => construct.start === span.start && construct.end === span.end);
    const [body] = arms;
    if (!body || arms.length !== 1 || (body.kind !== 'with' && body.kind !== 'loop')) return false;
    if (body.kind === 'with' && body.statements?.every(({ kind }) => kind === 'pass')) return true;
    last = body.statements?.at(-1);
  }
}

/** Its last line is an import, so that it is what is tried. */
function importsOnly(file: TestFile, test: Test): boolean {
  const statements = file.blocks[file.functions[test.function]?.block ?? 0]?.statements;
  return file.language === 'python' && statements?.at(-1)?.kind === 'import';
}

/** A child process that ends with an error rejects the promise, or throws. */
function runsCommand(file: TestFile, test: Test): boolean {
  return file.calls.some(
    ({ callee, function: id, handling }) =>
      file.language === 'typescript' &&
      inTest(file, test, id) &&
      (/^(?:\w+\.)?exec(?:File)?Sync$/.test(callee) ||
        (/^(?:exec|execFile|spawn|execa|run)\w*$/.test(callee) && handling === 'awaited')),
  );
}

/** `const done = start(); … await done;`: unless it comes to its end, the test times out. A timer ends whatever the code does. */
function endsInWait(file: TestFile, source: Source, test: Test): boolean {
  const fn = file.functions[test.function];
  // Tornado's tests have a time limit of their own.
  if (fn?.decorators.some(({ callee }) => /(?:^|\.)gen_test$/.test(callee))) return true;
  if (fn && file.language === 'python')
    return /\.(?:wait|join)\(\)\s*$/.test(source.slice(fn.body).replace(/#[^\n]*/g, ''));
  if (file.language !== 'typescript' || !fn) return false;
  const name = /\bawait\s+(\w+)\s*;?\s*$/.exec(source.slice(fn.body).replace(/\/\/[^\n]*/g, ''))?.[1];
  const variable = name === undefined ? undefined : variableNamed(file, name, fn.id);
  const { initial } = variable ?? {};
  return (
    variable !== undefined &&
    inTest(file, test, variable.function) &&
    initial?.kind === 'call' &&
    initial.awaited !== true &&
    !file.calls.some((call) => contains(initial.span, call.span) && waitsOnly.test(call.callee))
  );
}
