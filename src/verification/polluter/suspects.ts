import type { Left } from './record.ts';

export function stillChanged(left: readonly Left[]): readonly Left[] {
  return left.filter(({ back }) => !back);
}

/** What the victim's own source speaks of first. */
export function relevantFirst(left: readonly Left[], speaksOf: (name: string) => boolean): readonly Left[] {
  const relevant = left.filter((each) => speaksOf(lastWord(each.name)));
  return [...relevant, ...left.filter((each) => !relevant.includes(each))];
}

/** `app.store:Cart.rate` -> `rate` */
function lastWord(name: string): string {
  return name.split(/[:./ ']+/).findLast((word) => word !== '') ?? name;
}

/**
 * Sets of tests that may be enough, the smallest and likeliest first: who changed the first piece last; all last writers; all
 * who changed any of it since it was as at the beginning (several may be needed, each adding its part).
 */
export function testsThatChanged(
  left: readonly Left[],
  testOf: (file: string) => number | undefined,
): readonly ReadonlySet<number>[] {
  const writers = ({ writers: tests, loaded }: Left) => {
    const loader = loaded === undefined ? undefined : testOf(loaded);
    return loader === undefined ? tests : [loader, ...tests];
  };
  const last = left.flatMap((each) => writers(each).slice(-1));
  const sets = [new Set(last.slice(0, 1)), new Set(last), new Set(left.flatMap(writers))];
  return sets.filter((set, index) => sets.findIndex((other) => isSame(set, other)) === index);
}

function isSame(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((place) => b.has(place));
}
