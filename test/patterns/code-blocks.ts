import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ts } from 'ts-morph';
import type { PatternDocument } from '../../src/patterns/index.ts';

export interface CodeBlock {
  /** `path:line` of the first line of code. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

/** Every fenced block of a document. A fence that is never closed runs to the end of the file. */
export function codeBlocks(document: PatternDocument): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { place: string; language: string; lines: string[] } | undefined;
  for (const [index, line] of document.text.split('\n').entries()) {
    if (open && line !== '```') {
      open.lines.push(line);
    } else if (open) {
      blocks.push({ place: open.place, language: open.language, code: open.lines.join('\n') });
      open = undefined;
    } else if (line.startsWith('```')) {
      open = { place: `${document.path}:${index + 2}`, language: line.slice(3), lines: [] };
    }
  }
  return open ? [...blocks, { place: open.place, language: 'unclosed', code: open.lines.join('\n') }] : blocks;
}

/** What is wrong with TypeScript blocks, as `place: message`. Nothing is imported or type-checked. */
export function typescriptErrors(blocks: readonly CodeBlock[]): string[] {
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
export function pythonErrors(blocks: readonly CodeBlock[]): unknown {
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const run = spawnSync(python, ['-c', COMPILE], { input: JSON.stringify(blocks), encoding: 'utf8' });
  if (run.error || run.status !== 0) {
    throw new Error(`The Python blocks need python3 to be checked. ${run.error?.message ?? run.stderr}`);
  }
  return JSON.parse(run.stdout);
}
