import type { SyntaxProblem } from '../facts.ts';
import type { Parsed } from './grammar.ts';

/** The first few are enough to say that a file does not parse. */
const most = 5;

/** What does not parse, without what the grammar is known not to know. */
export function errorProblems({ errors }: Parsed, text: string): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  for (const { node, parent } of errors) {
    // `def first[T = int]` (Python 3.13): the grammar has no defaults for type parameters.
    if (parent === 'type_parameter') continue;
    const start = Math.min(node.start, text.length);
    const end = Math.min(Math.max(node.end, start), text.length);
    const [line = ''] = text.slice(start, end).trim().split('\n');
    const shown = line.length > 40 ? `${line.slice(0, 40)}…` : line;
    problems.push({
      message: node.missing ? `'${node.type}' is missing here` : `cannot be read: ${shown}`,
      span: { start, end },
    });
    if (problems.length === most) break;
  }
  return problems;
}
