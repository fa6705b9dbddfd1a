import path from 'node:path';
import type { Analyzer, RuleMeta } from '../analysis/index.ts';
import type { Gate } from '../escalation/index.ts';
import type { FixService } from '../fixes/index.ts';
import type { LibraryChange, LivingLibrary, PatternLibrary, PatternSource } from '../patterns/index.ts';
import type { State } from '../state/index.ts';
import type { CampaignReport, Verifier } from '../verification/index.ts';
import type { PolluterFinder } from '../verification/polluter/index.ts';
import type { Environment, Workspace } from '../workspace/index.ts';
import { OpenQuestions } from './open-questions.ts';
import { RecentAnalyses } from './recent-analyses.ts';

/**
 * The services behind the tools and the commands. Each is made on first use and its code is loaded with it: a client that
 * connects and lists tools pays for none of them.
 */
export interface ServerContext {
  patterns(): Promise<PatternLibrary>;
  /** Begins to look for changes of the patterns; the process does not wait for it. */
  watchPatterns(): Promise<void>;
  /** Before the first look. */
  onPatternChange(listener: (change: LibraryChange) => void): void;
  /** Folders of skills that are served as they are: ours, and those the user named. */
  skillFolders(): Promise<readonly string[]>;
  /** Every rule, the one about suppression comments included. */
  rules(): Promise<readonly RuleMeta[]>;
  workspace(): Promise<Workspace>;
  analyzer(): Promise<Analyzer>;
  fixes(): Promise<FixService>;
  gate(): Promise<Gate>;
  verifier(): Promise<Verifier>;
  finder(): Promise<PolluterFinder>;
  /** What is kept of this workspace, outside of it. */
  state(): Promise<State>;
  /** Tells the gate of tests that still fail after they were fixed. */
  noteFailures(report: CampaignReport): Promise<void>;
  /** What the gate holds actions against, as a page. */
  policyText(): Promise<string>;
  readonly questions: OpenQuestions;
  readonly recent: RecentAnalyses;
}

export interface ContextOptions {
  /** Workspace folders; see `Workspace.open` for what holds without any. */
  readonly roots?: readonly string[];
  /** `SKILL.md` files whose escalation triggers count besides the bundled ones. */
  readonly skills?: readonly string[];
  /** Folders of skills: all `SKILL.md` files below them count like those, and are served as skills. */
  readonly skillFolders?: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
}

export function createContext(options: ContextOptions): ServerContext {
  const named: readonly PatternSource[] = (options.skillFolders ?? []).map((given) => ({
    folder: path.resolve(options.cwd, given),
    name: given.replace(/[\\/]+$/, ''),
    kind: 'skills',
  }));
  const listeners: ((change: LibraryChange) => void)[] = [];
  const documents = (roots: readonly string[]): readonly PatternSource[] => {
    const own = roots.map((root): PatternSource => {
      const name = roots.length === 1 ? OWN_PATTERNS : `${path.basename(root)}/${OWN_PATTERNS}`;
      return { folder: path.join(root, OWN_PATTERNS), name, kind: 'team' };
    });
    return [...own, ...named];
  };
  const library = lazily(async (): Promise<LivingLibrary> => {
    const { bundledPatternsDir, LivingLibrary } = await import('../patterns/index.ts');
    // Without a workspace our own patterns are served all the same; what needs the workspace says what is wrong with it.
    const roots = await workspace().then(
      (opened) => opened.roots,
      () => [],
    );
    const living = new LivingLibrary(bundledPatternsDir(), documents(roots));
    for (const listener of listeners) living.onChange(listener);
    return living;
  });
  const watchPatterns = async () => void (await library()).watch();
  const onPatternChange = (listener: (change: LibraryChange) => void) => void listeners.push(listener);
  const patterns = async () => (await library()).current();
  const skillFolders = async () => {
    const { bundledPatternsDir } = await import('../patterns/index.ts');
    return [bundledPatternsDir(), ...named.map(({ folder }) => folder)];
  };
  const rules = lazily(async () => {
    const { rules, suppressionRule } = await import('../analysis/index.ts');
    return [...rules, suppressionRule];
  });
  const workspace = lazily(async () => {
    const { Workspace } = await import('../workspace/index.ts');
    return Workspace.open(options);
  });
  const analyzer = lazily(async () => {
    const { Analyzer, rules } = await import('../analysis/index.ts');
    return new Analyzer(await workspace(), rules);
  });
  const state = lazily(async () => {
    const { openState } = await import('../state/index.ts');
    const { roots } = await workspace();
    const opened = openState({ env: options.env, roots });
    // Before anything is read from it.
    await opened.checkPlace();
    return opened;
  });
  const fixes = lazily(async () => {
    const { FixService } = await import('../fixes/index.ts');
    return new FixService(await workspace(), await analyzer(), await state());
  });
  const verifier = lazily(async () => {
    const { Verifier } = await import('../verification/index.ts');
    return new Verifier({ workspace: await workspace(), analyzer: await analyzer(), state: await state() });
  });
  const finder = lazily(async () => {
    const { PolluterFinder } = await import('../verification/polluter/index.ts');
    return new PolluterFinder({ workspace: await workspace(), analyzer: await analyzer(), state: await state() });
  });
  const noteFailures = async (report: CampaignReport) => {
    const { noteFailures } = await import('./note-failures.ts');
    const parts = {
      fixes: await fixes(),
      analyzer: await analyzer(),
      verifier: await verifier(),
      state: await state(),
    };
    return noteFailures(report, parts);
  };
  const policies = lazily(async () => {
    const { PolicyReader } = await import('./policy-reader.ts');
    const opened = await workspace();
    return new PolicyReader({ ...options, workspace: opened, sources: documents(opened.roots) });
  });
  let opened: { readonly patterns: PatternLibrary; readonly gate: Gate } | undefined;
  const gate = async () => {
    const { openGate } = await import('./open-gate.ts');
    const parts = { workspace: await workspace(), state: await state(), analyzer: await analyzer() };
    const now = await patterns();
    // Triggers that came with a changed file count from the next action on.
    if (opened?.patterns !== now) {
      const gate = openGate({ ...parts, env: options.env, patterns: now, policies: await policies() });
      opened = { patterns: now, gate };
    }
    return opened.gate;
  };
  const policyText = async () => {
    const { policyText } = await import('./policy-text.ts');
    return policyText(await patterns(), await (await policies()).read());
  };
  const [questions, recent] = [new OpenQuestions(), new RecentAnalyses()];
  return {
    patterns,
    watchPatterns,
    onPatternChange,
    skillFolders,
    rules,
    workspace,
    analyzer,
    fixes,
    gate,
    verifier,
    finder,
    state,
    noteFailures,
    policyText,
    questions,
    recent,
  };
}

/** Where a team keeps patterns of its own, below a workspace folder. */
const OWN_PATTERNS = '.testing-patterns/patterns';

/** Runs `make` once, at the first call; a failure is not kept, so that a mended workspace works without a restart. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
