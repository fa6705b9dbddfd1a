import { noRuns, showsIn, sumOf, untilClear } from './evidence.ts';
import type { About, NamedState } from './name-state.ts';
import type { Left } from './record.ts';
import { smallestSet } from './search.ts';

export interface AmongOthers {
  readonly state: readonly NamedState[];
  /** In the run that showed the effect first. */
  readonly seen: readonly Left[];
  readonly others: readonly number[];
  readonly arranged: (tests: readonly number[]) => readonly number[];
  /** What showed the effect first: how many tests, and how long that took in milliseconds. */
  readonly order: { readonly tests: readonly number[]; readonly ms: number };
}

/** A hint is not worth a longer run. Milliseconds. */
const longestRunMs = 20_000;
/** How long fewer tests take is mostly how long the runner takes to start. */
const fewTests = 25;

/** Whether a run of all others may be made for a hint. An order of the victim's own file says what a file takes, not what all do. */
export function isWorthARun({ tests, ms }: AmongOthers['order'], others: number): boolean {
  return ms * Math.max(1, others / Math.max(fewTests, tests.length)) <= longestRunMs;
}

/**
 * A test that undoes what the setters did (iFixFlakies: its code is a fix that was written already). One that was seen to
 * put the state back is tried first; else, when all others in between make the effect go away, one of them is searched for.
 */
export async function findCleaner(about: About, among: AmongOthers): Promise<readonly number[]> {
  const { state, seen, others, arranged, order } = among;
  const between = async (tests: readonly number[], purpose: string) => {
    const run = await about.oracle.answer({ purpose, tests: arranged([...about.setters, ...tests]) });
    return run.victim !== 'none' && !showsIn(run, about.effect);
  };
  // A victim that does not always fail would seem to be cured by anything. Counted now: what a cleaner undoes is no wrong no.
  const times = about.noesDemanded();
  const clean = async (tests: readonly number[], purpose: string) => {
    for (let time = 0; time < times; time += 1) if (!(await between(tests, purpose))) return false;
    return true;
  };
  const [witness] = state
    .flatMap((each) => seen.filter(({ kind, name }) => kind === each.kind && name === each.name))
    .flatMap(({ cleaners }) => cleaners.slice(-1));
  if (witness !== undefined && (await clean([witness], 'with a test in between that puts it back'))) return [witness];
  if (others.length === 0 || !isWorthARun(order, others.length)) return [];
  if (!(await clean(others, 'with all others in between'))) return [];
  const found = await smallestSet(others, (tests) => clean(tests, 'with some others in between'));
  return found.length === 1 && (await isSure(about, () => between(found, 'with that one in between'))) ? found : [];
}

/** Answers by which it was picked among others say nothing for it. */
async function isSure(about: About, cleans: () => Promise<boolean>): Promise<boolean> {
  let made = noRuns;
  return untilClear(
    {
      count: () => about.count(),
      more: () => about.oracle.answer({ purpose: 'together, again', tests: about.setters }),
    },
    {
      count: () => made,
      more: async () => {
        made = sumOf(made, { shows: (await cleans()) ? 0 : 1, runs: 1 });
      },
    },
  );
}
