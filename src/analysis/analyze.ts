import { near } from '../near.ts';
import { isSourceFile, type Located, type Workspace } from '../workspace/index.ts';
import { FactsCache } from './cache.ts';
import type { Finding } from './finding.ts';
import { languageOf } from './languages.ts';
import type { RunnerFacts } from './project.ts';
import { projectFilesOn } from './project-files.ts';
import { type Cause, type Rule, type Severity, severities, type Topic } from './rule.ts';
import { type FileAnalysis, knownRuleIds, Session } from './session.ts';
import { Source } from './source.ts';

export interface AnalysisRequest {
  /** Files, folders or globs; all test files of the workspace when absent. */
  readonly paths?: readonly string[] | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly topics?: readonly Topic[] | undefined;
  readonly minSeverity?: Severity | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each file. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface AnalysisSummary {
  readonly files: number;
  readonly tests: number;
  readonly findings: number;
  readonly by_rule: Readonly<Partial<Record<string, number>>>;
  readonly by_cause: Readonly<Partial<Record<Cause, number>>>;
  readonly by_severity: Readonly<Record<Severity, number>>;
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  readonly elapsed_ms: number;
}

export interface Analysis {
  /** Errors first, then by path and place. */
  readonly findings: readonly Finding[];
  readonly summary: AnalysisSummary;
}

/** A request that cannot be answered; the message says what was wrong, what was allowed, and what to do next. */
export class AnalysisError extends Error {
  override readonly name = 'AnalysisError';
}

/** Reads test files of a workspace and reports where they lie, flake or leak. */
export class Analyzer {
  readonly rules: readonly Rule[];
  private readonly workspace: Workspace;
  private readonly known: ReadonlySet<string>;
  private readonly cache = new FactsCache();
  private sessions = new Map<string, Session>();

  constructor(workspace: Workspace, rules: readonly Rule[]) {
    this.workspace = workspace;
    this.rules = rules;
    this.known = knownRuleIds(rules);
  }

  /**
   * Analyses files as they are on disk. A file that cannot be read or parsed is named in `summary.unreadable`; the rest is still analysed.
   * @throws AnalysisError for unknown rules and for paths that match no file; WorkspaceError for paths outside the roots
   */
  async analyze(request: AnalysisRequest = {}): Promise<Analysis> {
    const started = performance.now();
    const rules = this.select(request);
    const { files, unmatched } = await this.workspace.discover(request.paths);
    if (unmatched.length > 0) throw new AnalysisError(unmatchedMessage(unmatched));
    this.sessions = new Map();
    const withConfigs = !namesOnlyFiles(request.paths);
    const findings: Finding[] = [];
    const unreadable: { path: string; reason: string }[] = [];
    let tests = 0;
    for (const [index, file] of files.entries()) {
      request.signal?.throwIfAborted();
      const result = await this.analyzeOne(file, rules);
      if ('reason' in result) unreadable.push({ path: file.display, reason: result.reason });
      else {
        tests += result.facts.tests.length;
        findings.push(...result.findings, ...(withConfigs ? await this.configFindings(file, rules) : []));
      }
      request.onProgress?.(index + 1, files.length);
    }
    const kept = findings.filter((finding) => reaches(finding.severity, request.minSeverity)).sort(byWeight);
    return {
      findings: kept,
      summary: {
        files: files.length,
        tests,
        findings: kept.length,
        by_rule: countBy(kept, (finding) => finding.rule),
        by_cause: countBy(kept, (finding) => finding.cause),
        by_severity: { error: 0, warning: 0, info: 0, ...countBy(kept, (finding) => finding.severity) },
        unreadable,
        elapsed_ms: Math.round(performance.now() - started),
      },
    };
  }

  /** Analyses `text` as if it stood at `path` (which need not hold it, nor exist), with all rules. */
  async analyzeText(path: string, text: string): Promise<FileAnalysis> {
    const located = await this.workspace.locate(path);
    const session = await this.sessionFor(located);
    return session.analyze(located.path, text, located.display, this.rules, this.known);
  }

  /** The runner that a test file belongs to, by its imports and the config on disk now; a reason when the file cannot be read. */
  async runnerOf(file: Located): Promise<RunnerFacts | { readonly reason: string }> {
    if (!languageOf(file.path)) return { reason: 'no reader for this kind of file' };
    const read = await this.workspace.readText(file);
    if (!read.ok) return read;
    const session = new Session(projectFilesOn(file.root), this.cache, `${file.root}:`);
    await session.open([file.path]);
    return session.runnerOf(file.path, read.text);
  }

  private async analyzeOne(file: Located, rules: readonly Rule[]): Promise<FileAnalysis | { reason: string }> {
    if (!languageOf(file.path))
      return { reason: 'no reader for this kind of file; TypeScript, JavaScript and Python are read' };
    const read = await this.workspace.readText(file);
    if (!read.ok) return { reason: read.reason };
    const session = await this.sessionFor(file);
    try {
      const result = session.analyze(file.path, read.text, file.display, rules, this.known);
      const problem = result.facts.syntaxProblems.find(({ semantic }) => !semantic);
      if (!problem) return result;
      if (problem.beyond) return { reason: problem.message };
      const { line } = new Source(read.text).position(problem.span.start);
      return { reason: `does not parse: line ${line}: ${problem.message}` };
    } catch (error) {
      // A fault of ours in one file must not cost the other files their answer.
      return { reason: `analysis failed: ${error instanceof Error ? error.message : String(error)}; please report it` };
    }
  }

  /** Of the config files around a test file that no file before it has led to. */
  private async configFindings(file: Located, rules: readonly Rule[]): Promise<readonly Finding[]> {
    const session = await this.sessionFor(file);
    const displayOf = (path: string) => this.workspace.at(file.root, path).display;
    return session.analyzeConfigs(file.path, displayOf, rules, this.known);
  }

  private async sessionFor(file: Located): Promise<Session> {
    const known = this.sessions.get(file.root);
    const session = known ?? new Session(projectFilesOn(file.root), this.cache, `${file.root}:`);
    this.sessions.set(file.root, session);
    await session.open([file.path]);
    return session;
  }

  private select({ rules, topics }: AnalysisRequest): readonly Rule[] {
    const unknown = rules?.filter((id) => !this.known.has(id)) ?? [];
    if (unknown.length > 0) {
      const ids = [...this.known].sort();
      const meant = [...new Set(unknown.flatMap((id) => near(id, ids, (known) => [known]).slice(0, 3)))];
      const allowed = meant.length > 0 ? `Near it: ${meant.join(', ')}.` : `Allowed: ${ids.join(', ')}.`;
      throw new AnalysisError(
        `rules: there is no rule ${unknown.map((id) => `"${id}"`).join(', ')}. ${allowed} Leave rules out to run all of them.`,
      );
    }
    return this.rules.filter((rule) => (rules?.includes(rule.id) ?? true) && (topics?.includes(rule.topic) ?? true));
  }
}

/** Files asked for by name are looked at alone; with folders, globs or everything comes what configures the runner. */
function namesOnlyFiles(paths: readonly string[] | undefined): boolean {
  return paths?.every((path) => isSourceFile(path) && !/[*?[{(]/.test(path)) === true;
}

function unmatchedMessage(unmatched: readonly string[]): string {
  const names = unmatched.map((pattern) => `"${pattern}"`).join(', ');
  const next = unmatched.some((pattern) => /::|:\d+$/.test(pattern))
    ? 'Files are analysed whole: leave "::name" and ":line" away.'
    : 'Leave paths out to analyse every test file, or check the spelling.';
  return `paths: no file matches ${names} that can hold tests. Allowed: Python, TypeScript and JavaScript files, folders and globs below the workspace roots. ${next}`;
}

function reaches(severity: Severity, least: Severity | undefined): boolean {
  return least === undefined || severities.indexOf(severity) <= severities.indexOf(least);
}

function byWeight(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compare(a.path, b.path) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.column - b.range.start.column
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function countBy<Key extends string>(
  findings: readonly Finding[],
  keyOf: (finding: Finding) => Key,
): Partial<Record<Key, number>> {
  const counts: Partial<Record<Key, number>> = {};
  for (const finding of findings) {
    const key = keyOf(finding);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
