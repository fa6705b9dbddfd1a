import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { isDeepYaml, maxYamlDepth } from '../untrusted/yaml-depth.ts';
import type { PatternProblem } from './problem.ts';

/** A markdown file taken apart: YAML between two `---` lines, then the body. */
export interface FrontMatter {
  readonly data: unknown;
  /** Everything after the closing `---`, with `\n` line ends. */
  readonly body: string;
  /** 1-based line on which the body starts. */
  readonly bodyLine: number;
  /** 1-based line of the key that a path of keys and indexes leads to, or of its nearest parent. */
  lineOf(path: readonly PropertyKey[]): number;
}

export type FrontMatterResult =
  | { readonly ok: true; readonly frontMatter: FrontMatter }
  | { readonly ok: false; readonly problems: readonly PatternProblem[] };

/** Aliases are capped so that a small file cannot unfold into a huge one. */
const MAX_ALIASES = 20;

export function readFrontMatter(text: string, path: string): FrontMatterResult {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const failure = (line: number, message: string): FrontMatterResult => ({
    ok: false,
    problems: [{ path, line, message }],
  });
  if (lines[0]?.trimEnd() !== '---') {
    return failure(1, 'The file has no front matter. Its first line must be "---".');
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) return failure(1, 'The front matter is never closed. End it with a line "---".');

  const yaml = lines.slice(1, end).join('\n');
  if (isDeepYaml(yaml)) return failure(2, `The front matter is nested deeper than ${maxYamlDepth} levels.`);
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter, prettyErrors: false, logLevel: 'error' });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line + 1;
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map((error) => ({
        path,
        line: lineAt(error.pos[0]),
        message: `The front matter is not valid YAML: ${error.message}.`,
      })),
    };
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    return failure(2, `The front matter cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }

  const lineOf = (keys: readonly PropertyKey[]): number => {
    let node: unknown = document.contents;
    let line = 2;
    for (const key of keys) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
        if (!pair) return line;
        if (isScalar(pair.key) && pair.key.range) line = lineAt(pair.key.range[0]);
        node = pair.value;
      } else if (isSeq(node) && typeof key === 'number') {
        node = node.items[key];
        if ((isMap(node) || isSeq(node) || isScalar(node)) && node.range) line = lineAt(node.range[0]);
      } else {
        return line;
      }
    }
    return line;
  };
  return { ok: true, frontMatter: { data, body: lines.slice(end + 1).join('\n'), bodyLine: end + 2, lineOf } };
}

/** One problem per zod issue, at the line of the field it is about. `at` is where in the front matter the value stood. */
export function problemsOf(
  error: z.ZodError,
  frontMatter: FrontMatter,
  path: string,
  options: { readonly at?: readonly PropertyKey[]; readonly allowed?: readonly string[] } = {},
): PatternProblem[] {
  const at = options.at ?? [];
  return error.issues.flatMap((issue) => {
    const where = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const allowed = options.allowed ? ` Allowed: ${options.allowed.join(', ')}.` : '';
      return issue.keys.map((key) => ({
        path,
        line: frontMatter.lineOf([...where, key]),
        message: `Unknown field "${key}".${allowed}`,
      }));
    }
    const field = where.length > 0 ? `${where.join('.')}: ` : '';
    return [{ path, line: frontMatter.lineOf(where), message: `${field}${issue.message}` }];
  });
}
