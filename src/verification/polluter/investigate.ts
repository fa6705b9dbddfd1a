import type { StateKey } from '../../runners/state.ts';
import { findCleaner } from './cleaner.ts';
import {
  type Answered,
  type Count,
  countOf,
  countWith,
  differenceOf,
  type Effect,
  noesDemanded,
  noRuns,
  showsIn,
  sumOf,
  untilClear,
} from './evidence.ts';
import { type About, keyOf, type Named, type NamedState, nameState } from './name-state.ts';
import type { Oracle, Question } from './oracle.ts';
import type { Left } from './record.ts';
import { pruned, smallestSet } from './search.ts';
import { suspicionOf } from './suspects.ts';

/** The victim and what may come before it, in places of the header's list. */
export interface Scene {
  readonly candidates: readonly number[];
  /** Orders to try when the victim does this alone: the most promising first. */
  readonly orders: (alone: Effect) => readonly Order[];
  /** Any test of a file, relative to the project's folder: loading the file is all that is needed of it. */
  readonly testOf: (file: string) => number | undefined;
  /** As near to this order as the runner can keep, the victim last. */
  readonly arranged: (tests: readonly number[]) => readonly number[];
  /** Whether the source of the victim speaks of a name. */
  readonly speaksOf: (name: string) => boolean;
  /** Whether the runner can tell which line changed something. */
  readonly traces: boolean;
}

export interface Finding {
  readonly kind: 'victim' | 'brittle' | 'none';
  /** What showed it, in a sentence or two. */
  readonly reason: string;
  /** Polluters of a victim, state-setters of a brittle test: all of them are needed. */
  readonly setters: readonly number[];
  readonly state: readonly NamedState[];
  /** What the setters left changed besides, as far as it can be seen. */
  readonly besides: readonly Left[];
  /** Put between setters and victim, it undoes what they did. */
  readonly cleaners: readonly number[];
}

/** What runs before the victim. */
interface Order {
  readonly purpose: string;
  readonly tests: readonly number[];
}

/** An order that shows the effect; `left` is undefined when the run was not watched. */
interface Watched extends Question {
  readonly left: readonly Left[] | undefined;
  readonly ms: number;
}

/** A victim that fails sometimes alone is looked at so often. */
const aloneAtMost = 10;
/** How often the setters and the victim run together before more is asked of them. */
const measuredRuns = 3;

/**
 * From a test that fails to the tests and the state that make it fail. Asks only the oracle, and the same questions for the
 * same answers, so that a search can go on after a stop.
 *
 * 1. Alone: what does the victim do by itself, and always the same?
 * 2. After others: an order in which it does otherwise, while the state is watched.
 * 3. Who: a search among all before it, those first that changed what is still changed.
 * 4. What: the state that those leave is put back right before the victim, piece by piece.
 * 5. Sure: the few tests and the victim again, uninstrumented, and alone again, until chance does not explain it.
 */
export async function investigate(scene: Scene, oracle: Oracle): Promise<Finding> {
  return new Investigation(scene, oracle).find();
}

class Investigation {
  private readonly scene: Scene;
  private readonly oracle: Oracle;
  private readonly answered: Answered[] = [];
  private effect: Effect = 'failed';
  /** The first of all orders, when it showed the effect. */
  private first: { readonly tests: readonly number[] } | undefined;
  /** The orders that were watched. */
  private readonly looked: { readonly order: Order; readonly left: readonly Left[] }[] = [];

  constructor(scene: Scene, oracle: Oracle) {
    this.scene = scene;
    this.oracle = {
      answer: async (question) => {
        const run = await oracle.answer(question);
        this.answered.push({ question, run });
        return run;
      },
    };
  }

  async find(): Promise<Finding> {
    const alone = await this.alone();
    if (alone.runs === 0) return none('The victim did not run: it is skipped, or its file ends the run before it.');
    if (alone.shows > 0 && alone.shows < alone.runs) return none(byItself(alone));
    this.effect = alone.shows === 0 ? 'failed' : 'passed';
    const order = await this.showingOrder(alone);
    if ('kind' in order) return order;
    const setters = await this.needed(await this.search(order));
    const about: About = {
      oracle: this.oracle,
      setters,
      effect: this.effect,
      count: (restore) => this.count(setters, restore),
      alone: () => this.count([]),
      noesDemanded: () => noesDemanded(countWith(this.answered, setters, this.effect)),
    };
    const named = await nameState(about, { known: order.left, traces: this.scene.traces });
    const doubt = await this.confirm(setters, named);
    if (doubt) return doubt;
    const cleaners = await findCleaner(about, {
      state: named.state,
      seen: this.looked.flatMap(({ left }) => left),
      others: this.maybeCleaners(order.tests, setters),
      arranged: this.scene.arranged,
      order,
    });
    return {
      kind: this.effect === 'failed' ? 'victim' : 'brittle',
      reason: this.words(order.purpose, setters, named.state.length),
      setters,
      ...named,
      cleaners,
    };
  }

  /** `shows` counts failures here: what is to be explained is not known yet. */
  private async alone(): Promise<Count> {
    const question: Question = { purpose: 'alone', tests: [] };
    const count = () => countOf(this.answered, [], 'failed');
    await this.oracle.answer(question);
    await this.oracle.answer(question);
    const mixed = () => count().shows > 0 && count().shows < count().runs;
    while (mixed() && count().runs < aloneAtMost) await this.oracle.answer(question);
    return count();
  }

  private async showingOrder(alone: Count): Promise<Watched | Finding> {
    const orders = this.scene.orders(this.effect === 'failed' ? 'passed' : 'failed');
    for (const order of orders) {
      const shown = await this.tried(order);
      if (shown?.left && order === orders[0]) this.first = order;
      if (shown) return shown;
    }
    const fewer = this.withoutCleaners();
    const shown = fewer && (await this.tried(fewer));
    if (shown) return shown;
    // Watching changes the timing, and may hide it.
    const [first] = orders;
    const plain = first && (await this.oracle.answer(first));
    if (first && plain && showsIn(plain, this.effect)) return { ...first, left: undefined, ms: plain.ms };
    const did = this.effect === 'failed' ? 'passes' : 'fails';
    const times = `${did} alone (${alone.runs} of ${alone.runs} runs)`;
    if (orders.length === 0) return none(`The victim ${times}, and there is no other test.`);
    const after = `${did} after others too (${this.said()})`;
    return none(
      this.effect === 'failed'
        ? `The victim ${times}, and ${after}: in these orders no other test makes it fail.`
        : `The victim ${times}, and ${after}: it fails whatever ran before, so no order is to blame.`,
    );
  }

  private async tried(order: Order): Promise<Watched | undefined> {
    const question = { ...order, watch: true };
    const run = await this.oracle.answer(question);
    const left = run.left ?? [];
    this.looked.push({ order, left });
    if (showsIn(run, this.effect)) return { ...question, left, ms: run.ms };
    // What cannot be watched may still be run.
    const again = run.victim === 'none' ? await this.oracle.answer(order) : run;
    return showsIn(again, this.effect) ? { ...order, left: undefined, ms: again.ms } : undefined;
  }

  /** A polluter does no harm where another test puts everything back behind it: those that change something, without these. */
  private withoutCleaners(): Order | undefined {
    const [order] = this.looked.map(({ order }) => order).sort((a, b) => b.tests.length - a.tests.length);
    const left = this.looked.flatMap((each) => each.left);
    const cleaners = new Set(left.flatMap((each) => each.cleaners));
    const writers = new Set(left.flatMap(({ writers, undone = [] }) => [...writers, ...undone]));
    const tests = order?.tests.filter((place) => writers.has(place) && !cleaners.has(place)) ?? [];
    if (!order || cleaners.size === 0 || tests.length === 0) return undefined;
    return { purpose: `${order.purpose}, but only those that change something and put nothing back,`, tests };
  }

  /** Whether so many as these make it show; a run that does not reach the victim does not. */
  private shows(tests: readonly number[], purpose: string): Promise<boolean> {
    return this.oracle.answer({ purpose, tests }).then((run) => showsIn(run, this.effect));
  }

  /** Those first that changed what is still changed when the victim begins. */
  private async search({ tests, left = [] }: Watched) {
    const suspicion = suspicionOf(tests, left, this.scene);
    const inOrder = (chosen: readonly number[]) => {
      const all = new Set(chosen);
      return tests.filter((place) => all.has(place));
    };
    const suspects = tests.toSorted((a, b) => suspicion(b) - suspicion(a));
    const found = await smallestSet(
      suspects,
      (chosen) =>
        this.shows(inOrder(chosen), chosen.length === 1 ? 'after one of them' : `after ${chosen.length} of them`),
      suspicion,
    );
    return inOrder(found);
  }

  /** What ran between the last setter and the victim has undone nothing. */
  private maybeCleaners(tests: readonly number[], setters: readonly number[]): readonly number[] {
    const last = tests.findLastIndex((place) => setters.includes(place));
    const known = new Set([...setters, ...tests.slice(last + 1)]);
    return this.scene.candidates.filter((place) => !known.has(place));
  }

  /**
   * Only now is it known how often it shows after all that is needed. When it does not always, an unneeded one may have been
   * kept by chance, and each is left out again as often as that rate demands.
   */
  private async needed(setters: readonly number[]): Promise<readonly number[]> {
    if (setters.length === 1) return setters;
    const missing = measuredRuns - this.count(setters).runs;
    for (let made = 0; made < missing; made += 1) await this.shows(setters, 'together, again');
    const times = noesDemanded(countWith(this.answered, setters, this.effect));
    if (times === 1) return setters;
    return pruned(setters, (chosen) => this.shows(chosen, `after ${chosen.length} of them, again`), times);
  }

  /** The first order counts, too: it was not picked for what it showed. */
  private count(tests: readonly number[], restore?: readonly StateKey[]): Count {
    const exactly = countOf(this.answered, tests, this.effect, restore);
    const { first } = this;
    const counts = !restore && tests.length > 0 && first && first.tests.length > tests.length;
    return counts ? sumOf(exactly, { shows: 1, runs: 1 }) : exactly;
  }

  /** Why the finding may be chance; undefined when it is none. */
  private async confirm(setters: readonly number[], { state }: Named): Promise<Finding | undefined> {
    const after = () => this.count(setters);
    const alone = () => this.count([]);
    const again = () => this.shows(setters, 'together, again');
    // The cure was seen often enough, and answers by which the setters were picked say nothing for them: once more.
    const cured = state.length > 0 && (await again());
    const before = cured ? { after: noRuns, alone: noRuns } : { after: after(), alone: alone() };
    // With the cause put back, it is as if the setters had not run.
    const without = () => (cured ? this.count(setters, state.map(keyOf)) : noRuns);
    const clear =
      alone().shows === 0 &&
      (await untilClear(
        { count: () => differenceOf(after(), before.after), more: again },
        {
          count: () => sumOf(differenceOf(alone(), before.alone), without()),
          more: () => this.shows([], 'alone, again'),
        },
      ));
    if (clear) return undefined;
    const failed = (count: Count) =>
      `${this.effect === 'failed' ? count.shows : count.runs - count.shows} of ${count.runs}`;
    return none(
      `The victim is random by itself: it failed in ${failed(alone())} runs alone, and in ${failed(after())} after the tests that looked like the cause, which chance explains. Find the chance inside the test: diagnose_failure and pattern "flaky/identify".`,
    );
  }

  private words(purpose: string, setters: readonly number[], named: number): string {
    const count = (tests: readonly number[]) => {
      const { shows, runs } = countOf(this.answered, tests, this.effect);
      return `${shows} of ${runs}`;
    };
    const alone = countOf(this.answered, [], this.effect);
    const [alike, other] = this.effect === 'failed' ? ['passed', 'failed'] : ['failed', 'passed'];
    const few = setters.length === 1 ? 'the one test' : `these ${setters.length} tests together`;
    const state = named > 0 ? ` With that state put back just before it, it ${alike} again.` : '';
    return `Alone it ${alike} in ${alone.runs - alone.shows} of ${alone.runs} runs; ${purpose} it ${other}; right after ${few} it ${other} in ${count(setters)}.${state}`;
  }

  private said(): string {
    const runs = this.answered.filter(({ question }) => question.tests.length > 0);
    return [...new Set(runs.map(({ question }) => question.purpose))].join('; ');
  }
}

function byItself({ shows, runs }: Count): string {
  return `The victim is random by itself: alone it failed in ${shows} of ${runs} runs. No other test is needed for that; find the chance inside it with diagnose_failure, and see how often with verify_tests.`;
}

function none(reason: string): Finding {
  return { kind: 'none', reason, setters: [], state: [], besides: [], cleaners: [] };
}
