import type { Argument, TestFile } from '../../../facts.ts';
import { variableNamed } from '../values.ts';

/** Constants that stand for each other more often than this are left alone. */
const longestChain = 4;

/**
 * The number an expression gives, as far as it can be seen: a literal, a product or sum of such, a constant bound to one,
 * the larger arm of `CI ? 2 : 0`. `from` is the function it stands in.
 */
export function numberOf(file: TestFile, argument: Argument | undefined, from: number, steps = 0): number | undefined {
  if (!argument || steps > longestChain) return undefined;
  if (argument.kind === 'number') return Number(argument.value);
  if (argument.kind === 'name') {
    if (argument.value === 'Infinity' || argument.value === 'Number.POSITIVE_INFINITY') return Number.POSITIVE_INFINITY;
    const variable = variableNamed(file, String(argument.value ?? ''), from);
    return variable?.constant ? numberOf(file, variable.initial, variable.function, steps + 1) : undefined;
  }
  const operands = argument.operands ?? [];
  const parts = (argument.operator === '?:' ? operands.slice(1) : operands).map((operand) =>
    numberOf(file, operand, from, steps + 1),
  );
  if (argument.operator === '?:' || argument.operator === '||' || argument.operator === '??') {
    const known = parts.filter((part) => part !== undefined);
    return known.length > 0 ? Math.max(...known) : undefined;
  }
  const [left, right] = parts;
  if (left === undefined || right === undefined || parts.length !== 2) return undefined;
  switch (argument.operator) {
    case '*':
      return left * right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    default:
      return undefined;
  }
}
