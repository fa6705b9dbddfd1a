import type { Block, CallFact, Fixture, FunctionFact, TestFile } from '../../../facts.ts';
import { climb } from '../scope.ts';

/** The calls of a fixture's own body before and behind its first `yield`. */
export interface YieldingFixture {
  readonly fixture: Fixture;
  readonly fn: FunctionFact;
  readonly before: readonly CallFact[];
  readonly after: readonly CallFact[];
}

/** Fixtures with a `yield`, in the order of the file. */
export function yieldingFixtures(file: TestFile): YieldingFixture[] {
  return file.fixtures.flatMap((fixture) => {
    const fn = file.functions[fixture.function];
    const yieldEnd = fn?.yieldEnd;
    if (!fn || yieldEnd === undefined) return [];
    const own = file.calls.filter((call) => call.function === fn.id);
    return {
      fixture,
      fn,
      before: own.filter((call) => call.span.start < yieldEnd),
      after: own.filter((call) => call.span.start >= yieldEnd),
    };
  });
}

/** The `with` blocks that the first `yield` of a function stands in, innermost first. */
export function blocksAroundYield(file: TestFile, { yieldEnd, id }: FunctionFact): Block[] {
  if (yieldEnd === undefined) return [];
  const inner = file.blocks
    .filter((block) => block.function === id && block.span.start < yieldEnd && block.span.end >= yieldEnd)
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
  return inner ? [...climb(file, inner.id)].filter(({ kind }) => kind === 'with') : [];
}

export function lastName(callee: string): string {
  return callee.slice(callee.lastIndexOf('.') + 1);
}

/** Calls that wipe what tests wrote, or make it anew for each. */
export const wipes =
  /(?:^|\.)(?:drop_all|create_all|truncate\w*|drop_database|create_database|delete|execute_truncate|clear_\w+|reset_\w+)$/;
