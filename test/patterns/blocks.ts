import { spawnSync } from 'node:child_process';
import { ts } from 'ts-morph';
import type { PatternDocument } from '../../src/patterns/index.ts';
import { preparedPython } from '../support/runners.ts';

/**
 * A fenced block of a document. What is said of it stands behind its language, as words and `name=value`:
 *
 * - nothing: it is run, and all its tests pass (those of an anti-pattern, too: they lie);
 * - `fails`: it is run, and a test of it fails;
 * - `flaky`, `stable`: many runs show it so;
 * - `file=conftest.py`: it is saved under this name, for the other blocks of its section;
 * - `needs="sqlalchemy>=2, python>=3.12"`: it is run where these are installed, and compiled elsewhere;
 * - `fragment="why"`: it cannot be run by itself, and is only parsed;
 * - `uncaught="why"`: an anti-pattern that no rule of ours sees.
 */
export interface CodeBlock {
  /** `path:line` of the first line of code. */
  readonly place: string;
  readonly document: PatternDocument;
  /** 1-based, in the document. */
  readonly number: number;
  /** Heading of the section it stands in. */
  readonly section: string;
  readonly language: string;
  readonly code: string;
  readonly is: Readonly<Partial<Record<Word, true>>>;
  readonly says: Readonly<Partial<Record<Name, string>>>;
}

const words = ['fails', 'flaky', 'stable'] as const;
const names = ['file', 'needs', 'fragment', 'uncaught'] as const;
type Word = (typeof words)[number];
type Name = (typeof names)[number];

export function isAntiPattern(block: CodeBlock): boolean {
  return block.section === 'The anti-pattern';
}

/** Every fenced block of a document. A fence that is never closed runs to the end of the file. */
export function codeBlocks(document: PatternDocument): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let section = '';
  let open: { line: number; info: string; lines: string[] } | undefined;
  const close = (language?: string): void => {
    if (!open) return;
    const place = `${document.path}:${open.line}`;
    const said = attributesOf(open.info, place);
    const code = `${open.lines.join('\n')}\n`;
    blocks.push({
      place,
      document,
      number: blocks.length + 1,
      section,
      code,
      ...said,
      language: language ?? said.language,
    });
    open = undefined;
  };
  for (const [index, line] of document.text.split('\n').entries()) {
    if (open && line !== '```') open.lines.push(line);
    else if (open) close();
    else if (line.startsWith('```')) open = { line: index + 2, info: line.slice(3), lines: [] };
    else if (line.startsWith('## ')) section = line.slice(3).trim();
  }
  close('unclosed');
  return blocks;
}

/** Throws for a word that nobody knows: a misspelt `flaky` would be run once and called good. */
function attributesOf(info: string, place: string): Pick<CodeBlock, 'language' | 'is' | 'says'> {
  const [language = '', ...parts] = info.match(/[\w.-]+="[^"]*"|\S+/g) ?? [];
  const is: Partial<Record<Word, true>> = {};
  const says: Partial<Record<Name, string>> = {};
  for (const part of parts) {
    const [left = '', value] = part.split(/=(.*)/s);
    const word = words.find((known) => known === part);
    const name = names.find((known) => known === left);
    if (word) is[word] = true;
    else if (name && value) says[name] = value.replace(/^"|"$/g, '');
    else throw new Error(`${place}: "${part}" says nothing of a block. Allowed: ${[...words, ...names].join(', ')}.`);
  }
  return { language, is, says };
}

/** What is wrong with TypeScript blocks, as `place: message`. Nothing is imported or type-checked. */
export function typescriptErrors(blocks: readonly Pick<CodeBlock, 'place' | 'code'>[]): string[] {
  return blocks.flatMap(({ place, code }) => {
    const { diagnostics = [] } = ts.transpileModule(code, {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
    });
    return diagnostics.map(({ messageText }) => `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}

const COMPILE = `
import json, sys
errors = []
for block in json.load(sys.stdin):
    try:
        compile(block["code"], block["place"], "exec", dont_inherit=True)
    except SyntaxError as error:
        errors.append(f"{block['place']}: {error}")
json.dump(errors, sys.stdout)
`;

/** What is wrong with Python blocks, as `place: message`, from a real Python. Throws when there is none. */
export function pythonErrors(blocks: readonly Pick<CodeBlock, 'place' | 'code'>[]): unknown {
  const input = JSON.stringify(blocks.map(({ place, code }) => ({ place, code })));
  const run = spawnSync(preparedPython(), ['-c', COMPILE], { input, encoding: 'utf8' });
  if (run.error || run.status !== 0) {
    throw new Error(`The Python blocks need python3 to be checked. ${run.error?.message ?? run.stderr}`);
  }
  return JSON.parse(run.stdout);
}
