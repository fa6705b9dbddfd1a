import type { CommentFact } from '../facts.ts';
import type { Syntax } from './syntax.ts';

/** Comments that speak to this tool. */
export function commentsOf(comments: readonly Syntax[], text: string): CommentFact[] {
  const facts: CommentFact[] = [];
  let line = 1;
  let counted = 0;
  for (const { start, end } of comments) {
    const comment = text.slice(start, end);
    if (!comment.includes('testing-patterns:')) continue;
    for (let at = text.indexOf('\n', counted); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) {
      line += 1;
      counted = at + 1;
    }
    const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    facts.push({ text: comment, span: { start, end }, line, ownLine: before.replace('\uFEFF', '').trim() === '' });
  }
  return facts;
}

const imports = new Set(['import_statement', 'import_from_statement', 'future_import_statement']);

/**
 * Start of the line after the imports that head the file; without any, after the module's docstring and head comments.
 * Imports below the first definition do not count.
 */
export function afterImports(root: Syntax, text: string): number {
  const head = text.startsWith('\uFEFF') ? 1 : 0;
  const definition = root.children.findIndex(({ type }) => /_definition$/.test(type));
  const top = definition < 0 ? root.children : root.children.slice(0, definition);
  const lastImport = top.findLast(({ type }) => imports.has(type));
  if (lastImport) return nextLine(lastImport.end, text);
  const [first] = root.children.filter(({ type }) => type !== 'comment');
  if (
    first?.type === 'expression_statement' &&
    first.children.length === 1 &&
    /string$/.test(first.children[0]?.type ?? '')
  ) {
    return nextLine(first.end, text);
  }
  let at = head;
  // A shebang, an encoding line or a licence stays above; a comment that belongs to the code below it too, which does no harm.
  while (text[at] === '#') at = nextLine(at, text);
  return at;
}

function nextLine(offset: number, text: string): number {
  const lineBreak = text.indexOf('\n', offset);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}
