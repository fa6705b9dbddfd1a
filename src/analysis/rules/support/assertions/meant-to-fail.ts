import type { FunctionFact, TestFile } from '../../../facts.ts';

/** `it.fails`, `it.failing`, Playwright's `test.fail`: the author says that the test fails. */
export function isMeantToFail(file: TestFile, fn: FunctionFact): boolean {
  const test = file.tests.find((candidate) => candidate.function === fn.id);
  return test?.modifiers.some(({ name }) => /^fail(?:s|ing)?$/.test(name)) ?? false;
}
