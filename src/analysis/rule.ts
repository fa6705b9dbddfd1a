import type { ConfigFile } from './config-file.ts';
import type { CallFact, EnvironmentWrite, Framework, Language, Span, TestFile } from './facts.ts';
import type { FixtureIndex } from './fixtures.ts';
import type { Given } from './gives.ts';
import type { ProjectFacts } from './project.ts';
import type { Source } from './source.ts';

/** The closed list of causes, for findings and for diagnosis (design.md section 3). */
export const causes = [
  'order-dependence',
  'async-wait',
  'unawaited',
  'time',
  'randomness',
  'unordered-collection',
  'floating-point',
  'resource-leak',
  'mock-leak',
  'shared-state',
  'network',
  'database',
  'performance-threshold',
  'vacuous',
  'overbroad-assertion',
  'environment',
  'genuine-failure',
] as const;
export type Cause = (typeof causes)[number];

/** Topics of patterns, from the seed. Findings have all of them but `workflow`. */
export const topics = [
  'async',
  'fixtures',
  'mocking',
  'database',
  'parametrize',
  'flaky',
  'performance',
  'running',
  'structure',
  'workflow',
  'escalation',
] as const;
export type Topic = (typeof topics)[number];

/** `error`: the test can pass while the code is wrong, or is known to flake. `warning`: likely. `info`: worth a look. */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Replace `[start, end)` by `text`; an insertion has `start === end`. */
export interface Edit extends Span {
  readonly text: string;
  /**
   * What an insertion stands in, such as a new hook around a statement or a new import around a name. Insertions of several
   * fixes at one place share equal frames, so that they end up in one hook, one import.
   */
  readonly frame?: Frame;
}

export interface Frame {
  readonly open: string;
  readonly close: string;
  /** Between the texts that share the frame; nothing when absent. */
  readonly separator?: string;
}

/** `safe` keeps what the test means when it was right; the rest is `suggested`. */
export type Safety = 'safe' | 'suggested';

export interface FixDraft {
  /** What it does, as an imperative: "Await the assertion". */
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly Edit[];
}

export interface Report {
  readonly at: Span;
  /** Names the consequence and the way out. */
  readonly message: string;
  /** The test it concerns, when it is not plain from where it stands: index into `tests`. */
  readonly test?: number;
  /** Only to lower or raise the rule's own severity for this one case. */
  readonly severity?: Severity;
  readonly fix?: FixDraft | undefined;
}

/** Follows calls into helpers, also imported ones. */
export interface HelperIndex {
  /** Does calling this run an assertion? `unknown` when the target cannot be resolved. */
  asserts(call: CallFact): 'yes' | 'no' | 'unknown';
  /** Is the target an `async` function of this workspace? */
  isAsync(call: CallFact): 'yes' | 'no' | 'unknown';
  /** Does a fixture of this name (this file, conftest.py above it, where an imported `test` was extended) assert, in its body or in what it returns? */
  fixtureAsserts(name: string): 'yes' | 'no' | 'unknown';
  /** Does a fixture that forces itself on every test of the file assert? It stands in this file or where its `test` was extended. */
  autouseAsserts(): boolean;
  /**
   * The calls that a call leads to: those in the function it runs and, a few steps on, in the functions that these run.
   * Undefined when the function cannot be found in this file or on the test side of the workspace. Facts of another file
   * keep that file's numbers and spans: only callees and arguments of literals mean anything here.
   */
  reached(call: CallFact): readonly CallFact[] | undefined;
  /** What the function that a call runs writes to the environment, itself and a few steps on; found as for `reached`. */
  environment(call: CallFact): readonly EnvironmentWrite[];
  /** What does the call give: a function, or something that cannot be called? A promise cannot. */
  gives(call: CallFact): Given;
  /** Does an import of this text lead to a file of the workspace? `unknown` for packages. */
  resolves(module: string): 'yes' | 'no' | 'unknown';
}

export interface RuleContext {
  readonly file: TestFile;
  readonly source: Source;
  readonly project: ProjectFacts;
  readonly helpers: HelperIndex;
  /** Fixtures across conftest.py files; finds nothing in TypeScript files. */
  readonly fixtures: FixtureIndex;
}

/** A configuration file of the runner, instead of a test file. */
export interface ConfigContext {
  readonly config: ConfigFile;
  readonly source: Source;
  readonly project: ProjectFacts;
}

/** Example code a rule's tests run: it must be reported (`bad`) or left alone (`good`). */
export interface Example {
  readonly framework: Exclude<Framework, 'unknown'>;
  readonly code: string;
  /** Where the code stands, when it is not a test file: `pytest.ini`. */
  readonly path?: string;
  /** Major version of the runner the example assumes; the current one when absent. */
  readonly major?: number;
  /** The whole file after the rule's fix (only for `bad`). */
  readonly fixed?: string;
  /** Other files of the example's workspace, by path (helpers, conftest.py, pytest.ini). */
  readonly files?: Readonly<Record<string, string>>;
}

/** What is known of a rule without running it; docs and `rule://` resources come from it. */
export interface RuleMeta {
  readonly id: string;
  readonly title: string;
  readonly cause: Cause;
  readonly topic: Topic;
  readonly severity: Severity;
  readonly languages: readonly Language[];
  /** Absent: every framework of its languages. */
  readonly frameworks?: readonly Framework[];
  /** `topic/name` of the pattern that cures it. */
  readonly pattern: string;
  /** Why it matters, in two or three sentences; goes into the docs. */
  readonly why: string;
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
}

export interface Rule extends RuleMeta {
  check(context: RuleContext): Iterable<Report>;
  /** Looks at a configuration file of the runner; each file around the analysed tests is looked at once. */
  checkConfig?(context: ConfigContext): Iterable<Report>;
}

/** Identity function that gives a rule its type. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
