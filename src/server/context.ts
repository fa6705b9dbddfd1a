import type { Analyzer, RuleMeta } from '../analysis/index.ts';
import type { Gate } from '../escalation/index.ts';
import type { FixService } from '../fixes/index.ts';
import type { PatternLibrary } from '../patterns/index.ts';
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
  const fixes = lazily(async () => {
    const [{ FixService }, { openState }] = await Promise.all([
      import('../fixes/index.ts'),
      import('../state/index.ts'),
    ]);
    const { roots } = await workspace();
    return new FixService(await workspace(), await analyzer(), openState({ env: options.env, roots }));
  });
  const gate = lazily(async () => {
    const { openGate } = await import('./open-gate.ts');
    return openGate({ workspace: await workspace(), patterns: await patterns(), ...options });
  });
  const policyText = async () => {
    const { policyText } = await import('./policy-text.ts');
    return policyText({ workspace: await workspace(), patterns: await patterns(), ...options });
  };
  const [questions, recent] = [new OpenQuestions(), new RecentAnalyses()];
  return { patterns, rules, workspace, analyzer, fixes, gate, policyText, questions, recent };
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
