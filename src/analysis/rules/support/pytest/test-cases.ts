import type { Test, TestFile } from '../../../facts.ts';
import { suitesAround } from '../scope.ts';

/** The test is a method of a unittest.TestCase, as far as this file shows. */
export function isInTestCase(file: TestFile, test: Test): boolean {
  const [suite] = suitesAround(file, test);
  return suite?.className !== undefined && isTestCase(file, suite.className, new Set());
}

function isTestCase(file: TestFile, name: string, seen: Set<string>): boolean {
  seen.add(name);
  const bases = file.classes?.find((entry) => entry.name === name)?.bases ?? [];
  return bases.some(
    (base) => /^unittest\.(?:\w+\.)?\w*TestCase$/.test(base) || (!seen.has(base) && isTestCase(file, base, seen)),
  );
}
