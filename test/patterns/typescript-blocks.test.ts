import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objections } from './judge-blocks.ts';
import {
  type BlockRunner,
  emptyProject,
  type PlacedBlock,
  placeBlocks,
  removeProject,
  runnerOf,
} from './project-of-blocks.ts';
import { type BlockResult, runJestBlocks, runNodeTestBlock, runVitestBlocks } from './run-blocks.ts';
import { codeIn, documentsIn } from './shipped.ts';

/** A test whose error nobody awaits. */
const careless = {
  file: 'checks/pattern_1/block.test.ts',
  code: "import { it } from 'vitest';\n\nit('passes', () => void Promise.reject(new Error('lost')));\n",
};

describe('the TypeScript blocks, run by their runners, do as they say', () => {
  let root: string;
  let placed: readonly PlacedBlock[];
  let results: readonly BlockResult[];

  beforeAll(() => {
    root = emptyProject('typescript');
    placed = placeBlocks(
      root,
      codeIn('typescript').filter(({ says }) => says.fragment === undefined),
    );
    mkdirSync(path.join(root, path.dirname(careless.file)), { recursive: true });
    writeFileSync(path.join(root, careless.file), careless.code);
    const filesOf = (runner: BlockRunner) =>
      placed.flatMap(({ block, file }) => (runnerOf(block) === runner ? file : []));
    results = [
      ...runVitestBlocks(root, placed),
      ...filesOf('node:test').map((file) => runNodeTestBlock(root, file)),
      ...(filesOf('jest').length > 0 ? runJestBlocks(root, filesOf('jest')) : []),
    ];
  }, 300_000);
  afterAll(() => removeProject(root));

  it.each(documentsIn('typescript').map(({ id }) => id))('%s', (id) => {
    const own = placed.filter(({ block }) => block.document.id === id);
    expect(own.flatMap((block) => objections(block, results))).toEqual([]);
  });

  it('and an error that no test awaits would be noticed', () => {
    const own = results.filter(({ file }) => file === careless.file);
    expect(own.map(({ outcome }) => outcome)).toEqual(['passed', 'unhandled']);
  });
});
