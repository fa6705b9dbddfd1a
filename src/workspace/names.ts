/** Which files are test files by their name, and which folders never hold tests of the project itself. Paths are `/`-separated. */

const source = /\.(?:py|[cm]?[jt]sx?)$/;
const notSource = /\.d\.[cm]?ts$|\.min\.[cm]?js$/;

/** A file that the analysis can read at all. */
export function isSourceFile(path: string): boolean {
  return source.test(path) && !notSource.test(path);
}

const script = String.raw`\.[cm]?[jt]sx?$`;
const scriptTest = new RegExp(String.raw`\.(?:test|spec|e2e|cy)${script}`);
const plainScriptTest = new RegExp(`(?:^test[-_].+|[-_]test|^tests?)${script}`);
/** `test-utils.ts` and its like carry the name but hold no tests. */
const scriptHelper = new RegExp(
  `^test[-_](?:utils?|utilities|helpers?|setup|data|fixtures?|support|env|environment|lib|types|constants|config|globals?)${script}`,
);
const pythonTest = /^(?:test_.*|.*_test|tests|conftest)\.py$/;
const besideTests = new Set([
  'fixtures',
  '__fixtures__',
  'helpers',
  'utils',
  '__mocks__',
  '__snapshots__',
  '__helpers__',
  '__utils__',
]);

/**
 * Test files as pytest, vitest, jest, mocha, node:test, Playwright and Cypress name them by default, and `conftest.py`,
 * which holds fixtures.
 */
export function isTestFile(path: string): boolean {
  if (!isSourceFile(path)) return false;
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  if (name.endsWith('.py')) return pythonTest.test(name);
  if (scriptTest.test(name)) return true;
  if (scriptHelper.test(name)) return false;
  if (plainScriptTest.test(name)) return true;
  const tests = segments.lastIndexOf('__tests__');
  return tests !== -1 && !segments.slice(tests).some((segment) => besideTests.has(segment));
}

const testFolders = new Set(['test', 'tests', 'spec', 'specs']);
const scriptFixtures = new Set(['fixtures', '__fixtures__']);

/**
 * `test/cart.js`: a script below a test folder whose name says nothing, as mocha and node:test take them. Helpers in folders
 * of their own are not meant.
 */
function mayBePlainTest(path: string): boolean {
  if (!isSourceFile(path) || path.endsWith('.py')) return false;
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  const folder = segments.findIndex((segment) => testFolders.has(segment));
  if (folder === -1 || scriptHelper.test(name)) return false;
  return !segments.slice(folder).some((segment) => besideTests.has(segment) || segment === 'support');
}

/** A test file by its name or by its place. */
export function mayHoldTests(path: string): boolean {
  return isTestFile(path) || mayBePlainTest(path);
}

/**
 * The test files among these. Where a test folder holds no script that is named like a test, its scripts are taken as they
 * are. Scripts in `fixtures` folders are data of other tests and are left out; `below` is a folder asked for by name.
 */
export function chooseTestFiles(paths: readonly string[], below = ''): readonly string[] {
  const isFixture = (path: string) =>
    !path.endsWith('.py') &&
    path
      .slice(below.length)
      .split('/')
      .some((segment) => scriptFixtures.has(segment));
  const named = paths.filter((path) => isTestFile(path) && !isFixture(path));
  const withNames = new Set(named.filter((path) => !path.endsWith('.py')).map(testFolderOf));
  const plain = paths.filter((path) => mayBePlainTest(path) && !withNames.has(testFolderOf(path)));
  return [...new Set([...named, ...plain])];
}

/** The outermost test folder that holds the file; undefined outside of one. */
function testFolderOf(path: string): string | undefined {
  const segments = path.split('/').slice(0, -1);
  const folder = segments.findIndex((segment) => testFolders.has(segment));
  return folder === -1 ? undefined : segments.slice(0, folder + 1).join('/');
}

const neverOurs = new Set([
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  'virtualenv',
  'site-packages',
  'dist-packages',
  'dist',
  '.next',
  '.nuxt',
  '.svelte-kit',
  '.git',
  '.hg',
  '.svn',
  '__pycache__',
  '__mocks__',
  '__snapshots__',
  '.tox',
  '.nox',
  '.eggs',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.yarn',
  '.pnpm-store',
  '.terraform',
]);
/** Names of build output that are also names of real source folders: left out unless the project keeps them in git. */
const usuallyOutput = new Set(['build', 'out', 'coverage', 'htmlcov', '.cache', 'target']);

export function isExcludedFolder(name: string, tracked: boolean): boolean {
  return neverOurs.has(name) || (!tracked && usuallyOutput.has(name));
}
