import type { Fixture, FunctionFact, Import, TestFile } from './facts.ts';
import type { FixtureSite } from './fixtures.ts';
import type { HelperSources } from './helpers.ts';

/** A fixture under the name that it goes by where it is found: an import may have given it another. */
export interface NamedFixture {
  readonly name: string;
  readonly site: FixtureSite;
}

type From = FixtureSite['from'];

/** A fixture and the attribute of its module or class that holds it. */
interface Held extends NamedFixture {
  readonly attribute: string;
}

/** Re-exports of re-exports, bases of bases: deeper than this nobody goes. */
const maxSteps = 5;

/** The fixtures that a module holds: its own and those that it imports. */
export function fixturesOfModule(file: TestFile, from: From, sources: HelperSources): readonly NamedFixture[] {
  return heldByModule(file, from, sources, new Set());
}

function heldByModule(file: TestFile, from: From, sources: HelperSources, seen: Set<string>): readonly Held[] {
  seen.add(file.path);
  const own = heldBy(file, (fn) => fn.parent === 0 && fn.className === undefined, from);
  const wanted = new Set([
    ...file.tests.flatMap(({ fixtures }) => fixtures),
    ...file.fixtures.flatMap(({ requests }) => requests),
  ]);
  const imported = file.imports.flatMap((entry) =>
    entry.function === 0 && !entry.typeOnly ? importedBy(file, entry, from, sources, wanted, seen) : [],
  );
  // `from .fixtures import *` next to `from .fixtures import db` brings one fixture twice.
  const distinct = imported.filter(
    (entry, at) =>
      imported.findIndex((other) => other.site.fixture === entry.site.fixture && other.name === entry.name) === at,
  );
  return [...own, ...distinct];
}

/** What one `from … import …` brings. */
function importedBy(
  file: TestFile,
  entry: Import,
  from: From,
  sources: HelperSources,
  wanted: ReadonlySet<string>,
  seen: Set<string>,
): readonly Held[] {
  const { module, name, local } = entry;
  const isStar = local === '*';
  // `import x` holds a module, and what begins with a capital is a class.
  if (!isStar && (name === '*' || /^[A-Z]/.test(name))) return [];
  if (seen.size > 50) return [];
  const path = sources.resolve(file.path, module);
  if (path === undefined || seen.has(path)) return [];
  const text = sources.peek(path);
  if (text === undefined || !mayHold(text, name, isStar || wanted.has(local))) return [];
  const target = sources.read(path);
  if (!target) return [];
  const held = heldByModule(target, from === 'module' ? 'import' : from, sources, new Set(seen));
  if (isStar) return held.filter(({ attribute }) => !attribute.startsWith('_'));
  return held
    .filter(({ attribute }) => attribute === name)
    .map((each) => ({ ...each, attribute: local, name: each.name === name ? local : each.name }));
}

/** Most imported modules are the tested code: the raw text tells which of them can hold a fixture. */
function mayHold(text: string, name: string, isWanted: boolean): boolean {
  if (/\bfixture\b/.test(text)) return true;
  return isWanted && /^\s*from\b/m.test(text) && (name === '*' || text.includes(name));
}

/** The fixtures of a class and of its bases, also imported ones. */
export function fixturesOfClass(file: TestFile, name: string, sources: HelperSources): readonly NamedFixture[] {
  return heldByClass(file, name, sources, 0);
}

function heldByClass(file: TestFile, name: string, sources: HelperSources, steps: number): readonly Held[] {
  const own = heldBy(file, (fn) => fn.className === name, 'class');
  const bases = file.classes?.find((each) => each.name === name)?.bases ?? [];
  if (steps >= maxSteps) return own;
  const inherited = bases.flatMap((base) => {
    if (base === name) return [];
    const dot = base.lastIndexOf('.');
    if (dot < 0) return heldByClass(file, base, sources, steps + 1);
    return heldByImportedClass(file, base.slice(0, dot) || '.', base.slice(dot + 1), sources, steps + 1);
  });
  return [...own, ...inherited];
}

function heldByImportedClass(
  file: TestFile,
  module: string,
  name: string,
  sources: HelperSources,
  steps: number,
): readonly Held[] {
  // A base may be any expression.
  const path = /^\w+$/.test(name) ? sources.resolve(file.path, module) : undefined;
  const text = path === undefined ? undefined : sources.peek(path);
  if (path === undefined || text === undefined || !text.includes(name)) return [];
  const defines = new RegExp(`^\\s*class\\s+${name}\\b`, 'm').test(text);
  if (defines ? !/\bfixture\b|\bTest\w*\s*[,)]/.test(text) : steps >= maxSteps) return [];
  const target = sources.read(path);
  if (!target) return [];
  if (defines) return heldByClass(target, name, sources, steps);
  const link = target.reexports.find(({ as }) => as === name) ?? target.reexports.find(({ as }) => as === '*');
  return link ? heldByImportedClass(target, link.module, link.name === '*' ? name : link.name, sources, steps + 1) : [];
}

/** Last definitions first; one that a later one of the same name replaces for sure is nobody's fixture. */
function heldBy(file: TestFile, isHere: (fn: FunctionFact) => boolean, from: From): readonly Held[] {
  const found: Held[] = [];
  const replaced = new Set<string>();
  for (const fixture of [...file.fixtures].reverse()) {
    const fn = file.functions[fixture.function];
    if (!fn || !isHere(fn) || !standsOutside(file, fn)) continue;
    if (replaced.has(fn.name)) continue;
    if (isUnconditional(file, fn)) replaced.add(fn.name);
    found.push({ attribute: fn.name, name: fixture.name, site: siteOf(file, fixture, from) });
  }
  return found;
}

/** Not made by a function that somebody calls for it. */
function standsOutside(file: TestFile, fn: FunctionFact): boolean {
  const parent = file.functions[fn.parent];
  return parent === undefined || parent.role === 'module' || parent.role === 'suite';
}

function isUnconditional(file: TestFile, fn: FunctionFact): boolean {
  const around = file.blocks[file.blocks[fn.block]?.parent ?? 0];
  return around?.kind === 'module' || around?.kind === 'function';
}

const sites = new WeakMap<Fixture, Map<From, FixtureSite>>();

/** One object for one fixture, so that answers can be compared. */
function siteOf(file: TestFile, fixture: Fixture, from: From): FixtureSite {
  const known = sites.get(fixture) ?? new Map<From, FixtureSite>();
  sites.set(fixture, known);
  const site = known.get(from) ?? { fixture, file, from };
  known.set(from, site);
  return site;
}

/** Workspace modules that pytest loads as plugins: `pytest_plugins` of the file or of a conftest.py, `-p` on the command line. */
export function pluginModules(
  file: TestFile,
  conftests: readonly string[],
  sources: HelperSources,
  addopts: readonly string[],
): readonly string[] {
  const found: string[] = [];
  const load = (fromPath: string, module: string) => {
    const path = sources.resolve(fromPath, module);
    if (path === undefined || path === fromPath || found.includes(path)) return;
    found.push(path);
    for (const next of pluginsNamedIn(sources.peek(path) ?? '')) load(path, next);
  };
  for (const path of [file.path, ...conftests]) {
    for (const module of pluginsNamedIn(sources.peek(path) ?? '')) load(path, module);
  }
  addopts.forEach((word, at) => {
    const module = word === '-p' ? addopts[at + 1] : /^-p(.+)$/.exec(word)?.[1];
    if (module !== undefined && !module.startsWith('no:')) load(file.path, module);
  });
  return found;
}

/** The strings of `pytest_plugins = …` and `pytest_plugins += …`. */
function pluginsNamedIn(text: string): readonly string[] {
  if (!text.includes('pytest_plugins')) return [];
  const values = text.matchAll(/^pytest_plugins\b[^=\n]*=\s*([[(][^\])]*|["'][^"'\n]*["'][^\n]*)/gm);
  return [...values].flatMap(([, value = '']) =>
    [...value.replace(/#.*$/gm, '').matchAll(/["']([^"'\n]+)["']/g)].map(([, name = '']) => name),
  );
}
