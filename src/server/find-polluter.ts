import type { ShownTrigger } from '../escalation/shown-triggers.ts';
import { shownTriggers } from '../escalation/shown-triggers.ts';
import type { StateReset } from '../fixes/index.ts';
import { isRunnerName } from '../runners/runner.ts';
import type { ChangedState, PolluterReport, PolluterRequest } from '../verification/polluter/index.ts';
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

/** Searches, or goes on searching, if the gate lets it pass. */
export async function findPolluter(request: PolluterRequest, context: Parts): Promise<FoundPolluter | Held> {
  const { victim, candidates, isolate, signal } = request;
  const finder = await context.finder();
  await (await context.workspace()).locate(victim.split('::', 1)[0] ?? victim, 'victim');
  const goesOn = await finder.canGoOn(request);
  // What the gate sees is what the search runs.
  const files = candidates ?? (await finder.filesFor(victim));
  const how = { search: 'polluter', ...(isolate === false && { isolate }) };
  const held = await holdRun(context, [victim, ...files], how, { signal, goesOn });
  if (held) return held;
  const report = await finder.find({ ...request, files });
  return { ...report, ...(await resetOf(report, context)) };
}

async function resetOf(report: PolluterReport, context: Parts): Promise<Pick<FoundPolluter, 'fix' | 'advice'>> {
  const advice = adviceFor(report);
  const reset = stateResetOf(report);
  if (!reset) return { advice };
  const fixes = await context.fixes();
  const { plan, advice: left } = await fixes.planStateReset(reset);
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

/** What is to be put back of what the test left that set the first piece. */
export function stateResetOf({ kind, changed_state, runner }: PolluterReport): StateReset | undefined {
  const [first] = changed_state;
  if (kind !== 'victim' || !first || !isRunnerName(runner)) return undefined;
  const writerOf = ({ set_by }: ChangedState) => set_by.test ?? set_by.path ?? '';
  const test = writerOf(first);
  const state = changed_state
    .filter((each) => writerOf(each) === test)
    .map(({ kind: of, name, before, after, set_by: { path, line }, declared_in: file }) => ({
      kind: of,
      name,
      before,
      after,
      ...(file !== undefined && { file }),
      ...(path !== undefined && line !== undefined && { at: { path, line } }),
    }));
  return { test, runner, state };
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
