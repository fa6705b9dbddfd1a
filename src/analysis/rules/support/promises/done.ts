import type { FunctionFact, TestFile } from '../../../facts.ts';

/** A callback-style test or hook (`(done) => …`): runners refuse or misread one that is also `async`. */
export function takesDone(file: TestFile, fn: FunctionFact): boolean {
  // TypeScript writes the type of `this` as a first parameter.
  const [first] = fn.parameters.filter(({ name }) => name !== 'this');
  if (!first || file.framework === 'vitest' || file.framework === 'playwright') return false;
  const test = file.tests.find((candidate) => candidate.function === fn.id);
  if (test?.parametrized) return fn.parameters.some((parameter) => parameter.name === 'done');
  return file.framework !== 'node:test' || fn.parameters.length > 1;
}
