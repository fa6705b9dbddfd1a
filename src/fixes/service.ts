import { isId, type JsonStore, newId, type State } from '../state/index.ts';
import type { Workspace } from '../workspace/index.ts';
import { type ApplyResult, alone, applyPlan, type Desk, editedBytes, undoIdOf } from './apply.ts';
import { FixError } from './error.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { type FixPlan, FixPlanSchema, planDigest, unifiedDiff } from './plan.ts';
import type { Advice, StateReset } from './state-reset/request.ts';
import { planReset } from './state-reset/reset-plan.ts';
import { type AnalyzerPort, type Suggestion, type SuggestRequest, suggest } from './suggest.ts';
import { inspect } from './target.ts';
import { type UndoResult, undoEntry } from './undo.ts';

const planAgeMs = 24 * 60 * 60 * 1000;

/** A file's whole text before and after an action: what an escalation gate looks at. */
export interface FileChange {
  /** As shown to people. */
  readonly path: string;
  readonly root: string;
  /** Relative to the root, `/`-separated. */
  readonly relative: string;
  readonly before: string;
  readonly after: string;
}

export interface AppliedEdits {
  /** As shown to people. */
  readonly path: string;
  /** When, ISO 8601. */
  readonly applied: string;
  /** The whole text that the edits were made to. */
  readonly before: string;
  readonly edits: readonly { readonly start: number; readonly end: number }[];
}

export interface Prepared {
  readonly plan: FixPlan;
  /** Files that changed since the plan was made; applying would give `stale`. */
  readonly stale: readonly string[];
  /** Empty when any file is stale. */
  readonly changes: readonly FileChange[];
}

export interface UndoPlan {
  readonly undo_id: string;
  readonly plan_id: string;
  readonly stale: readonly string[];
  readonly files: readonly { readonly path: string; readonly diff: string }[];
  /** Empty when any file is stale, and when the undo has been done. */
  readonly changes: readonly FileChange[];
}

/** Suggests fixes as plans, applies plans, and takes them back. Whether a plan may be applied is decided elsewhere. */
export class FixService {
  private readonly desk: Desk;
  private readonly analyzer: AnalyzerPort;
  private readonly plans: JsonStore<FixPlan>;

  constructor(workspace: Workspace, analyzer: AnalyzerPort, state: State) {
    this.desk = { workspace, state, journal: new Journal(state) };
    this.analyzer = analyzer;
    this.plans = state.store('plans', FixPlanSchema);
  }

  /** Makes a plan and keeps it for 24 hours. Errors are those of the analysis: unknown rules, paths outside or without files. */
  async suggest(request: SuggestRequest = {}): Promise<FixPlan> {
    return this.keep(await suggest(this.desk.workspace, this.analyzer, request));
  }

  /**
   * The plan that puts back what a test leaves changed, kept like those of {@link suggest}. Without files when no edit can be
   * written; then, and for each piece of state that is left, `advice` says why and what to do.
   */
  async planStateReset(request: StateReset): Promise<{ readonly plan: FixPlan; readonly advice: readonly Advice[] }> {
    const { files, advice } = await planReset(this.desk.workspace, this.analyzer, request);
    const unfixable = advice.map(({ kind, name, reason }) => ({ finding_id: `${kind} ${name}`, reason }));
    const plan = await this.keep({ files, unfixable, left_out: 0, suggested_left: 0 });
    return { plan, advice };
  }

  private async keep({ files, unfixable, left_out, suggested_left }: Suggestion): Promise<FixPlan> {
    const roots = [...this.desk.workspace.roots].sort();
    const created = new Date().toISOString();
    const plan = {
      plan_id: newId('plan'),
      created,
      roots,
      files,
      unfixable,
      left_out,
      suggested_left,
      digest: planDigest({ roots, files }),
    };
    await this.plans.write(plan.plan_id, plan);
    await this.plans.removeOlderThan(planAgeMs);
    return plan;
  }

  /** @throws {FixError} for ids that are unknown, expired or damaged. */
  async getPlan(planId: string): Promise<FixPlan> {
    const next =
      'Allowed: a plan_id that suggest_fixes or find_polluter gave for this workspace in the last 24 hours. Call suggest_fixes again.';
    const plan = isId(planId, 'plan') ? await this.plans.read(planId) : undefined;
    if (!plan) throw new FixError(`plan_id ${JSON.stringify(planId)} is not known. ${next}`);
    if (plan.digest !== planDigest(plan)) throw new FixError(`plan_id "${planId}" was damaged on disk. ${next}`);
    if (Date.now() - Date.parse(plan.created) > planAgeMs)
      throw new FixError(`plan_id "${planId}" has expired. ${next}`);
    return plan;
  }

  /** What applying the plan would do now. Touches nothing. */
  async prepare(planId: string): Promise<Prepared> {
    const plan = await this.getPlan(planId);
    const targets = await Promise.all(
      plan.files.map(async (file) => ({ file, target: await inspect(this.desk.workspace, file) })),
    );
    const stale = targets.filter(({ file, target }) => target.sha256 !== file.sha256).map(({ file }) => file.path);
    if (stale.length > 0) return { plan, stale, changes: [] };
    const changes = targets.map(({ file: { path, root, relative, ...file }, target }) => ({
      path,
      root,
      relative,
      before: target.bytes.toString('utf8'),
      after: editedBytes({ path, root, relative, ...file }, target).toString('utf8'),
    }));
    return { plan, stale, changes };
  }

  /**
   * Writes a plan: all files or none. Applying it again while it is applied changes nothing and gives the same answer.
   *
   * @param decided digest of the plan that was decided on, where somebody had to: another one of that id is not written
   * @throws {FixError} for unknown plans, plans without edits, and files that became links or were linked elsewhere.
   */
  async apply(planId: string, decided?: string): Promise<ApplyResult> {
    const plan = await this.getPlan(planId);
    if (decided !== undefined && plan.digest !== decided)
      throw new FixError(
        `plan_id "${planId}" is another plan now than the one that was decided on. Call suggest_fixes again.`,
      );
    if (plan.files.length === 0) {
      throw new FixError(
        `plan_id "${planId}" changes no file, so there is nothing to apply. Allowed: plans with files. Name findings whose "fix" is not null.`,
      );
    }
    return alone(this.desk, plan.files, () => applyPlan(this.desk, plan));
  }

  /** The undo id of a plan whose edits stand in all of its files now; undefined when they do not. Touches nothing. */
  async appliedAs(plan: FixPlan): Promise<string | undefined> {
    const undoId = undoIdOf(plan.plan_id);
    const entry = await this.desk.journal.read(undoId);
    if (entry?.status !== 'applied') return undefined;
    const targets = await Promise.all(entry.files.map((file) => inspect(this.desk.workspace, file)));
    return targets.every(({ sha256 }, index) => sha256 === entry.files[index]?.sha256_after) ? undoId : undefined;
  }

  /** The edits that stand applied, and to which texts, as far as both are still kept (24 hours). Touches nothing. */
  async appliedEdits(): Promise<readonly AppliedEdits[]> {
    const found: AppliedEdits[] = [];
    for (const entry of await this.desk.journal.applied()) {
      const plan = await this.plans.read(entry.plan_id).catch(() => undefined);
      for (const file of entry.files) {
        const edits = plan?.files.find((planned) => planned.path === file.path)?.edits ?? [];
        const before = edits.length > 0 && (await this.desk.journal.original(entry, file).catch(() => undefined));
        if (before) found.push({ path: file.path, applied: entry.written, before: before.toString('utf8'), edits });
      }
    }
    return found;
  }

  /** What the undo would do now. Touches nothing. @throws {FixError} for ids that are unknown or were never applied. */
  async undoPlan(undoId: string): Promise<UndoPlan> {
    const { workspace, journal } = this.desk;
    const entry = await this.entry(undoId);
    const stale: string[] = [];
    const changes: FileChange[] = [];
    for (const file of entry.files) {
      const target = await inspect(workspace, file);
      if (target.sha256 === file.sha256_after) {
        const before = target.bytes.toString('utf8');
        const after = (await journal.original(entry, file)).toString('utf8');
        changes.push({ path: file.path, root: file.root, relative: file.relative, before, after });
      } else if (target.sha256 !== file.sha256 || entry.status === 'applied') stale.push(file.path);
    }
    const sound = stale.length === 0 ? changes : [];
    const files = sound.map(({ path, before, after }) => ({ path, diff: unifiedDiff(path, before, after) }));
    return { undo_id: undoId, plan_id: entry.plan_id, stale, files, changes: sound };
  }

  /**
   * Puts the files back as they were before the plan was applied: all or none. Undoing again changes nothing.
   *
   * @throws {FixError} for ids that are unknown or were never applied, and when the kept bytes are damaged.
   */
  async undo(undoId: string): Promise<UndoResult> {
    const { files } = await this.entry(undoId);
    return alone(this.desk, files, async () => undoEntry(this.desk, await this.entry(undoId)));
  }

  private async entry(undoId: string): Promise<JournalEntry> {
    const entry = isId(undoId, 'undo') ? await this.desk.journal.read(undoId) : undefined;
    const next =
      'Allowed: an undo_id that apply_fixes gave for this workspace in the last 30 days. Use version control for older changes.';
    if (!entry) throw new FixError(`undo_id ${JSON.stringify(undoId)} is not known. ${next}`);
    if (entry.status === 'rolled_back')
      throw new FixError(`undo_id "${undoId}" was never applied: its files were put back at once. ${next}`);
    return entry;
  }
}
