import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../support/runners.ts';
import { type CodeBlock, isAntiPattern } from './blocks.ts';

/** Where a block lies in a project of blocks, relative to it, with forward slashes. */
export interface PlacedBlock {
  readonly block: CodeBlock;
  /** Holds the block and the blocks of its section that have a file name. */
  readonly folder: string;
  readonly file: string;
  /** Files made of those other blocks. */
  readonly beside: readonly string[];
}

/** What a project needs besides the blocks: its runner's configuration and the versions that the documents speak of. */
const settings = {
  python: {
    'pytest.ini': '[pytest]\nasyncio_mode = auto\naddopts = --import-mode=importlib\n',
    'requirements.txt': [
      'pytest==9.0.1',
      'pytest-asyncio==1.3.0',
      'SQLAlchemy==2.0.44',
      'httpx==0.28.1',
      'pytest-rerunfailures==16.0.1',
      'hypothesis==6.150.0',
      '',
    ].join('\n'),
  },
  typescript: {
    'package.json': JSON.stringify({
      type: 'module',
      devDependencies: { vitest: '^4.1.0', jest: '^30.5.0', '@playwright/test': '^1.65.0', msw: '^2.15.0' },
    }),
    'vitest.config.ts': "export default { test: { include: ['**/block.test.ts'], testTimeout: 10_000 } };\n",
  },
};

/** A new folder with a project's settings. The caller removes it. Real path. */
export function emptyProject(language: 'python' | 'typescript'): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'tp-blocks-')));
  for (const [name, text] of Object.entries(settings[language])) writeFileSync(path.join(root, name), text);
  return root;
}

export function removeProject(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

/** Writes the blocks into folders of their own, each beside the code it is about. Those with a `file` serve the chosen ones. */
export function placeBlocks(
  root: string,
  blocks: readonly CodeBlock[],
  chosen: readonly CodeBlock[] = blocks,
): PlacedBlock[] {
  // Rules read paths: a folder named after a document about retries would say that its tests are about retries.
  const homes = new Map(
    [...new Set(blocks.map(({ document }) => document))].map((each, at) => [each, `document_${at}`]),
  );
  return chosen
    .filter(({ says }) => says.file === undefined)
    .map((block) => {
      const home = homes.get(block.document) ?? '';
      const folder = `${home}/${isAntiPattern(block) ? 'z_anti' : 'pattern'}_${block.number}`;
      mkdirSync(path.join(root, folder), { recursive: true });
      const about = path.join(projectRoot, 'test/fixtures/shop', block.document.language, block.document.id);
      // Python finds `shop` on its path; a relative import of TypeScript looks beside the block.
      const to = path.join(root, block.language === 'python' ? home : folder);
      if (existsSync(about)) cpSync(about, to, { recursive: true });
      const beside = blocks.flatMap((other) => {
        if (!belongsTo(block, other)) return [];
        const name = `${folder}/${other.says.file}`;
        writeFileSync(path.join(root, name), other.code);
        return [name];
      });
      const file = `${folder}/${fileNames[runnerOf(block)]}`;
      writeFileSync(path.join(root, file), block.code);
      return { block, folder, file, beside };
    });
}

export type BlockRunner = keyof typeof fileNames;

const fileNames = {
  pytest: 'test_block.py',
  vitest: 'block.test.ts',
  jest: 'block.jest.test.ts',
  'node:test': 'block.node.test.ts',
  playwright: 'block.spec.ts',
};

export function runnerOf({ language, code }: CodeBlock): BlockRunner {
  if (language === 'python') return 'pytest';
  if (/from '@jest\/globals'/.test(code)) return 'jest';
  if (/from 'node:test'/.test(code)) return 'node:test';
  return /from '@playwright\/test'/.test(code) ? 'playwright' : 'vitest';
}

/** A named file serves the blocks of its section; one of the anti-pattern's does not serve the pattern's. */
function belongsTo(block: CodeBlock, other: CodeBlock): boolean {
  return (
    other.document === block.document && other.says.file !== undefined && isAntiPattern(other) === isAntiPattern(block)
  );
}
