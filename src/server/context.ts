import type { Analyzer, RuleMeta } from '../analysis/index.ts';
import type { Gate } from '../escalation/index.ts';
import type { FixService } from '../fixes/index.ts';
import type { PatternLibrary } from '../patterns/index.ts';
import type { State } from '../state/index.ts';
import type { CampaignReport, Verifier } from '../verification/index.ts';
import type { Environment, Workspace } from '../workspace/index.ts';
import { OpenQuestions } from './open-questions.ts';
import { RecentAnalyses } from './recent-analyses.ts';

/**
 * The services behind the tools and the commands. Each is made on first use and its code is loaded with it: a client that
 * connects and lists tools pays for none of them.
 */
export interface ServerContext {
  patterns(): Promise<PatternLibrary>;
  /** Every rule, the one about suppression comments included. */
  rules(): Promise<readonly RuleMeta[]>;
  workspace(): Promise<Workspace>;
  analyzer(): Promise<Analyzer>;
  fixes(): Promise<FixService>;
  gate(): Promise<Gate>;
  verifier(): Promise<Verifier>;
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
  readonly env: Environment;
  readonly cwd: string;
}

export function createContext(options: ContextOptions): ServerContext {
  const patterns = lazily(async () => {
    const { bundledPatternsDir, loadPatterns } = await import('../patterns/index.ts');
    return loadPatterns(bundledPatternsDir());
  });
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
    return openState({ env: options.env, roots });
  });
  const fixes = lazily(async () => {
    const { FixService } = await import('../fixes/index.ts');
    return new FixService(await workspace(), await analyzer(), await state());
  });
  const verifier = lazily(async () => {
    const { Verifier } = await import('../verification/index.ts');
    return new Verifier({ workspace: await workspace(), analyzer: await analyzer(), state: await state() });
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
  const gate = lazily(async () => {
    const { openGate } = await import('./open-gate.ts');
    const parts = {
      workspace: await workspace(),
      patterns: await patterns(),
      state: await state(),
      analyzer: await analyzer(),
    };
    return openGate({ ...parts, ...options });
  });
  const policyText = async () => {
    const { policyText } = await import('./policy-text.ts');
    return policyText({ workspace: await workspace(), patterns: await patterns(), ...options });
  };
  const [questions, recent] = [new OpenQuestions(), new RecentAnalyses()];
  return {
    patterns,
    rules,
    workspace,
    analyzer,
    fixes,
    gate,
    verifier,
    state,
    noteFailures,
    policyText,
    questions,
    recent,
  };
}

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
