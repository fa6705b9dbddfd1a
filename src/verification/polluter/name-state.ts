import type { StateKey } from '../../runners/state.ts';
import { type Effect, showsIn } from './evidence.ts';
import type { Oracle } from './oracle.ts';
import type { Left, SearchRun } from './record.ts';
import { smallestSet } from './search.ts';
import { stillChanged } from './suspects.ts';

/** A question about the setters and the victim. */
export interface About {
  readonly oracle: Oracle;
  readonly setters: readonly number[];
  /** What the victim does after the setters. */
  readonly effect: Effect;
}

/** State that is proved to be the cause: put back right before the victim, the setters have no effect. */
export interface NamedState extends Left {
  /** The line that changed it last, relative to the project's folder. */
  readonly line?: { readonly file: string; readonly line: number };
}

export interface Named {
  readonly state: readonly NamedState[];
  readonly besides: readonly Left[];
}

/** Of how many pieces the line is looked for. */
const mostTraced = 3;

/**
 * Which of the state that the setters leave changed makes the difference.
 * @param known seen in an earlier run; with it one run less is needed. Undefined when no run was watched.
 */
export async function nameState(
  about: About,
  { known, traces }: { readonly known: readonly Left[] | undefined; readonly traces: boolean },
): Promise<Named> {
  if (known?.length === 0) return { state: [], besides: [] };
  const mine = stillChanged(known ?? []).filter(
    ({ writers, loaded }) => loaded !== undefined || changedBySetters(about, writers),
  );
  const first = await withoutState(about, mine);
  // Right after the setters alone something else may be left than after all others.
  const left = stillChanged(first.left ?? []);
  const proved = first.gone ? mine : await provedBy(about, left, mine);
  const all = merged(left, mine);
  if (proved.length === 0) return { state: [], besides: all };
  const cause = await smallest(about, proved);
  const named = cause.map((each) => left.find((other) => isKey(each, other)) ?? each);
  const state: NamedState[] = [];
  // One after the other: a search that goes on has to ask in the same order.
  for (const [index, each] of named.entries())
    state.push(traces && index < mostTraced ? await traced(about, each) : each);
  return {
    state,
    besides: all.filter((each) => !cause.some((other) => isKey(each, other))),
  };
}

function changedBySetters({ setters }: About, writers: readonly number[]): boolean {
  return writers.some((place) => setters.includes(place));
}

async function provedBy(about: About, left: readonly Left[], tried: readonly Left[]): Promise<readonly Left[]> {
  const more = left.some((each) => each.restorable && !tried.some((other) => isKey(each, other)));
  return more && (await withoutState(about, left)).gone ? left : [];
}

/** What is imported elsewhere has a name there, too: tests' own names come last. */
async function smallest(about: About, left: readonly Left[]): Promise<readonly Left[]> {
  const restorable = left.filter(({ restorable }) => restorable);
  const cause = await smallestSet(restorable, async (chosen) => (await withoutState(about, chosen)).gone);
  // Once more: a victim that does not always fail would seem to be cured by anything.
  return (await withoutState(about, cause)).gone ? cause : [];
}

interface Without {
  readonly gone: boolean;
  readonly left?: readonly Left[];
}

/** The setters, then the victim with these put back right before it; all the while the state is watched. */
async function withoutState({ oracle, setters, effect }: About, left: readonly Left[]): Promise<Without> {
  const keys = left.filter(({ restorable }) => restorable).map(keyOf);
  const run = await oracle.answer({
    purpose: keys.length === 0 ? 'together, watched' : `with ${keys.length} pieces of state put back`,
    tests: setters,
    watch: true,
    ...(keys.length > 0 && { restore: keys }),
  });
  const gone = keys.length > 0 && run.victim !== 'none' && !showsIn(run, effect) && wasRestored(run);
  return { gone, ...(run.left && { left: run.left }) };
}

function wasRestored({ restored = [] }: SearchRun): boolean {
  return restored.some(({ done }) => done);
}

async function traced({ oracle, setters }: About, state: Left): Promise<NamedState> {
  const during = state.writers.findLast((place) => setters.includes(place)) ?? setters.at(-1);
  if (during === undefined || state.loaded !== undefined) return state;
  const key = keyOf(state);
  const { writers = [] } = await oracle.answer({
    purpose: `together, looking for the line that sets ${state.name}`,
    tests: setters,
    trace: { during, key },
  });
  const found = writers.findLast((each) => isKey(each, key));
  return found ? { ...state, line: { file: found.file, line: found.line } } : state;
}

function merged(first: readonly Left[], second: readonly Left[]): readonly Left[] {
  return [...first, ...second.filter((each) => !first.some((other) => isKey(each, other)))];
}

function keyOf({ kind, name }: StateKey): StateKey {
  return { kind, name };
}

function isKey(a: StateKey, b: StateKey): boolean {
  return a.kind === b.kind && a.name === b.name;
}
