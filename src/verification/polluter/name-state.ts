import type { StateKey } from '../../runners/state.ts';
import { type Count, differenceOf, type Effect, noRuns, showsIn, sumOf, untilClear } from './evidence.ts';
import type { Oracle, Question } from './oracle.ts';
import type { Left, SearchRun } from './record.ts';
import { smallestSet } from './search.ts';
import { stillChanged } from './suspects.ts';

/** A question about the setters and the victim. */
export interface About {
  readonly oracle: Oracle;
  readonly setters: readonly number[];
  /** What the victim does after the setters. */
  readonly effect: Effect;
  /** What came of the runs after the setters so far, with this state put back. */
  readonly count: (restore?: readonly StateKey[]) => Count;
  /** What came of the runs of the victim alone. */
  readonly alone: () => Count;
  /** How often it has to stay away before that is believed. */
  readonly noesDemanded: () => number;
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
/** How often putting it back has to cure, at least. */
const leastCured = 3;

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
  const described = cause.map((each) => left.find((other) => isKey(each, other)) ?? each);
  const picked = cause.length < proved.filter(({ restorable }) => restorable).length;
  const state = await sure(about, described, { picked, traces });
  return { state, besides: all.filter((each) => !state.some((other) => isKey(each, other))) };
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
  // A victim that does not always fail would seem to be cured by anything.
  const times = about.noesDemanded();
  return smallestSet(restorable, async (chosen) => {
    for (let time = 0; time < times; time += 1) if (!(await withoutState(about, chosen)).gone) return false;
    return true;
  });
}

/** The same until chance does not explain it, and meanwhile, the lines that set it. None when it is not the cause. */
async function sure(
  about: About,
  cause: readonly Left[],
  { picked, traces }: { readonly picked: boolean; readonly traces: boolean },
): Promise<readonly NamedState[]> {
  const lines: (NamedState['line'] | undefined)[] = [];
  const toTrace = traces ? cause.slice(0, mostTraced) : [];
  const more = async () => {
    const next = toTrace[lines.length];
    const { writers } = await withoutState(about, cause, next && traceOf(about, next));
    if (next) lines.push(lineOf(next, writers));
  };
  const again = { purpose: 'together, again', tests: about.setters };
  const keys = cause.map(keyOf);
  // Answers by which it was picked among others say nothing for it.
  const before = picked ? about.count(keys) : noRuns;
  const cured = () => differenceOf(about.count(keys), before);
  const demanded = Math.max(leastCured, about.noesDemanded(), toTrace.length + 1) - cured().runs;
  for (let made = 0; made < demanded && cured().shows === 0; made += 1) await more();
  const clear = await untilClear(
    { count: () => about.count(), more: () => about.oracle.answer(again) },
    { count: () => sumOf(about.alone(), cured()), more },
  );
  if (!clear) return [];
  return cause.map((each, index) => {
    const line = lines[index];
    return line ? { ...each, line } : each;
  });
}

interface Without {
  readonly gone: boolean;
  readonly left?: readonly Left[];
  readonly writers: NonNullable<SearchRun['writers']>;
}

/** The setters, then the victim with these put back right before it; all the while the state is watched. */
async function withoutState(
  { oracle, setters, effect }: About,
  left: readonly Left[],
  trace?: Question['trace'],
): Promise<Without> {
  const keys = left.filter(({ restorable }) => restorable).map(keyOf);
  const run = await oracle.answer({
    purpose:
      keys.length === 0
        ? 'together, watched'
        : `with ${keys.length} ${keys.length === 1 ? 'piece' : 'pieces'} of state put back`,
    tests: setters,
    watch: true,
    ...(keys.length > 0 && { restore: keys }),
    ...(trace && { trace }),
  });
  const gone = keys.length > 0 && run.victim !== 'none' && !showsIn(run, effect) && wasRestored(run);
  return { gone, writers: run.writers ?? [], ...(run.left && { left: run.left }) };
}

function wasRestored({ restored = [] }: SearchRun): boolean {
  return restored.some(({ done }) => done);
}

function traceOf({ setters }: About, state: Left): Question['trace'] {
  const during = state.writers.findLast((place) => setters.includes(place)) ?? setters.at(-1);
  return during === undefined || state.loaded !== undefined ? undefined : { during, key: keyOf(state) };
}

function lineOf(state: Left, writers: Without['writers']): NamedState['line'] | undefined {
  const found = writers.findLast((each) => isKey(each, state));
  return found && { file: found.file, line: found.line };
}

function merged(first: readonly Left[], second: readonly Left[]): readonly Left[] {
  return [...first, ...second.filter((each) => !first.some((other) => isKey(each, other)))];
}

export function keyOf({ kind, name }: StateKey): StateKey {
  return { kind, name };
}

function isKey(a: StateKey, b: StateKey): boolean {
  return a.kind === b.kind && a.name === b.name;
}
