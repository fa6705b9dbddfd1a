import type { Access, FunctionFact, Test, TestFile } from '../../facts.ts';
import { contains, type Source } from '../../source.ts';
import { takesDone } from './done.ts';
import { inTest } from './scope.ts';

/** Is what a TypeScript test does checked by something other than an assertion of its own? */
export function isCheckedElsewhere(file: TestFile, source: Source, test: Test): boolean {
  if (file.language !== 'typescript') return false;
  return (
    holdsTests(file, test) ||
    handsOnDone(file, source, test) ||
    isLookedAtByOthers(file, test) ||
    isSignalled(file, source, test)
  );
}

/**
 * Tests that wait for each other: `await defers[1]`, resolved by another test, or the other way round. When the signal does
 * not come, one of them times out.
 */
function isSignalled(file: TestFile, source: Source, test: Test): boolean {
  return file.variables.some(({ level, accesses }) => {
    if (level !== 'module' && level !== 'suite') return false;
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
  const fn = file.functions[test.function];
  const done = fn && takesDone(file, fn) ? nameOfDone(fn, file) : undefined;
  if (!fn || done === undefined) return false;
  const code = source.slice(fn.body).replace(/\/\/[^\n]*|\b(?:setTimeout|setImmediate|nextTick)\(\s*\w+/g, '');
  return new RegExp(`[(,:=]\\s*${done}\\s*[,)}\\n;]`).test(code);
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
