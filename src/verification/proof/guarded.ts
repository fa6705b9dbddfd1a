import type { Assertion, Block, TestFile } from '../../analysis/facts.ts';

/** The assertions of one test, by whether they run whenever the test passes. */
export interface Guarded {
  readonly title: string;
  readonly always: number;
  /** Those that something decides on, in the order of the source. */
  readonly guarded: readonly { readonly start: number; readonly in: string }[];
}

/** For each test, its own assertions: those in functions that it calls belong to no test. */
export function guardedAssertions(file: TestFile): Guarded[] {
  return file.tests.map((test) => {
    const own = file.assertions.filter(({ span }) => test.span.start <= span.start && span.end <= test.span.end);
    const guards = own.map((assertion) => ({
      start: assertion.span.start,
      in: guardOf(file, assertion, test.function),
    }));
    return {
      title: test.fullTitle,
      always: guards.filter(({ in: guard }) => guard === undefined).length,
      guarded: guards.flatMap(({ start, in: guard }) => (guard === undefined ? [] : [{ start, in: guard }])),
    };
  });
}

function guardOf(file: TestFile, assertion: Assertion, testFunction: number): string | undefined {
  let block: Block | undefined = file.blocks[assertion.block];
  while (block && !(block.kind === 'function' && block.function === testFunction) && block.parent !== block.id) {
    const guard = guardName(block);
    if (guard !== undefined) return guard;
    block = file.blocks[block.parent];
  }
  return undefined;
}

function guardName(block: Block): string | undefined {
  if (block.kind === 'branch') return 'a branch';
  if (block.kind === 'catch') return 'a handler of errors';
  if (block.kind === 'try' && block.swallows) return 'a try whose handler swallows the failure';
  if (block.kind === 'loop' && !block.runsAtLeastOnce) return 'a loop that may not run';
  return undefined;
}
