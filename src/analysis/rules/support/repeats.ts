import type { Argument, Suite, Test, TestFile } from '../../facts.ts';
import { registrationOf } from './registering.ts';
import { climb, suitesAround } from './scope.ts';
import { variableNamed } from './values.ts';

/** How often a statement of block `id` runs in one run of its function, as far as the loops around it can be counted. */
export function rounds(file: TestFile, text: string, id: number): number {
  let times = 1;
  for (const block of climb(file, id)) {
    if (block.kind === 'function') break;
    if (block.kind !== 'loop' || !block.condition) continue;
    const condition = text.slice(block.condition.start, block.condition.end);
    times *= (block.loop === 'counted' ? countedRounds(condition) : listLength(condition)) ?? 1;
  }
  return times;
}

/** `i < 10`, `i <= 3` from 0 or 1 on. */
function countedRounds(condition: string): number | undefined {
  const [, , limit] = /^\s*\w+\s*(<=?)\s*(\d+)\s*$/.exec(condition) ?? [];
  return limit === undefined ? undefined : Number(limit);
}

/** `[1, 2, 3]`: a list of plain values written on the spot. */
function listLength(collection: string): number | undefined {
  const inner = /^\s*\[([^[\](){}]*)\]\s*(?:as const)?\s*$/.exec(collection)?.[1];
  return inner?.split(',').filter((part) => part.trim() !== '').length;
}

/** How many rows the tables around a test have, those of its suites included; 1 where they cannot be counted. */
export function rowsOf(file: TestFile, test: Test): number {
  return [test, ...suitesAround(file, test)].reduce((times, each) => times * (tableLength(file, each) ?? 1), 1);
}

function tableLength(file: TestFile, registered: Test | Suite): number | undefined {
  if (!registered.modifiers.some(({ name }) => name === 'each' || name === 'for')) return undefined;
  const outer = registrationOf(file, registered)?.call;
  const table = file.calls.find(
    (call) =>
      /\.(?:each|for)$/.test(call.callee) &&
      call.span.start === outer?.span.start &&
      call.span.end < (outer?.span.end ?? 0),
  );
  const rows = elementsOf(file, table?.arguments[0], table?.function ?? 0);
  return rows?.some(({ kind }) => kind === 'spread') ? undefined : rows?.length;
}

function elementsOf(file: TestFile, table: Argument | undefined, from: number): readonly Argument[] | undefined {
  if (table?.kind !== 'name') return table?.elements;
  return variableNamed(file, String(table.value ?? ''), from)?.initial?.elements;
}
