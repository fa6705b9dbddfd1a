import type { FactsCache } from './cache.ts';
import type { Language, TestFile } from './facts.ts';
import { type Finding, toFinding } from './finding.ts';
import { createFixtureIndex } from './fixture-graph.ts';
import type { FixtureIndex } from './fixtures.ts';
import { createHelperIndex } from './helpers.ts';
import type { LanguageProject, LanguageSupport, ProjectFiles } from './language.ts';
import { languageOf, loadLanguage } from './languages.ts';
import { tooMany } from './limits.ts';
import type { ProjectFacts, RunnerFacts } from './project.ts';
import type { Rule } from './rule.ts';
import { Source } from './source.ts';
import { applySuppressions, type RuleReport, suppressionRule } from './suppressions.ts';

export interface FileAnalysis {
  readonly facts: TestFile;
  readonly findings: readonly Finding[];
  /** Which fixtures its tests use; nothing is looked up before it is asked. */
  readonly fixtures: FixtureIndex;
}

interface Opened {
  readonly support: LanguageSupport;
  readonly project: LanguageProject;
}

/**
 * One look at one workspace root: config files and helper modules are read once and taken as they were.
 * A new session sees what has changed on disk.
 */
export class Session {
  private readonly files: ProjectFiles;
  private readonly cache: FactsCache;
  private readonly prefix: string;
  private readonly opened = new Map<Language, Opened>();
  private readonly projectFacts = new Map<string, ProjectFacts>();
  private readonly checkedConfigs = new Set<string>();

  /** @param prefix tells the roots apart in the cache */
  constructor(files: ProjectFiles, cache: FactsCache, prefix = '') {
    this.files = files;
    this.cache = cache;
    this.prefix = prefix;
  }

  /** Loads what the languages of these paths need; afterwards everything is synchronous. */
  async open(paths: readonly string[]): Promise<void> {
    for (const language of new Set(paths.flatMap((path) => languageOf(path) ?? []))) {
      if (this.opened.has(language)) continue;
      const support = await loadLanguage(language);
      this.opened.set(language, { support, project: support.project(this.files) });
    }
  }

  /** @throws when the path's language was not opened */
  analyze(
    path: string,
    text: string,
    display: string,
    rules: readonly Rule[],
    known: ReadonlySet<string>,
  ): FileAnalysis {
    const { project } = this.languageFor(path);
    const read = this.readText(path, text);
    const file = project.collected?.(read) ?? read;
    const source = new Source(text);
    const facts = this.factsOfProject(project, path, file);
    const sources = {
      read: (other: string) => this.readPath(other),
      peek: (other: string) => this.files.read(other),
      resolve: (from: string, module: string) => project.resolve(from, module),
      conftests: facts.pytest?.conftests.filter((conftest) => conftest !== path) ?? [],
    };
    const fixtures = createFixtureIndex(file, sources, facts.pytest);
    const beyond = tooMany(file);
    if (beyond) return { facts: { ...file, syntaxProblems: [...file.syntaxProblems, beyond] }, findings: [], fixtures };
    const context = { file, source, project: facts, helpers: createHelperIndex(file, sources), fixtures };
    const applicable = rules.filter((rule) => applies(rule, file));
    const reports: RuleReport[] = applicable.flatMap((rule) =>
      Array.from(rule.check(context), (report) => ({ rule, report })),
    );
    const kept = applySuppressions(file, source, reports, known, new Set(applicable.map((rule) => rule.id)));
    return { facts: file, findings: toFindings(kept, { path: display, file, source }), fixtures };
  }

  /**
   * What the rules say of the config files around a path: of those that this session has not checked yet.
   * @param displayOf how people see a path of this root
   * @throws when the path's language was not opened
   */
  analyzeConfigs(
    path: string,
    displayOf: (path: string) => string,
    rules: readonly Rule[],
    known: ReadonlySet<string>,
  ): readonly Finding[] {
    const { project } = this.languageFor(path);
    const fresh = (project.configs?.(path) ?? []).filter((config) => !this.checkedConfigs.has(config.path));
    return fresh.flatMap((config) => {
      this.checkedConfigs.add(config.path);
      const source = new Source(config.text);
      const context = { config, source, project: project.facts(config.path, config.framework) };
      const applicable = rules.filter((rule) => rule.checkConfig && applies(rule, config));
      const reports = applicable.flatMap((rule) =>
        Array.from(rule.checkConfig?.(context) ?? [], (report) => ({ rule, report })),
      );
      const file = { ...config, tests: [], functions: [] };
      const kept = applySuppressions(file, source, reports, known, new Set(applicable.map((rule) => rule.id)));
      return toFindings(kept, { path: displayOf(config.path), file, source });
    });
  }

  /** The runner that a test file belongs to. @throws when the path's language was not opened */
  runnerOf(path: string, text: string): RunnerFacts {
    return this.factsOfProject(this.languageFor(path).project, path, this.readText(path, text)).runner;
  }

  private readText(path: string, text: string): TestFile {
    const { support, project } = this.languageFor(path);
    const framework = project.framework(path);
    const naming = project.naming?.(path);
    const manner = naming ? `${framework} ${JSON.stringify(naming)}` : framework;
    return this.cache.get(`${this.prefix}${path}`, text, manner, () => support.read(path, text, framework, naming));
  }

  private readPath(path: string): TestFile | undefined {
    const language = languageOf(path);
    const text = language && this.opened.has(language) ? this.files.read(path) : undefined;
    return text === undefined ? undefined : this.readText(path, text);
  }

  private factsOfProject(project: LanguageProject, path: string, file: TestFile): ProjectFacts {
    const key = `${path}#${file.framework}`;
    const known = this.projectFacts.get(key) ?? project.facts(path, file.framework);
    this.projectFacts.set(key, known);
    return known;
  }

  private languageFor(path: string): Opened {
    const language = languageOf(path);
    const opened = language && this.opened.get(language);
    if (!opened) throw new Error(`${path} was not opened in this session: call open() with it first.`);
    return opened;
  }
}

/** In the order of the text. */
function toFindings(
  kept: readonly RuleReport[],
  where: { readonly path: string; readonly file: Pick<TestFile, 'language' | 'tests'>; readonly source: Source },
): readonly Finding[] {
  const counts = new Map<string, number>();
  const ordinalOf = (key: string) => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count;
  };
  const inOrder = [...kept].sort((a, b) => a.report.at.start - b.report.at.start);
  return inOrder.map(({ rule, report }) => toFinding(rule, report, { ...where, ordinalOf }));
}

function applies(rule: Rule, file: Pick<TestFile, 'language' | 'framework'>): boolean {
  return rule.languages.includes(file.language) && (rule.frameworks?.includes(file.framework) ?? true);
}

/** Every id a suppression comment may name. */
export function knownRuleIds(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set([...rules.map((rule) => rule.id), suppressionRule.id]);
}
