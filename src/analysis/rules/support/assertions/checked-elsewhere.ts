import type { Access, CallFact, FunctionFact, Test, TestFile } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import { contains, type Source } from '../../../source.ts';
import { literally } from '../../../words.ts';
import { takesDone } from '../promises/done.ts';
import { inTest } from '../scope.ts';

/** Is what a TypeScript test does checked by something other than an assertion of its own? */
export function isCheckedElsewhere(file: TestFile, source: Source, test: Test): boolean {
  if (file.language !== 'typescript') return false;
  return (
    holdsTests(file, test) ||
    handsOnDone(file, source, test) ||
    isLookedAtByOthers(file, test) ||
    isSignalled(file, source, test) ||
    awaitsCallback(file, test) ||
    runsWhatItIsGiven(file, test)
  );
}

/**
 * Tests that wait for each other: `await defers[1]`, resolved by another test, or the other way round. When the signal does
 * not come, one of them times out.
 */
function isSignalled(file: TestFile, source: Source, test: Test): boolean {
  return file.variables.some(({ function: owner, accesses }) => {
    if (inTest(file, test, owner)) return false;
    // The promise itself is awaited, not the answer of a call.
    const isAwaited = ({ span }: Access) =>
      /\bawait\s+$/.test(source.text.slice(Math.max(0, span.start - 10), span.start)) &&
      /^(?:\[\w+\])?(?:\.promise)?\s*(?:[;,)\n]|\/\/)/.test(source.text.slice(span.end, span.end + 40));
    return (
      accesses.some((access) => inTest(file, test, access.function)) &&
      accesses.some((access) => !inTest(file, test, access.function)) &&
      accesses.some(isAwaited)
    );
  });
}

/** A node:test with subtests: they check. */
function holdsTests(file: TestFile, test: Test): boolean {
  return file.tests.some((other) => other.id !== test.id && inTest(file, test, other.function));
}

/**
 * `emitter.once('saved', done)`, `handle(request, { end: done })`: the test times out unless the code calls back. A timer
 * calls back whatever the code does.
 */
function handsOnDone(file: TestFile, source: Source, test: Test): boolean {
  // `wrap((done) => { … })`: a helper that waits for it.
  const isWaiter = ({ id, parameters }: FunctionFact) =>
    id !== test.function && inTest(file, test, id) && parameters.some(({ name }) => name === 'done');
  if (file.functions.some(isWaiter)) return true;
  const fn = file.functions[test.function];
  const done = fn && takesDone(file, fn) ? nameOfDone(fn, file) : undefined;
  if (!fn || done === undefined) return false;
  const code = source.slice(fn.body).replace(/\/\/[^\n]*|\b(?:setTimeout|setImmediate|nextTick)\(\s*\w+/g, '');
  return new RegExp(`[(,:=]\\s*${literally(done)}\\s*[,)}\\n;]`).test(code);
}

/** `new Promise((resolve) => { emitter.on('saved', () => resolve()); })`: the test times out unless the code calls back. */
function awaitsCallback(file: TestFile, test: Test): boolean {
  return file.functions.some((executor) => {
    const given = executor.argumentOf === undefined ? undefined : file.calls[executor.argumentOf];
    const [resolve] = executor.parameters;
    if (given?.callee !== 'new Promise' || !resolve || !inTest(file, test, executor.id)) return false;
    return file.calls.some(
      (call) =>
        contains(executor.span, call.span) &&
        !/(?:^|\.)(?:setTimeout|setImmediate|nextTick|queueMicrotask)$/.test(call.callee) &&
        (isCalledBack(file, call, resolve.name, executor.id) ||
          call.arguments.some(({ kind, value }) => kind === 'name' && value === resolve.name)),
    );
  });
}

/** `resolve()` in a callback of the executor that no timer runs. */
function isCalledBack(file: TestFile, call: CallFact, name: string, executor: number): boolean {
  if (call.callee !== name || call.function === executor) return false;
  const given = file.functions[call.function]?.argumentOf;
  return !/(?:^|\.)(?:setTimeout|setImmediate|nextTick|queueMicrotask)$/.test(
    given === undefined ? '' : (file.calls[given]?.callee ?? ''),
  );
}

/** `const check = (title, run) => it(title, () => run(cache))`: what `run` does is up to the callers. */
function runsWhatItIsGiven(file: TestFile, test: Test): boolean {
  const fn = file.functions[test.function];
  const outer = fn ? [...functionsAround(file, fn.parent)].filter(({ role }) => role === 'function') : [];
  const names = new Set(outer.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  return file.calls.some((call) => inTest(file, test, call.function) && names.has(call.callee));
}

function nameOfDone({ parameters }: FunctionFact, { framework }: TestFile): string | undefined {
  const name = (framework === 'node:test' ? parameters[1] : parameters[0])?.name;
  return name !== undefined && /^[A-Za-z_]\w*$/.test(name) ? name : undefined;
}

/** It leaves something in a variable outside, and an assertion of another test or hook looks at that. */
function isLookedAtByOthers(file: TestFile, test: Test): boolean {
  return file.variables.some(({ level, accesses }) => {
    if (level !== 'module' && level !== 'suite') return false;
    const writes = accesses.some((access) => access.kind !== 'read' && inTest(file, test, access.function));
    return (
      writes &&
      accesses.some(
        (access) =>
          access.kind === 'read' &&
          !inTest(file, test, access.function) &&
          file.assertions.some((assertion) => contains(assertion.span, access.span)),
      )
    );
  });
}
