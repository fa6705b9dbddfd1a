import type { ShownTrigger } from '../escalation/shown-triggers.ts';
import { shownTriggers } from '../escalation/shown-triggers.ts';
import { isRunnerName } from '../runners/runner.ts';
import type { PolluterReport, PolluterRequest } from '../verification/polluter/index.ts';
import type { ServerContext } from './context.ts';
import { type Held, planAction } from './plan-action.ts';
import { holdRun } from './verify.ts';

/** The reset of the leaked state, as an ordinary fix plan. */
export interface SuggestedReset {
  readonly plan_id: string;
  readonly files: readonly { readonly path: string; readonly diff: string }[];
  readonly decision: 'allow' | 'approval_required';
  readonly triggers: readonly ShownTrigger[];
}

export interface FoundPolluter extends PolluterReport {
  readonly fix?: SuggestedReset;
  /** State that no edit of ours puts back, and what a person can do. */
  readonly advice: readonly string[];
}

type Parts = Pick<ServerContext, 'workspace' | 'gate' | 'finder' | 'fixes'>;

/**
 * Searches, or goes on searching, if the gate lets it pass. Going on asks nobody again: the search was let pass as a whole, and
 * it goes on only over the same file contents.
 */
export async function findPolluter(request: PolluterRequest, context: Parts): Promise<FoundPolluter | Held> {
  const { victim, candidates, isolate, signal } = request;
  const finder = await context.finder();
  await (await context.workspace()).locate(victim.split('::', 1)[0] ?? victim, 'victim');
  let files = candidates;
  if (!(await finder.canGoOn(request))) {
    // What the gate sees is what the search runs.
    files ??= await finder.filesFor(victim);
    const tests = [victim, ...files];
    const held = await holdRun(context, tests, { search: 'polluter', ...(isolate === false && { isolate }) }, signal);
    if (held) return held;
  }
  const report = await finder.find({ ...request, files });
  return { ...report, ...(await resetOf(report, context)) };
}

async function resetOf(report: PolluterReport, context: Parts): Promise<Pick<FoundPolluter, 'fix' | 'advice'>> {
  const { kind, changed_state, runner } = report;
  const advice = adviceFor(report);
  const [first] = changed_state;
  if (kind !== 'victim' || !first || !isRunnerName(runner)) return { advice };
  const fixes = await context.fixes();
  const test = first.set_by.test ?? first.set_by.path ?? '';
  const { plan, advice: left } = await fixes.planStateReset({
    test,
    runner,
    state: changed_state
      .filter(({ set_by }) => (set_by.test ?? set_by.path) === test)
      .map(({ kind: of, name, before, after, set_by: { line }, declared_in: file }) => ({
        kind: of,
        name,
        before,
        after,
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
      })),
  });
  const all = [...left.map(({ reason, pattern }) => `${reason} See get_pattern "${pattern}".`), ...advice];
  if (plan.files.length === 0) return { advice: all };
  const gate = await context.gate();
  const { decision, triggers } = await gate.evaluate(planAction(await fixes.prepare(plan.plan_id)));
  return {
    fix: {
      plan_id: plan.plan_id,
      files: plan.files.map(({ path, diff }) => ({ path, diff })),
      decision,
      triggers: shownTriggers(triggers).triggers,
    },
    advice: all,
  };
}

function adviceFor({ kind, cleaners, state_setters, changed_state, polluters }: PolluterReport): string[] {
  const lines: string[] = [];
  if (kind === 'brittle')
    lines.push(
      `The test needs what ${state_setters.join(' and ')} leaves behind: have it set that up itself, in a fixture or a beforeEach.`,
    );
  if (kind === 'victim' && changed_state.length === 0)
    lines.push(
      `What ${polluters.join(' and ')} leaves behind is not visible from outside (a closure, a private field, a library's own state, another process): read what the test calls, and undo it in its clean-up.`,
    );
  if (cleaners.length > 0) lines.push(`${cleaners.join(', ')} undoes it: its code shows how.`);
  return lines;
}
