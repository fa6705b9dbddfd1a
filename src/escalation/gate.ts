import type { State } from '../state/index.ts';
import { mayHoldTests, sha256 } from '../workspace/index.ts';
import type { Action, PersistingFailure } from './action.ts';
import { howAPersonApproves } from './approval-words.ts';
import { ApprovalService } from './approvals.ts';
import { withoutJudgeable } from './baselines.ts';
import { type ConfigReader, configsFor, filesOfRun } from './configs.ts';
import { databaseUseFacts, type FindDatabaseUses } from './databases.ts';
import { digest } from './digest.ts';
import type { FactContext } from './facts/context.ts';
import type { Fact } from './facts/fact.ts';
import { deriveFacts } from './facts/index.ts';
import { modulesOf } from './imports.ts';
import { Ledger } from './ledger.ts';
import { buildPolicy, type DeclaredTriggers, type Policy } from './policy.ts';
import { type PolicySources, parsePolicyFile } from './policy-file.ts';
import { previewOf, summaryOf } from './preview.ts';
import { withoutSettled } from './settled-fallbacks.ts';
import { signersFiles, sshSignatures } from './signature.ts';
import { changedFile } from './source/changed-file.ts';
import { type Subject, subjectsOf } from './subjects.ts';
import { maxTextLength } from './text/views.ts';
import { type EscalationTrigger, placeText, type Rank, sourceText, type TriggerHit } from './trigger.ts';

export interface GateOptions {
  /** From the documents of the library: ours, a team's own, and those of skill folders. */
  readonly triggers: DeclaredTriggers;
  /** Policy files and further documents, in all versions that count; asked before each decision. */
  readonly policies: () => Promise<PolicySources>;
  /** Where approvals, the ledger and the key are kept: outside of the workspace. */
  readonly state: State;
  readonly workspaceReader: ConfigReader;
  /** Of the process that would run the tests. Names and hosts are looked at, other values are not kept. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now?: () => Date;
  /** Tests that still failed after a fix, from campaign records. */
  readonly history?: () => Promise<readonly PersistingFailure[]>;
  /** True when run times of a file's tests were recorded. Default: never. */
  readonly hasBaseline?: (path: string) => boolean | Promise<boolean>;
  /** Follows the addresses of databases through the code. Default: only what the text shows. */
  readonly databaseUses?: FindDatabaseUses;
}

export interface Decision {
  readonly decision: 'allow' | 'approval_required';
  readonly triggers: readonly TriggerHit[];
  /** The lowest rank of approval that lifts all triggers; 0 when there are none. */
  readonly required_rank: Rank | 0;
  /** Of the action, its files, the policy and the triggers. An approval holds for this and nothing else. */
  readonly action_digest: string;
  readonly policy_digest: string;
}

export type Passage =
  | { readonly passed: true; readonly decision: Decision; readonly approval_id?: string }
  | {
      readonly passed: false;
      readonly decision: Decision;
      readonly approval_id: string;
      /** Why no approval was used: none given, not enough, expired, or for other contents. */
      readonly reason: string;
      /** What came of an earlier question about it. */
      readonly answered?: string;
      readonly how_a_person_approves: string;
    };

/** Holds every action against the triggers. What it finds only a person lifts. */
export class Gate {
  readonly approvals: ApprovalService;
  readonly ledger: Ledger;
  private readonly options: GateOptions;
  private built: { readonly texts: string; readonly policy: Policy } | undefined;

  constructor(options: GateOptions) {
    this.options = options;
    const now = options.now ?? (() => new Date());
    this.ledger = new Ledger(options.state, now);
    const signatures = sshSignatures(signersFiles(options.env), options.state.roots);
    this.approvals = new ApprovalService(options.state, this.ledger, now, signatures);
  }

  /** Decides and writes the decision to the ledger. Asks nobody and uses no approval up: right for previews. */
  async evaluate(action: Action): Promise<Decision> {
    const decision = await this.decide(action);
    await this.ledger.record({ event: 'decision', action: action.kind, ...decision });
    return decision;
  }

  /**
   * To be called right before doing. Passes when nothing is triggered, or by using up an approval of exactly this action;
   * otherwise names the request that a person can answer.
   *
   * @param goesOn with what this very action began when it passed: an approval that was used up for it still holds
   */
  async pass(action: Action, goesOn = false): Promise<Passage> {
    const decision = await this.evaluate(action);
    const { required_rank } = decision;
    if (required_rank === 0) return { passed: true, decision };
    const { action_digest, policy_digest, triggers } = decision;
    const wanted = {
      action: action.kind,
      action_digest,
      policy_digest,
      required_rank,
      triggers,
      summary: summaryOf(action),
      preview: previewOf({ action, triggers, required_rank, action_digest, policy_digest }),
    };
    if (goesOn && (await this.approvals.wasUsed(wanted))) return { passed: true, decision };
    const used = await this.approvals.consume(wanted);
    if (used.ok) return { passed: true, decision, approval_id: used.approval_id };
    const { approval_id } = await this.approvals.request(wanted);
    return {
      passed: false,
      decision,
      approval_id,
      reason: used.reason,
      ...(used.answered && { answered: used.answered }),
      how_a_person_approves: howAPersonApproves(approval_id, required_rank),
    };
  }

  private async decide(action: Action): Promise<Decision> {
    const policy = await this.policy();
    const { facts, subjects } = await this.look(action, policy);
    const triggers = [
      ...facts.map((fact) => hitOfFact(fact, policy)),
      ...subjects.flatMap((subject) => hitsOfText(subject, policy)),
    ];
    const required_rank = ranks.find((rank) => triggers.some((hit) => hit.rank >= rank)) ?? 0;
    const { changes, ...rest } = action;
    const action_digest = digest({
      ...rest,
      changes: changes?.map(({ path, before, after }) => ({ path, before: sha256(before), after: sha256(after) })),
      policy: policy.digest,
      triggers,
    });
    return {
      decision: required_rank === 0 ? 'allow' : 'approval_required',
      triggers,
      required_rank,
      action_digest,
      policy_digest: policy.digest,
    };
  }

  private async look(action: Action, policy: Policy): Promise<{ facts: Fact[]; subjects: Subject[] }> {
    const unreadable = policy.problems.map(
      ({ path, line, message }): Fact => ({
        id: 'policy-unreadable',
        statement: `escalation policy cannot be read: ${message}`,
        where: { path, line },
        reason: `The escalation policy cannot be read, so everything needs a person until it is mended. ${message}`,
      }),
    );
    const oversized = tooLarge(action);
    // Nothing is looked for in a part that is too large; the rest of the action is too small a view to decide on.
    if (oversized.length > 0) return { facts: [...unreadable, ...oversized], subjects: [] };

    const run = await filesOfRun(action, this.options.workspaceReader);
    const configs = await configsFor(action, run, this.options.workspaceReader);
    const context: FactContext = {
      action,
      files: (action.changes ?? []).map((change) => changedFile(change, mayHoldTests(change.path))),
      configs: configs.filter(isLookedThrough),
      run: run.filter(isLookedThrough),
      modules: await modulesOf(run, this.options.workspaceReader),
      environment: action.kind === 'describe' ? {} : this.options.env,
      history: (await this.options.history?.()) ?? [],
    };
    const large = new Set([...configs, ...run].flatMap((file) => (isLookedThrough(file) ? [] : file.path)));
    const derived = await withoutJudgeable(deriveFacts(context), this.options.hasBaseline ?? (() => false));
    const followed = await databaseUseFacts(context, derived, this.options.databaseUses ?? (async () => []));
    const facts = [
      ...unreadable,
      ...[...large].map(oversizedInput),
      ...withoutSettled([...derived, ...followed], context),
    ];
    return { facts, subjects: subjectsOf(context, facts) };
  }

  /** Read each time: a policy that changed between preview and action counts. Compiled only when it changed. */
  private async policy(): Promise<Policy> {
    const { files, documents } = await this.options.policies();
    const texts = JSON.stringify({ files, documents });
    if (this.built?.texts !== texts) {
      const { triggers, problems } = this.options.triggers;
      const declared = {
        triggers: [...triggers, ...documents.triggers],
        problems: [...problems, ...documents.problems],
      };
      this.built = { texts, policy: buildPolicy(declared, files.map(parsePolicyFile)) };
    }
    return this.built.policy;
  }
}

/** Strictest first. */
const ranks = [3, 2, 1] as const;

function hitOfFact({ id, statement, where, reason }: Fact, policy: Policy): TriggerHit {
  return {
    source: 'built-in',
    kind: 'fact',
    trigger: id,
    reason,
    matched: statement,
    where: placeText(where),
    rank: policy.rankOf(id),
  };
}

/** Enough to recognise what was hit. In UTF-16 code units. */
const maxMatched = 160;

function hitsOfText({ text, where, nameOf }: Subject, policy: Policy): TriggerHit[] {
  // A whole pattern in the name of a module says more than one word in it.
  const saysNothing = (trigger: EscalationTrigger) =>
    (nameOf === 'file' || (nameOf === 'module' && trigger.kind === 'keyword')) && policy.restatesFact(trigger);
  const hits = policy.matcher.match(text).filter(({ trigger }) => !saysNothing(trigger));
  return hits.map(({ trigger, expression, matched, view }) => ({
    source: sourceText(trigger),
    kind: trigger.kind,
    trigger: expression,
    reason: trigger.reason,
    matched: `${matched.length > maxMatched ? `${matched.slice(0, maxMatched)}…` : matched}${view === 'raw' ? '' : ` (view: ${view})`}`,
    where: placeText(where),
    rank: trigger.minRank ?? 1,
  }));
}

function tooLarge(action: Action): Fact[] {
  const parts: [string, string | undefined][] = [
    ['text', action.text],
    ['command', action.command],
    ['arguments', action.arguments === undefined ? undefined : JSON.stringify(action.arguments)],
    ...(action.changes ?? []).flatMap(({ path, before, after }): [string, string][] => [
      [path, before],
      [path, after],
    ]),
  ];
  const paths = parts.filter(([, text]) => (text?.length ?? 0) > maxTextLength).map(([path]) => path);
  return [...new Set(paths)].map(oversizedInput);
}

function isLookedThrough({ text }: { readonly text: string }): boolean {
  return text.length <= maxTextLength;
}

function oversizedInput(path: string): Fact {
  return {
    id: 'oversized-input',
    statement: `oversized input: ${path}`,
    where: { path },
    reason: `${path} is larger than ${maxTextLength} characters, too large to be looked through, so a person has to.`,
  };
}
