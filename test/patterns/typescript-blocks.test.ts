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
    const filesOf = (runner: BlockRunner) =>
      placed.flatMap(({ block, file }) => (runnerOf(block) === runner ? file : []));
    results = [
      ...(filesOf('vitest').length > 0 ? runVitestBlocks(root) : []),
      ...filesOf('node:test').map((file) => runNodeTestBlock(root, file)),
      ...(filesOf('jest').length > 0 ? runJestBlocks(root, filesOf('jest')) : []),
    ];
  }, 300_000);
  afterAll(() => removeProject(root));

  it.each(documentsIn('typescript').map(({ id }) => id))('%s', (id) => {
    const own = placed.filter(({ block }) => block.document.id === id);
    expect(own.flatMap((block) => objections(block, results))).toEqual([]);
  });
});
