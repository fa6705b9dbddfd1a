import type { SyntaxProblem, TestFile } from './facts.ts';

/**
 * Some rules hold every test against every other: 1,000 ordinary tests take 2 to 4 seconds of a processor, 5,000 take 14 to 19.
 * The largest files that were met in real projects have a tenth of what is allowed.
 */
const most = { tests: 5_000, calls: 50_000 };

/** Why a file is read but not analysed; undefined when it is not too large. */
export function tooMany({ tests, calls, afterImports }: TestFile): SyntaxProblem | undefined {
  if (tests.length <= most.tests && calls.length <= most.calls) return undefined;
  return {
    message: `holds ${tests.length} tests and ${calls.length} calls; up to ${most.tests} tests and ${most.calls} calls are analysed. Split it`,
    span: { start: afterImports, end: afterImports },
    beyond: true,
  };
}

/** Why a file is not read: no stack is deep enough for it. */
export function tooDeep(length: number): SyntaxProblem {
  return {
    message: 'is nested too deeply to be read to the end. Take the innermost parts out into variables or functions',
    span: { start: 0, end: length },
    beyond: true,
  };
}
