import type { Left } from './record.ts';
import type { WeightOf } from './search.ts';

export function stillChanged(left: readonly Left[]): readonly Left[] {
  return left.filter(({ back }) => !back);
}

/**
 * How likely it is that the victim's trouble comes from the last writers of state that its own source speaks of, from those of
 * other state, from earlier writers (several may be needed, each adding its part), and from tests that were not seen to change
 * anything: state may be where nobody can see it.
 */
const shares = { spoken: 8, other: 4, earlier: 1, unseen: 2 };

/** How much each of these tests is suspected, once it was seen what they leave changed. */
export function suspicionOf(
  tests: readonly number[],
  left: readonly Left[],
  {
    speaksOf,
    testOf,
  }: {
    readonly speaksOf: (name: string) => boolean;
    readonly testOf: (file: string) => number | undefined;
  },
): WeightOf<number> {
  const weights = new Map(tests.map((place) => [place, shares.unseen / tests.length]));
  const share = (amount: number, among: readonly { readonly place: number; readonly weight: number }[]) => {
    const sum = among.reduce((total, { weight }) => total + weight, 0);
    for (const { place, weight } of among) weights.set(place, (weights.get(place) ?? 0) + (amount * weight) / sum);
  };
  const pieces = stillChanged(left).map((each) => ({ name: each.name, writers: writersOf(each, testOf) }));
  // What many change cannot matter to the victim: it would hardly ever come out as alone.
  const last = (among: typeof pieces) =>
    among.flatMap(({ writers }) => writers.slice(-1).map((place) => ({ place, weight: 1 / writers.length })));
  const spoken = pieces.filter(({ name }) => speaksOf(lastWord(name)));
  share(shares.spoken, last(spoken));
  share(shares.other, last(pieces.filter((each) => !spoken.includes(each))));
  share(
    shares.earlier,
    pieces.flatMap(({ writers }) => writers.slice(0, -1).map((place) => ({ place, weight: 1 / writers.length }))),
  );
  return (place) => weights.get(place) ?? 0;
}

function writersOf({ writers, loaded }: Left, testOf: (file: string) => number | undefined): readonly number[] {
  const loader = loaded === undefined ? undefined : testOf(loaded);
  return loader === undefined ? writers : [loader, ...writers];
}

/** `app.store:Cart.rate` -> `rate` */
function lastWord(name: string): string {
  return name.split(/[:./ ']+/).findLast((word) => word !== '') ?? name;
}
