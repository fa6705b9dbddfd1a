import { child, code, findWithin, has, type Syntax } from '../syntax.ts';
import { type Around, type Check, type Comprehension, runsAsync } from './around.ts';

/**
 * A comprehension is a scope of its own, but for what it first iterates over. One that awaits needs an async function around;
 * a generator expression does not, since it runs nothing by itself.
 */
export function checkComprehension(
  node: Syntax,
  around: Around,
  check: Check,
  visit: (node: Syntax, around: Around) => void,
): void {
  const own: Comprehension = { awaits: false };
  const clauses = code(node).filter(({ type }) => type === 'for_in_clause');
  const targets = new Set(around.targets);
  for (const clause of clauses) {
    const left = child(clause, 'left');
    if (left) for (const name of namesIn(left, check)) targets.add(name);
    if (left?.type === 'list_splat_pattern') check.report('starred assignment target must be in a list or tuple', left);
    const [, second] = clause.children.filter(({ field }) => field === 'right');
    if (second) check.report('what a comprehension goes through needs parentheses here', second);
    if (has(clause, 'async')) own.awaits = true;
  }
  const inside: Around = { ...around, inLoop: false, comprehension: own, targets };
  for (const [at, clause] of clauses.entries()) {
    for (const part of clause.children) {
      if (part.field !== 'right') continue;
      visit(part, at === 0 ? { ...around, inIterable: true } : { ...inside, inIterable: true });
    }
  }
  for (const part of code(node)) if (part.type !== 'for_in_clause') visit(part, inside);
  if (!own.awaits || node.type === 'generator_expression') return;
  if (around.comprehension) around.comprehension.awaits = true;
  else if (!runsAsync(around)) check.report('asynchronous comprehension outside an async function', node);
}

function namesIn(target: Syntax, { text }: Check): string[] {
  if (target.type === 'identifier') return [text.slice(target.start, target.end)];
  const found: string[] = [];
  findWithin(target, ({ type, start, end }) => {
    if (type === 'identifier') found.push(text.slice(start, end));
    return false;
  });
  return target.type === 'attribute' || target.type === 'subscript' ? [] : found;
}
