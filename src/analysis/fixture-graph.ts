import type { FunctionFact, Test, TestFile } from './facts.ts';
import { fixturesOfClass, fixturesOfModule, type NamedFixture, pluginModules } from './fixture-homes.ts';
import type { FixtureIndex, FixtureSite } from './fixtures.ts';
import type { HelperSources } from './helpers.ts';
import { functionsAround } from './nesting.ts';
import { pluginFixture } from './plugin-fixtures.ts';
import type { PytestFacts } from './project.ts';

const empty: FixtureIndex = {
  find: () => undefined,
  all: () => [],
  requested: () => undefined,
  plugin: () => undefined,
  used: () => [],
  autouse: () => [],
};

/** Fixtures of one place, those that count first in front; places are asked from the inside out. */
type Level = readonly NamedFixture[];

/** What a function sees: the fixtures of a name, those that count first in front, and the autouse ones. */
interface View {
  readonly byName: ReadonlyMap<string, readonly NamedFixture[]>;
  readonly autouse: readonly NamedFixture[];
}

/**
 * Looks fixtures up as pytest does. Nothing is read before the first question; answers hold for the life of the index.
 * Source: pytest's reference on overriding fixtures; FixtureManager in _pytest/fixtures.py (parsefactories, getfixtureclosure).
 */
export function createFixtureIndex(file: TestFile, sources: HelperSources, pytest?: PytestFacts): FixtureIndex {
  if (file.language !== 'python') return empty;
  const views = new Map<string, View>();

  let outside: readonly Level[] | undefined;
  /** What every function of the file sees: the module, then conftest.py files, then modules named as plugins. */
  function aroundModule(): readonly Level[] {
    if (outside) return outside;
    const conftests = sources.conftests.filter((path) => path !== file.path);
    const plugins = pluginModules(file, conftests, sources, pytest?.addopts ?? []);
    const beyond = [...conftests, ...plugins].flatMap((path) => {
      const home = sources.read(path);
      return home ? [fixturesOfModule(home, 'conftest', sources)] : [];
    });
    outside = [fixturesOfModule(file, 'module', sources), ...beyond];
    return outside;
  }

  function viewOf(from: FunctionFact): View {
    const classes = classesAround(file, from);
    const key = classes.join(' ');
    const known =
      views.get(key) ?? view([...classes.map((name) => fixturesOfClass(file, name, sources)), ...aroundModule()]);
    views.set(key, known);
    return known;
  }

  const named = (name: string, from: FunctionFact) => viewOf(from).byName.get(name) ?? [];

  /** A fixture that asks for its own name means the one that it overrides. */
  function meant(name: string, asking: NamedFixture | undefined, candidates: readonly NamedFixture[]) {
    const own = asking?.name === name ? candidates.findIndex(({ site }) => isSame(site, asking.site)) : -1;
    return candidates[own + 1];
  }

  function all(name: string, from: FunctionFact): readonly FixtureSite[] {
    const candidates = named(name, from);
    const own = candidates.findIndex(({ site }) => site.file === file && site.fixture.function === from.id);
    return candidates.slice(own + 1).map(({ site }) => site);
  }

  const usedBy = new Map<Test, readonly FixtureSite[]>();
  function used(test: Test): readonly FixtureSite[] {
    const from = file.functions[test.function];
    if (!from) return [];
    const found = new Set<NamedFixture>();
    const take = (entry: NamedFixture | undefined) => {
      if (!entry || found.has(entry)) return;
      found.add(entry);
      const { fixture, file: home } = entry.site;
      const names = [...fixture.requests, ...(fetchedIn(home).get(fixture.function) ?? [])];
      for (const name of names) take(meant(name, entry, named(name, from)));
    };
    for (const entry of viewOf(from).autouse) take(entry);
    const names = [...test.fixtures, ...marked(file, test), ...(fetchedIn(file).get(test.function) ?? [])];
    for (const name of names) take(named(name, from)[0]);
    return [...found].map(({ site }) => site);
  }

  return {
    all,
    find: (name, from) => all(name, from)[0],
    requested(site, name) {
      const own = site.file === file ? file.functions[site.fixture.function] : undefined;
      const from = own ?? file.functions[0];
      if (!from) return undefined;
      const candidates = named(name, from);
      return candidates[candidates.findIndex((entry) => isSame(entry.site, site)) + 1]?.site;
    },
    plugin: (name) => pluginFixture(name, pytest?.distributions ?? []),
    used(test) {
      const known = usedBy.get(test) ?? used(test);
      usedBy.set(test, known);
      return known;
    },
    autouse(test) {
      const from = file.functions[test.function];
      return from ? viewOf(from).autouse.map(({ site }) => site) : [];
    },
  };
}

function view(levels: readonly Level[]): View {
  const byName = new Map<string, NamedFixture[]>();
  const forced = new Set<string>();
  for (const entry of levels.flat()) {
    const others = byName.get(entry.name);
    if (others) others.push(entry);
    else byName.set(entry.name, [entry]);
    if (entry.site.fixture.autouse) forced.add(entry.name);
  }
  // The name is forced on the test; which fixture it means is looked up like any other.
  return { byName, autouse: [...forced].flatMap((name) => byName.get(name)?.[0] ?? []) };
}

function isSame(a: FixtureSite, b: FixtureSite): boolean {
  return a.fixture === b.fixture;
}

/** Names of the classes around a function, innermost first. */
function classesAround(file: TestFile, from: FunctionFact): readonly string[] {
  const names = [...functionsAround(file, from.id)].flatMap((fn) =>
    fn.className !== undefined && (fn.role === 'suite' || fn.id === from.id) ? [fn.className] : [],
  );
  return [...new Set(names)];
}

/** `pytestmark = pytest.mark.usefixtures("db")` in the module or in a class around the test. */
function marked(file: TestFile, test: Test): readonly string[] {
  const own = file.functions[test.function];
  const classes = own ? classesAround(file, own) : [];
  const marks = file.variables.filter(
    ({ name, level, className }) =>
      name === 'pytestmark' && (level === 'module' || (className !== undefined && classes.includes(className))),
  );
  return marks.flatMap(({ initializer }) =>
    file.calls
      .filter(
        ({ callee, span }) =>
          callee === 'pytest.mark.usefixtures' &&
          initializer !== undefined &&
          initializer.start <= span.start &&
          span.end <= initializer.end,
      )
      .flatMap((call) => call.arguments.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))),
  );
}

const fetched = new WeakMap<TestFile, ReadonlyMap<number, readonly string[]>>();

/** `request.getfixturevalue("db")`, by the function that it stands in. */
function fetchedIn(file: TestFile): ReadonlyMap<number, readonly string[]> {
  const known = fetched.get(file);
  if (known) return known;
  const names = new Map<number, string[]>();
  for (const {
    callee,
    function: id,
    arguments: [first],
  } of file.calls) {
    if (!callee.endsWith('.getfixturevalue') || first?.kind !== 'string') continue;
    names.set(id, [...(names.get(id) ?? []), String(first.value)]);
  }
  fetched.set(file, names);
  return names;
}
