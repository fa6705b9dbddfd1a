import type { Suite, Test, TestFile } from '../../facts.ts';
import { isTestSide } from '../../test-side.ts';
import { glob } from '../naming.ts';
import { type PytestConfig, words } from './config.ts';
import { folderOf } from './modules.ts';

const usualFile = /^(?:test_.*|.*_test|tests?)\.py$/;
const testCase = /(?:^|\.)\w*TestCase$/;

/**
 * The file with the tests that its runner collects: configured names of files, folders that are not entered,
 * `__test__ = False`, classes with a constructor. Names of classes and functions the reader has asked for already.
 * @param configs the one that holds for the file, then those of the folders above it, from which tests may be run as well
 * Source: pytest's reference of python_files and norecursedirs; its collector in python.py.
 */
export function collected(file: TestFile, configs: readonly PytestConfig[]): TestFile {
  if (configs.slice(1).some((config) => isInSkippedFolder(file.path, config))) return without(file, file.tests);
  const [config] = configs;
  return without(
    file,
    file.tests.filter((test) => !isCollected(file, test, config)),
  );
}

/** Tests are told by their place in the list, so those that stay are numbered anew. */
function without(file: TestFile, gone: readonly Test[]): TestFile {
  if (gone.length === 0) return file;
  const functions = new Set(gone.map((test) => test.function));
  return {
    ...file,
    functions: file.functions.map((fn) => (functions.has(fn.id) ? { ...fn, role: 'function' } : fn)),
    tests: file.tests.filter((test) => !functions.has(test.function)).map((test, id) => ({ ...test, id })),
  };
}

function isCollected(file: TestFile, test: Test, config: PytestConfig | undefined): boolean {
  const suites = suitesAround(file, test);
  const inTestCase = suites.some((suite) => isTestCase(file, suite));
  if (isSwitchedOff(file, suites)) return false;
  if (file.framework !== 'pytest') return true;
  if (!isFileCollected(file, config)) return false;
  return inTestCase || !suites.some((suite) => hasConstructor(file, suite));
}

function isFileCollected(file: TestFile, config: PytestConfig | undefined): boolean {
  // Named by the user although it is called something else: then it must at least look like a test file.
  const named = isNamedLikeTests(file.path, config) || (!hasFilePatterns(config) && isTestSide(file));
  return named && !isInSkippedFolder(file.path, config);
}

/** By `python_files`, or by what is usual. */
export function isNamedLikeTests(path: string, config: PytestConfig | undefined): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!hasFilePatterns(config)) return usualFile.test(name);
  return words(config?.options.get('python_files')).some((pattern) =>
    pattern.includes('/') ? glob(`*/${pattern}`).test(`/${path}`) : glob(pattern).test(name),
  );
}

function hasFilePatterns(config: PytestConfig | undefined): boolean {
  return words(config?.options.get('python_files')).length > 0;
}

function isInSkippedFolder(path: string, config: PytestConfig | undefined): boolean {
  const skipped = words(config?.options.get('norecursedirs'));
  if (skipped.length === 0) return false;
  const base = config?.folder ?? '';
  const below = base === '' ? path : path.slice(base.length + 1);
  const parts = folderOf(below).split('/');
  return parts.some((part, index) =>
    skipped.some((pattern) =>
      pattern.includes('/')
        ? glob(`*/${pattern}`).test(`/${parts.slice(0, index + 1).join('/')}`)
        : part !== '' && glob(pattern).test(part),
    ),
  );
}

function suitesAround(file: TestFile, test: Test): Suite[] {
  const found: Suite[] = [];
  for (let suite = suiteAt(file, test.suite); suite; suite = suiteAt(file, suite.parent)) found.push(suite);
  return found;
}

function suiteAt(file: TestFile, id: number | undefined): Suite | undefined {
  return id === undefined ? undefined : file.suites[id];
}

function isTestCase(file: TestFile, suite: Suite, depth = 0): boolean {
  return suite.bases.some((base) => {
    if (testCase.test(base)) return true;
    const own = depth < 10 ? file.suites.find((other) => other.className === base) : undefined;
    return own !== undefined && own !== suite && isTestCase(file, own, depth + 1);
  });
}

/** `__test__ = False` in the module or in a class around the test. */
function isSwitchedOff(file: TestFile, suites: readonly Suite[]): boolean {
  const owners = new Set(suites.map((suite) => suite.className));
  return file.variables.some(
    (variable) =>
      variable.name === '__test__' &&
      variable.value === 'primitive' &&
      (variable.level === 'module' || (variable.level === 'class' && owners.has(variable.className))) &&
      isFalse(variable),
  );
}

/** Facts hold no text: `False` is five characters long, `True` four. */
function isFalse({ initializer }: TestFile['variables'][number]): boolean {
  return initializer !== undefined && initializer.end - initializer.start === 5;
}

/** pytest leaves classes with `__init__` or `__new__` alone, with a warning. */
function hasConstructor(file: TestFile, suite: Suite, depth = 0): boolean {
  const own = file.functions.some(
    (fn) => /^__(?:init|new)__$/.test(fn.name) && fn.className === suite.className && fn.parent === suite.function,
  );
  return (
    own ||
    suite.bases.some((base) => {
      const other = depth < 10 ? file.suites.find((each) => each.className === base && each !== suite) : undefined;
      return other !== undefined && hasConstructor(file, other, depth + 1);
    })
  );
}
