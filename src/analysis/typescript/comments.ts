import { ts } from 'ts-morph';
import type { CommentFact } from '../facts.ts';
import { Source } from '../source.ts';

const marker = 'testing-patterns:';

/** Comments that speak to this tool, in the order of the source. */
export function commentsOf(file: ts.SourceFile): readonly CommentFact[] {
  const { text } = file;
  const found: CommentFact[] = [];
  let source: Source | undefined;
  for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, at + marker.length)) {
    const range = commentAt(file, at);
    if (!range || found.at(-1)?.span.start === range.pos) continue;
    source ??= new Source(text);
    found.push({
      text: text.slice(range.pos, range.end),
      span: { start: range.pos, end: range.end },
      line: source.position(range.pos).line,
      ownLine: isAlone(text, source.lineStart(range.pos), range),
    });
  }
  return found;
}

/** Alone on its line, also between the braces of a JSX expression, between JSX elements. */
function isAlone(text: string, lineStart: number, { pos, end }: ts.CommentRange): boolean {
  const lineEnd = text.indexOf('\n', end);
  const before = text.slice(lineStart, pos).trim();
  const after = text.slice(end, lineEnd === -1 ? text.length : lineEnd).trim();
  return (before === '' && after === '') || (before === '{' && after === '}');
}

/** Comments stand between tokens: finds the token that the offset leads up to, and looks before it. */
function commentAt(file: ts.SourceFile, offset: number): ts.CommentRange | undefined {
  let node: ts.Node = file;
  for (;;) {
    const child: ts.Node | undefined = node.getChildren(file).find((each) => each.pos <= offset && offset < each.end);
    if (!child) break;
    node = child;
    if (ts.isToken(node)) break;
  }
  if (ts.isJsxText(node) || offset >= node.getStart(file, false)) return undefined;
  const { text } = file;
  // A shebang opens the file without being a comment.
  const from = node.pos === 0 ? (ts.getShebang(text)?.length ?? 0) : node.pos;
  const ranges = [
    ...(ts.getTrailingCommentRanges(text, from) ?? []),
    ...(ts.getLeadingCommentRanges(text, from) ?? []),
  ];
  return ranges.find(({ pos, end }) => pos <= offset && offset < end);
}
