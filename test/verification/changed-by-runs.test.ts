import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedMeanwhile, sourcesNow } from '../../src/verification/sources.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { bench, testOf } from './bench.ts';

const price = 'export const price = 1;\n';
/** Runs `body` in a test that passes. */
const suite = (body: string) => `import { test } from 'node:test';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
test('adds', () => {
  ${body}
});
`;

describe('tests that write in the workspace', () => {
  it('are never called stable when they change the code, and what nobody has to write is named', async () => {
    const project = bench({
      'package.json': '{ "type": "module" }\n',
      'price.js': price,
      '.testing-patterns/escalation.yaml': 'triggers: []\n',
      '.git/config': '[core]\n',
      'adds.test.js': suite(`writeFileSync('price.js', 'export const price = 2;\\n');
  mkdirSync('.git/hooks', { recursive: true });
  writeFileSync('.git/hooks/pre-commit', 'echo');
  rmSync('.testing-patterns/escalation.yaml', { force: true });`),
    });
    const verifier = await project.verifier();
    const report = await verifier.verify({
      tests: ['adds.test.js'],
      runs: 5,
      strategies: ['repeat'],
      timeoutMs: Infinity,
    });
    expect(report).toMatchObject({ status: 'done', verdict: 'inconclusive', runs: 5, failures: 0 });
    expect(testOf(report, 'adds').reason).toBe(
      'The runs were not all of the same code: price.js changed while run 1 was made.',
    );
    expect(report.limitations.slice(0, 2)).toEqual([
      'While run 1 was made, it or somebody else changed price.js: later runs were of other code.',
      'While the runs were made, they or somebody else changed .git/hooks/pre-commit, .testing-patterns/escalation.yaml. No test has to: look at what stands there now.',
    ]);
    project.write('price.js', price);
    expect(await verifier.report(report.campaign_id)).toEqual(report);
  });

  it('may write data, new files, and the same code again', async () => {
    const project = tempWorkspace({ 'price.js': price, 'prices.json': '{}', '.git/config': '[core]\n' });
    const files = [await sourcesNow({ root: project.root, shown: 'shop/', folders: [''], named: [] })];
    for (const name of ['prices.json', 'made.js', '.git/hooks/pre-push.sample']) project.write(name, '1;');
    project.write('price.js', price);
    expect(await changedMeanwhile({ files })).toEqual([]);
    rmSync(path.join(project.root, 'price.js'));
    project.write('.git/config', '[core]\n\tfsmonitor = "echo"\n');
    expect(await changedMeanwhile({ files })).toEqual(['shop/.git/config', 'shop/price.js']);
  });
});
