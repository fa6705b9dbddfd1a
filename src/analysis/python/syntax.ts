import type { Span } from '../facts.ts';

/**
 * A node of the Python syntax tree as plain data. The parser's own tree lives in WebAssembly memory, where every question
 * costs a crossing; one cursor walk copies it here and the parser's tree is freed.
 */
export interface Syntax extends Span {
  /** Node type of tree-sitter-python; `ERROR` where the text does not parse. */
  readonly type: string;
  /** Field name in the parent, `''` when it has none. */
  readonly field: string;
  /** Named nodes, and unnamed ones that carry meaning (operators, `async`); no brackets and commas. */
  readonly children: readonly Syntax[];
  readonly missing: boolean;
}

export function child(node: Syntax | undefined, field: string): Syntax | undefined {
  return node?.children.find((inner) => inner.field === field);
}

export function ofType(node: Syntax | undefined, type: string): Syntax | undefined {
  return node?.children.find((inner) => inner.type === type);
}

export function has(node: Syntax, type: string): boolean {
  return node.children.some((inner) => inner.type === type);
}

/** Children that are code: no comments. */
export function code(node: Syntax): readonly Syntax[] {
  return node.children.some((inner) => inner.type === 'comment')
    ? node.children.filter((inner) => inner.type !== 'comment')
    : node.children;
}

export function span({ start, end }: Span): Span {
  return { start, end };
}

/** `((x))` -> `x`. */
export function unwrap(node: Syntax): Syntax {
  let inner = node;
  while (inner.type === 'parenthesized_expression') {
    const [next] = code(inner);
    if (!next) break;
    inner = next;
  }
  return inner;
}

const functionLike = new Set(['function_definition', 'lambda', 'class_definition']);

/** Depth first search below `node` in the order of the source, without entering nested functions and classes. */
export function findWithin(node: Syntax, wanted: (inner: Syntax) => boolean): Syntax | undefined {
  for (const inner of node.children) {
    if (wanted(inner)) return inner;
    if (functionLike.has(inner.type)) continue;
    const found = findWithin(inner, wanted);
    if (found) return found;
  }
  return undefined;
}
