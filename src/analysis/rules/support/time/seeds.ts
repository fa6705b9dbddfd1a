import type { CallFact, RandomUse, Test, TestFile } from '../../../facts.ts';
import { encloses, fixturesOf, runsInHook, runsWith } from '../places.ts';
import { hooksFor } from '../scope.ts';

/** A seed or a mock of the generator in the test, its hooks and fixtures, or at file level. */
export function isSeeded(file: TestFile, test: Test, use: RandomUse): boolean {
  const running = new Set<number>([0, ...runsWith(file, test.function)]);
  for (const hook of hooksFor(file, test)) for (const id of runsInHook(file, hook)) running.add(id);
  for (const fixture of fixturesOf(file, test)) for (const id of runsWith(file, fixture.function)) running.add(id);
  const isCollected = (id: number) =>
    file.suites.some((suite) => suite.function === id && encloses(file, suite.id, test.suite));
  const runs = (id: number) => running.has(id) || isCollected(id);
  return (
    file.randoms.some((other) => other.seeds && runs(other.function) && isSameGenerator(other, use)) ||
    file.interceptions.some(
      (patch) => runs(patch.function) && patch.target !== undefined && /random/i.test(patch.target),
    ) ||
    file.calls.some(
      (call) =>
        runs(call.function) &&
        (mocksMathRandom(call) || /(?:^|[._])(?:set_|fix_)?(?:all_)?seeds?(?:_everything|_all)?$/i.test(call.callee)),
    )
  );
}

function isSameGenerator(seed: RandomUse, use: RandomUse): boolean {
  return seed.source === use.source || seed.source === 'other';
}

function mocksMathRandom({ callee, arguments: given }: CallFact): boolean {
  const target = given[0]?.value;
  return (
    /(?:^|\.)(?:spyOn|stub|method|replace)$/.test(callee) &&
    (target === 'Math' || target === 'globalThis.Math') &&
    given[1]?.value === 'random'
  );
}
