import type { Assertion, TestFile } from './facts.ts';

/** Folders and files that hold tests or what only tests use. */
const testSidePath =
  /(?:^|\/)(?:[\w.-]*[_.-])?(?:tests?|testing|specs?|__tests__|__mocks__|e2e|cypress|playwright|support|page[-_]?objects?|fixtures?|helpers?|asserts?|assertions?)(?:[_.-][\w.-]*)?(?:\/|\.\w+$)|(?:^|\/)(?:conftest\.py$|test(?:ing)?[-_]?(?:utils?|lib|kit|base)|pytest)|(?:test|spec)\.[cm]?[jt]sx?$/i;

/** Modules that only test code imports. `assert` and `unittest.mock` are not among them: product code uses them, too. */
const testModule =
  /^(?:_?pytest(?:[._].*)?|unittest(?:\.case)?|django\.test(?:\..*)?|hypothesis(?:\..*)?|numpy\.testing|pandas\.testing|vitest|jest|@jest\/globals|@playwright\/test|chai|expect|node:test|supertest|@testing-library\/.*|cypress|mocha)$/;

/** Without one of these words no statement of a file can be a check of a test (bare asserts apart). */
const checkingWord = /\b(?:pytest|unittest|hypothesis|expect|should|chai|supertest|assert[A-Z]\w*|assert_\w+)\b/;

/** Can calling into this file check something for a test? Asked of the raw text, before the file is read. */
export function mayCheckForTests(path: string, text: string): boolean {
  return testSidePath.test(path) || checkingWord.test(text);
}

const answers = new WeakMap<TestFile, boolean>();

/** Is this file there for tests: by where it lies, what it is called, or what it imports? */
export function isTestSide(file: TestFile): boolean {
  const known = answers.get(file);
  if (known !== undefined) return known;
  const answer =
    testSidePath.test(file.path) || file.imports.some((entry) => !entry.typeOnly && testModule.test(entry.module));
  answers.set(file, answer);
  return answer;
}

/** An `assert` that product code makes for itself: it guards an invariant and checks no test's expectation. */
export function isBareAssert({ style }: Assertion): boolean {
  return style === 'assert' || style === 'node:assert' || style === 'other';
}
