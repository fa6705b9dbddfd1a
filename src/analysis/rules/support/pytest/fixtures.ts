import type { Exit, Fixture, FunctionFact, TestFile, Yield } from '../../../facts.ts';
import { climb } from '../scope.ts';

/** The decorators whose result pytest refuses to be called. */
export function definesFixture(callee: string): boolean {
  return /^(?:pytest\.(?:yield_)?fixture|pytest_asyncio\.fixture)$/.test(callee);
}

/** Does it stand where pytest finds it, not in a function that makes it to look what happens? */
export function isCollected(file: TestFile, { function: id }: Fixture): boolean {
  const parent = file.functions[file.functions[id]?.parent ?? 0];
  return parent?.role === 'module' || parent?.role === 'suite';
}

/** No decorator but pytest's and Python's own: any other may fill parameters itself. */
export function isPlainlyDecorated({ decorators }: FunctionFact): boolean {
  return decorators.every(
    ({ callee }) => definesFixture(callee) || /^(?:classmethod|staticmethod|pytest\.mark\..+)$/.test(callee),
  );
}

/** Do both places stand in one loop, so that a later round may come to either? */
export function shareLoop(file: TestFile, first: number, second: number): boolean {
  const loops = new Set([...climb(file, first)].filter(({ kind }) => kind === 'loop').map(({ id }) => id));
  return [...climb(file, second)].some(({ id }) => loops.has(id));
}

/** `cart` -> `cart_2`, or the next one that is free. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${name}_${number}`)) number += 1;
  return `${name}_${number}`;
}

/** `cart_2` next to `cart`: kept under another name because the first was taken. */
export function isSpareName(name: string, taken: ReadonlySet<string>): boolean {
  const base = /^(.+)_\d+$/.exec(name)?.[1];
  return base !== undefined && taken.has(base);
}

/** Is it sure that no run of the function comes to both places? They stand in different arms of one statement. */
export function areExclusive(file: TestFile, first: number, second: number): boolean {
  const arms = [...climb(file, first)];
  return [...climb(file, second)].some((block) =>
    arms.some((arm) => arm !== block && isSamePart(arm, block) && arm.construct.start === block.construct.start),
  );
}

function isSamePart(a: { kind: string }, b: { kind: string }): boolean {
  const kinds = [a.kind, b.kind].sort().join(' ');
  return kinds === 'branch branch' || kinds === 'catch try' || kinds === 'catch catch';
}

/** The `return` and `raise` statements of the function itself. */
export function exitsOf(file: TestFile, fn: FunctionFact): readonly Exit[] {
  return file.exits.filter((exit) => exit.function === fn.id);
}

/** Where a fixture hands its value over: its yields, or its returns. */
export function givenBy(file: TestFile, fixture: Fixture): readonly (Yield | Exit)[] {
  const fn = file.functions[fixture.function];
  if (!fn) return [];
  return fn.yields ?? exitsOf(file, fn).filter(({ kind }) => kind === 'return');
}
