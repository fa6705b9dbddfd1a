import { fileURLToPath } from 'node:url';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { Syntax } from './syntax.ts';

/** The same relative place from `src/analysis/python` and from `dist/analysis/python`. */
const grammarFile = new URL('../../../vendor/tree-sitter-python/tree-sitter-python.wasm', import.meta.url);

/** Unnamed nodes that carry meaning; brackets, separators and keywords say nothing that the shape of the tree does not say. */
const meaningful = new Set(['async', '*', '_']);

/**
 * Deeper nesting is cut off, so that no text can exhaust the stack of the walks over the tree: they bear half as much again. Each
 * operator of a sum is a level and each call of a chain two; brackets, of which Python itself allows 200, are up to three.
 */
const deepest = 1_000;

export interface Parsed {
  readonly root: Syntax;
  readonly comments: readonly Syntax[];
  readonly imports: readonly Syntax[];
  /** `ERROR` and missing nodes with their parent's type. */
  readonly errors: readonly { readonly node: Syntax; readonly parent: string }[];
  /** Nested deeper than is followed: parts are missing. */
  readonly cut: boolean;
}

export interface Grammar {
  parse(text: string): Parsed;
}

export async function loadGrammar(): Promise<Grammar> {
  await Parser.init();
  const language = await Language.load(fileURLToPath(grammarFile));
  const parser = new Parser();
  parser.setLanguage(language);
  const copy = copier(language);

  const parse = (text: string): { parsed: Parsed; broken: boolean } => {
    const tree = parser.parse(text);
    if (!tree) throw new Error('The Python grammar is not loaded.');
    try {
      return { parsed: copy(tree), broken: tree.rootNode.hasError };
    } finally {
      tree.delete();
    }
  };

  return {
    parse(text) {
      const bom = text.startsWith('\uFEFF');
      // A line break in its place keeps every offset; a space would read as indentation.
      const clean = bom ? `\n${text.slice(1)}` : text;
      const first = parse(clean);
      if (!first.broken) return first.parsed;
      // The grammar stumbles over comments at column 0 inside an indented block (after a decorator): try without them.
      const uncommented = clean.replace(/^#(?!.*testing-patterns:).*$/gm, (comment) => ' '.repeat(comment.length));
      if (uncommented === clean) return first.parsed;
      const second = parse(uncommented);
      return second.parsed.errors.length < first.parsed.errors.length ? second.parsed : first.parsed;
    },
  };
}

type Draft = Syntax & { readonly children: Syntax[] };

/** Stands for a token that is not copied. */
const token: Draft = { type: '', field: '', start: 0, end: 0, children: [], missing: false };

function copier(language: Language): (tree: Tree) => Parsed {
  const names: string[] = [];
  const noise: boolean[] = [];
  for (let id = 0; id < language.nodeTypeCount; id += 1) {
    names[id] = language.nodeTypeForId(id) ?? 'ERROR';
    noise[id] = !language.nodeTypeIsNamed(id) && !meaningful.has(names[id] ?? '');
  }
  return (tree) => {
    const comments: Syntax[] = [];
    const imports: Syntax[] = [];
    const errors: { node: Syntax; parent: string }[] = [];
    const broken = tree.rootNode.hasError;
    const cursor = tree.walk();
    const copyHere = (): Draft => ({
      type: names[cursor.nodeTypeId] ?? 'ERROR',
      field: cursor.currentFieldName ?? '',
      start: cursor.startIndex,
      end: cursor.endIndex,
      children: [],
      missing: broken && cursor.nodeIsMissing,
    });
    const root = copyHere();
    const open: Draft[] = [root];
    let entering = true;
    let cut = false;
    while (open.length > 0) {
      if (entering && open.length >= deepest) cut = true;
      if (entering && open.length < deepest && cursor.gotoFirstChild()) {
        // Fall through to copy the child that the cursor now stands on.
      } else if (open.length > 1 && cursor.gotoNextSibling()) {
        open.pop();
      } else {
        open.pop();
        if (open.length > 0) cursor.gotoParent();
        entering = false;
        continue;
      }
      entering = true;
      const parent = open[open.length - 1];
      if (!parent) break;
      // Every question to the cursor crosses into WebAssembly: half of all nodes are tokens that need none beyond this.
      if (!broken && noise[cursor.nodeTypeId] && !cursor.currentFieldName?.startsWith('operator')) {
        open.push(token);
        continue;
      }
      const node = copyHere();
      if (!noise[cursor.nodeTypeId] || node.missing || node.field.startsWith('operator')) parent.children.push(node);
      open.push(node);
      if (node.type === 'comment') comments.push(node);
      else if (node.type === 'import_statement' || node.type === 'import_from_statement') imports.push(node);
      if (broken && (node.type === 'ERROR' || node.missing)) errors.push({ node, parent: parent.type });
    }
    cursor.delete();
    return { root, comments, imports, errors, cut };
  };
}
