import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from './installed.ts';
import { objections } from './judge-blocks.ts';
import { emptyProject, type PlacedBlock, placeBlocks, removeProject } from './project-of-blocks.ts';
import { type BlockResult, runPythonBlocks } from './run-blocks.ts';
import { codeIn, documentsIn } from './shipped.ts';

const runnable = codeIn('python').filter(
  ({ says }) => says.fragment === undefined && (says.file !== undefined || missing(says.needs).length === 0),
);

describe('the Python blocks, run by pytest, do as they say', () => {
  let root: string;
  let placed: readonly PlacedBlock[];
  let results: readonly BlockResult[];

  beforeAll(async () => {
    root = emptyProject('python');
    placed = placeBlocks(root, runnable);
    results = await runPythonBlocks(root, [...new Set(placed.flatMap(({ folder }) => folder.split('/')[0] ?? []))]);
  }, 300_000);
  afterAll(() => removeProject(root));

  it.each(documentsIn('python').map(({ id }) => id))('%s', (id) => {
    const own = placed.filter(({ block }) => block.document.id === id);
    expect(own.flatMap((block) => objections(block, results))).toEqual([]);
  });
});
