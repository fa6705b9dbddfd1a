import { posix } from 'node:path';
import { promisesCheck } from './check-names.ts';
import { extensionsOf } from './extended-tests.ts';
import type { CallFact, FunctionFact, TestFile } from './facts.ts';
import { givenBy } from './gives.ts';
import { methodOfClass } from './inherited.ts';
import { functionsAround, isParameter, isWithin } from './nesting.ts';
import type { HelperIndex } from './rule.ts';
import { isBareAssert, isTestSide, mayCheckForTests } from './test-side.ts';

/** What following a call needs of the rest of the workspace. */
export interface HelperSources {
  /** Facts of a workspace file, helper modules and conftest.py included; undefined when it cannot be read. */
  read(path: string): TestFile | undefined;
  /** The raw text of a workspace file. */
  peek(path: string): string | undefined;
  /** The workspace file that an import means. */
  resolve(fromPath: string, module: string): string | undefined;
  /** conftest.py files that hold for the file, nearest first. */
  readonly conftests: readonly string[];
}

type Verdict = 'yes' | 'no' | 'unknown';
interface Target {
  readonly file: TestFile;
  readonly fn: FunctionFact;
}

interface Sought {
  readonly name: string;
  readonly how: Search;
}

/**
 * `exact`: only where the name leads there for sure; `by-name`: also a method of that name; `reach`: as `exact`, on the test
 * side; `any`: as `exact`, whatever the module's text promises.
 */
type Search = 'exact' | 'by-name' | 'reach' | 'any';

/** A helper that calls a helper that calls a helper …: deeper than this nobody asserts. */
const maxDepth = 6;

/** What a module path may mean besides a file of code: the very file, JSON, components, a package. */
const notCode = ['', '.json', '.vue', '.svelte', '.node', '/package.json'];

/** Follows calls from `file` into the functions of the workspace. Answers are remembered for the life of the index. */
export function createHelperIndex(file: TestFile, sources: HelperSources): HelperIndex {
  const verdicts = new Map<string, Verdict>();

  function functionAsserts({ file: home, fn }: Target, depth: number): Verdict {
    const key = `${home.path}#${fn.id}`;
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    verdicts.set(key, 'no'); // while it is being answered: recursion adds nothing
    const verdict = answer({ file: home, fn }, depth);
    verdicts.set(key, verdict);
    return verdict;
  }

  function answer({ file: home, fn }: Target, depth: number): Verdict {
    const own = home.assertions.filter((assertion) => isWithin(home, assertion.function, fn.id));
    // What the tested code asserts or calls `validate` is its own business, not the test's check.
    if (home !== file && !isTestSide(home)) return own.every(isBareAssert) ? 'no' : 'yes';
    if (own.length > 0) return 'yes';
    if (
      promisesCheck(fn.name) &&
      home.exits.some((exit) => exit.kind === 'throw' && isWithin(home, exit.function, fn.id))
    )
      return 'yes';
    if (depth >= maxDepth) return 'unknown';
    let verdict: Verdict = 'no';
    for (const call of home.calls) {
      if (!isWithin(home, call.function, fn.id)) continue;
      const target = findTarget(home, call, sources, 'by-name');
      const found = target ? functionAsserts(target, depth + 1) : promisesCheck(call.callee) ? 'yes' : 'no';
      if (found === 'yes') return 'yes';
      if (found === 'unknown') verdict = 'unknown';
    }
    return verdict;
  }

  let homes: readonly TestFile[] | undefined;
  function fixtureHomes(): readonly TestFile[] {
    homes ??= [file, ...extensionsOf(file, sources), ...sources.conftests.flatMap((path) => sources.read(path) ?? [])];
    return homes;
  }

  /** A TypeScript fixture may stand for several of its name, each made from the one before, and for those it asks for. */
  function fixtureVerdict(name: string, seen: Set<string>): Verdict {
    seen.add(name);
    let verdict: Verdict = 'unknown';
    for (const home of fixtureHomes()) {
      const fixture = home.fixtures.find((candidate) => candidate.name === name);
      const fn = fixture && home.functions[fixture.function];
      if (!fixture || !fn) continue;
      const own = functionAsserts({ file: home, fn }, 0);
      if (home.language === 'python' || own === 'yes') return own;
      if (verdict === 'unknown') verdict = own;
      if (fixture.requests.some((other) => !seen.has(other) && fixtureVerdict(other, seen) === 'yes')) return 'yes';
    }
    return verdict;
  }

  return {
    asserts(call) {
      const target = findTarget(file, call, sources, 'by-name');
      if (target) return functionAsserts(target, 0);
      const fixture = call.callee.split('.')[0] ?? '';
      return isParameter(file, fixture, call.function) ? this.fixtureAsserts(fixture) : 'unknown';
    },
    isAsync(call) {
      const target = findTarget(file, call, sources, 'exact');
      if (!target || target.fn.decorators.length > 0) return 'unknown';
      return target.fn.async && !target.fn.generator ? 'yes' : 'no';
    },
    fixtureAsserts(name) {
      return fixtureVerdict(name, new Set());
    },
    autouseAsserts() {
      return fixtureHomes()
        .filter((home) => home === file || home.language === 'typescript')
        .some((home) => home.fixtures.some(({ autouse, name }) => autouse && this.fixtureAsserts(name) === 'yes'));
    },
    reached(call) {
      const target = findTarget(file, call, sources, 'reach');
      return target && [...reachedFrom(target, sources, 0)].flatMap(callsIn);
    },
    environment(call) {
      const target = findTarget(file, call, sources, 'reach');
      const reached = target ? [...reachedFrom(target, sources, 0)] : [];
      return reached.flatMap(({ file: home, fn }) =>
        home.environment.filter((write) => isWithin(home, write.function, fn.id)),
      );
    },
    gives(call) {
      const target = findTarget(file, call, sources, 'any');
      return target && target.fn.decorators.length === 0 ? givenBy(target.file, target.fn) : 'unknown';
    },
    resolves(module) {
      if (sources.resolve(file.path, module) !== undefined) return 'yes';
      const at = posix.join(posix.dirname(file.path), module);
      if (!module.startsWith('.') || at.startsWith('..')) return 'unknown';
      return notCode.some((end) => sources.peek(at + end) !== undefined) ? 'yes' : 'no';
    },
  };
}

/** Three steps: a hook that calls a helper that calls a helper. */
function* reachedFrom(from: Target, sources: HelperSources, depth: number): Generator<Target> {
  yield from;
  if (depth >= 2) return;
  for (const call of callsIn(from)) {
    const target = findTarget(from.file, call, sources, 'reach');
    if (target && target.fn !== from.fn) yield* reachedFrom(target, sources, depth + 1);
  }
}

function callsIn({ file, fn }: Target): CallFact[] {
  return file.calls.filter((call) => isWithin(file, call.function, fn.id));
}

/**
 * The function a call runs. `exact` only where the name leads there for sure; `by-name` also accepts a method of that name
 * in a class of this file or of a module it imports (page objects, test-case bases).
 */
function findTarget(home: TestFile, call: CallFact, sources: HelperSources, how: Search): Target | undefined {
  const parts = call.callee.split('.');
  const last = parts[parts.length - 1] ?? '';
  if (last === '' || last.endsWith('()')) return undefined;
  if (call.origin) {
    const name = call.origin.name === '*' ? last : call.origin.name;
    const imported = findImported(home, call.origin.module, { name, how }, sources, 0);
    if (imported && (call.origin.name === '*' || parts.length === 1 || last === call.origin.name)) return imported;
    // `from shop.testing import checks` and then `checks.compare(…)`.
    if (home.language === 'python' && call.origin.name !== '*' && parts.at(-2) === call.origin.name) {
      const module = `${call.origin.module}${call.origin.module.endsWith('.') ? '' : '.'}${call.origin.name}`;
      const inside = findImported(home, module, { name: last, how }, sources, 0);
      if (inside) return inside;
    }
  } else if (parts.length === 1) {
    const local = findLocal(home, last, call.function);
    if (local) return { file: home, fn: local };
  }
  const owner = enclosingClass(home, call.function);
  const isOwn = parts.length === 2 && (parts[0] === 'self' || parts[0] === 'this' || parts[0] === 'cls');
  if (isOwn && owner !== undefined) {
    const own = home.functions.find((fn) => fn.name === last && fn.className === owner);
    if (own) return { file: home, fn: own };
    const inherited =
      how === 'by-name' && home.language === 'python' ? methodOfClass(home, owner, last, sources) : undefined;
    if (inherited) return inherited;
  }
  if (how !== 'by-name' || parts.length === 1) return undefined;
  return findMethod(home, last, sources);
}

function findLocal(home: TestFile, name: string, from: number): FunctionFact | undefined {
  const named = home.functions.filter((fn) => fn.name === name && fn.className === undefined);
  return named.find((fn) => isWithin(home, from, fn.parent)) ?? undefined;
}

function findImported(
  home: TestFile,
  module: string,
  sought: Sought,
  sources: HelperSources,
  hops: number,
): Target | undefined {
  const { name, how } = sought;
  const path = sources.resolve(home.path, module);
  const target = path !== undefined && isWorthReading(path, sought, sources) ? sources.read(path) : undefined;
  if (!target) return undefined;
  const topLevel = target.functions.filter(
    (fn) => fn.parent === 0 && fn.className === undefined && fn.role !== 'module',
  );
  const exported = topLevel.filter((fn) => fn.exported);
  const fn =
    name === 'default' && exported.length === 1 ? exported[0] : topLevel.find((candidate) => candidate.name === name);
  if (fn) return { file: target, fn };
  if (hops >= 3) return undefined;
  for (const link of target.reexports) {
    if (link.as !== name && link.as !== '*') continue;
    const next = { name: link.name === '*' ? name : link.name, how };
    const found = findImported(target, link.module, next, sources, hops + 1);
    if (found) return found;
  }
  return undefined;
}

const methods = new WeakMap<HelperSources, Map<string, Target | undefined>>();

/** Asked at every call of a method, of few names: each is looked for once. */
function findMethod(home: TestFile, name: string, sources: HelperSources): Target | undefined {
  const known = methods.get(sources) ?? new Map<string, Target | undefined>();
  methods.set(sources, known);
  const key = `${home.path}\0${name}`;
  if (!known.has(key)) known.set(key, searchMethod(home, name, sources));
  return known.get(key);
}

function searchMethod(home: TestFile, name: string, sources: HelperSources): Target | undefined {
  const methodIn = (file: TestFile): Target | undefined => {
    const fn = file.functions.find((candidate) => candidate.name === name && candidate.className !== undefined);
    return fn && { file, fn };
  };
  const here = methodIn(home);
  if (here) return here;
  const modules = new Set(home.imports.filter((entry) => !entry.typeOnly).map((entry) => entry.module));
  const found = [...modules].flatMap((module) => {
    const path = sources.resolve(home.path, module);
    if (path === undefined || !isWorthReading(path, { name, how: 'by-name' }, sources)) return [];
    const file = sources.read(path);
    return (file && methodIn(file)) ?? [];
  });
  return found.find((target) => isTestSide(target.file)) ?? found[0];
}

/**
 * Most imported modules are the tested code, and reading them is what an analysis spends its time on. The raw text tells
 * where the answer cannot depend on it: no test vocabulary and a name that promises nothing, or no `async` function.
 */
function isWorthReading(path: string, { name, how }: Sought, sources: HelperSources): boolean {
  const text = sources.peek(path);
  if (text === undefined) return false;
  if (how === 'any') return true;
  if (how === 'reach') return mayCheckForTests(path, text);
  if (/(?:^|\/)(?:__init__\.py|index\.\w+)$/.test(path)) return true; // hands names on from elsewhere
  return how === 'exact' ? /\basync\b/.test(text) : promisesCheck(name) || mayCheckForTests(path, text);
}

function enclosingClass(home: TestFile, id: number): string | undefined {
  for (const fn of functionsAround(home, id)) if (fn.className !== undefined) return fn.className;
  return undefined;
}
