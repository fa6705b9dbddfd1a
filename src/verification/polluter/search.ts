/**
 * Finds out whether these items, in this order, are enough to make the effect show. One question is at least one run. It may
 * answer no by chance although they are enough (a polluter that does not always pollute), never yes by chance.
 */
export type Ask<Item> = (chosen: readonly Item[]) => Promise<boolean>;

/** How likely an item is needed, against the others. */
export type WeightOf<Item> = (item: Item) => number;

/** With so many needed at once, a wrong no is likelier than a true one: each no is asked again from then on. */
const suspicious = 3;
const mostAsked = 4;

/**
 * A smallest set of items that makes the effect show, in their order. All of them together show it, none of them does not.
 *
 * First plain halving, which believes that what does not show in one half shows in the other: right for one culprit and for
 * any of several, in log2(n) questions; in fewer when some are likelier and come first, because halves are halves of the
 * likelihood. When the one item it arrives at is not enough (two are needed together, or an answer was wrong by chance), the
 * search begins again with what is known for certain: the shortest prefix that shows it ends in a needed item; that one is
 * kept, and the rest of the prefix searched for the next. A no by chance costs questions there, and adds items that
 * {@link pruned} takes out again, but can lose none.
 */
export async function smallestSet<Item>(
  items: readonly Item[],
  ask: Ask<Item>,
  weightOf: WeightOf<Item> = () => 1,
): Promise<readonly Item[]> {
  const halved = await halve(items, ask, weightOf);
  return halved.found ?? pruned(await shortestPrefixes(halved.known, ask, weightOf), ask);
}

interface Halved<Item> {
  /** One item that is enough. */
  readonly found?: readonly Item[];
  /** The smallest part that has shown the effect by itself. */
  readonly known: readonly Item[];
}

async function halve<Item>(items: readonly Item[], ask: Ask<Item>, weightOf: WeightOf<Item>): Promise<Halved<Item>> {
  let known = items;
  let believed = items;
  while (believed.length > 1) {
    const middle = middleOf(believed, weightOf);
    const half = believed.slice(0, middle);
    if (await ask(half)) known = believed = half;
    else believed = believed.slice(middle);
  }
  // What has shown the effect alone needs no further question.
  if (believed === known || (await ask(believed))) return { found: believed, known: believed };
  return { known };
}

/** How many from the front are about half of the weight: at least one, and not all. */
function middleOf<Item>(items: readonly Item[], weightOf: WeightOf<Item>): number {
  const half = items.reduce((sum, item) => sum + weightOf(item), 0) / 2;
  let [count, weight] = [0, 0];
  for (const item of items.slice(0, -1)) {
    const more = weight + weightOf(item);
    if (count > 0 && more - half > half - weight) break;
    count += 1;
    weight = more;
  }
  return count;
}

async function shortestPrefixes<Item>(
  items: readonly Item[],
  ask: Ask<Item>,
  weightOf: WeightOf<Item>,
): Promise<readonly Item[]> {
  let needed: readonly Item[] = [];
  for (let pool = items; pool.length > 0; ) {
    const times = needed.length < suspicious ? 1 : Math.min(mostAsked, needed.length - suspicious + 2);
    const enough = repeated(ask, times);
    let [without, shows] = [0, pool.length];
    while (shows - without > 1) {
      const middle = without + middleOf(pool.slice(without, shows), weightOf);
      if (await enough([...pool.slice(0, middle), ...needed])) shows = middle;
      else without = middle;
    }
    needed = [...pool.slice(shows - 1, shows), ...needed];
    pool = pool.slice(0, shows - 1);
    if (pool.length > 0 && (await enough(needed))) break;
  }
  return needed;
}

/** Without the items that are not needed. Each is left out, and put back only when the effect stays away so many times. */
export async function pruned<Item>(
  items: readonly Item[],
  ask: Ask<Item>,
  times = mostAsked,
): Promise<readonly Item[]> {
  let kept = items;
  for (const item of items) {
    const others = kept.filter((other) => other !== item);
    if (others.length > 0 && (await repeated(ask, times)(others))) kept = others;
  }
  return kept;
}

/** Believes a no only when it was given so many times. */
export function repeated<Item>(ask: Ask<Item>, times: number): Ask<Item> {
  return async (chosen) => {
    for (let time = 0; time < times; time += 1) if (await ask(chosen)) return true;
    return false;
  };
}
