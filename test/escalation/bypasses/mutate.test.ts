import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../support/runners.ts';
import { mutations } from './table.mjs';

const Outcome = z.object({ row: z.number(), defence: z.string(), passed: z.number(), failed: z.number() });

it('each defence stands where the table takes it away', () => {
  const misplaced = mutations.flatMap(({ defence, edits }) =>
    edits
      .filter(({ file, from }) => readFileSync(path.join(projectRoot, file), 'utf8').split(from).length !== 2)
      .map(({ file }) => `${defence}: ${file}`),
  );
  expect(misplaced).toEqual([]);
});

it('a test notices when the first defence of a row is taken away; all of them with mutate.mjs itself', () => {
  const { stdout } = spawnSync(process.execPath, [path.join(import.meta.dirname, 'mutate.mjs'), '--one-a-row'], {
    encoding: 'utf8',
  });
  const outcomes = stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [Outcome.parse(JSON.parse(line))] : []));
  expect(outcomes.filter(({ failed }) => failed === 0)).toEqual([]);
  expect(outcomes.map(({ row }) => row).sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
}, 180_000);
