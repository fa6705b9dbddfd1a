import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/verification/index.ts';
import { changedFiles, type SourcesRequest, sourcesNow } from '../../src/verification/sources.ts';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace.ts';
import { bench } from './bench.ts';
import { header, run } from './support.ts';

const shop = {
  'package.json': '{}',
  'package-lock.json': '{"lockfileVersion":3}',
  'conftest.py': '',
  'web/vitest.config.ts': 'export default {};\n',
  'web/src/cart.ts': 'export const total = 1;\n',
  'web/tests/prices.json': '{"apple":1}',
  'api/app.py': 'total = 1\n',
};

describe('what makes a campaign stale', () => {
  it.each([
    ['the code under test', 'web/src/cart.ts', 'export const total = 2;\n'],
    [
      'the code under test, as long as before and with the old time on it',
      'web/src/cart.ts',
      'export const total = 3;\n',
    ],
    ['a config', 'web/vitest.config.ts', 'export default { test: {} };\n'],
    ['data that tests read', 'web/tests/prices.json', '{"apple":2}'],
    ['a package lock above the project', 'package-lock.json', '{"lockfileVersion":2}'],
    ['a conftest.py above the project', 'conftest.py', 'import os\n'],
    ['a new file', 'web/src/basket.ts', 'export {};\n'],
    ['a new conftest.py', 'web/tests/conftest.py', ''],
  ])('is %s', async (_what, name, content) => {
    const project = tempWorkspace(shop);
    const changed = await looking(project, { folders: ['web'] });
    expect(await changed()).toEqual([]);
    const file = project.write(name, content);
    utimesSync(file, 1, 1);
    expect(await changed()).toEqual([name]);
  });

  it('is a file that is gone, or a test file that git ignores and somebody asked for', async () => {
    const project = tempWorkspace({ ...shop, '.gitignore': 'scratch/\n', 'scratch/try.test.ts': '1;' });
    const changed = await looking(project, { folders: [''], named: ['scratch/try.test.ts'] });
    rmSync(path.join(project.root, 'api/app.py'));
    project.write('scratch/try.test.ts', '2;');
    project.write('scratch/other.test.ts', '2;');
    expect(await changed()).toEqual(['api/app.py', 'scratch/try.test.ts']);
  });

  it('has the name of its root before it when the workspace has several', async () => {
    const project = tempWorkspace(shop);
    const changed = await looking(project, { folders: ['web'], shown: 'shop/' });
    project.write('web/src/cart.ts', '');
    expect(await changed()).toEqual(['shop/web/src/cart.ts']);
  });
});

describe('what leaves a campaign as it is', () => {
  it('is a file that was written again as it was', async () => {
    const project = tempWorkspace(shop);
    const changed = await looking(project, { folders: ['web'] });
    project.write('web/src/cart.ts', shop['web/src/cart.ts']);
    expect(await changed()).toEqual([]);
  });

  it('is another project, and a text that no program reads', async () => {
    const project = tempWorkspace(shop);
    const changed = await looking(project, { folders: ['web'] });
    project.write('api/app.py', 'total = 2\n');
    project.write('web/README.md', '# Shop\n');
    expect(await changed()).toEqual([]);
  });

  it.each([false, true])('is what tools make and what git ignores (in a repository: %s)', async (repository) => {
    const project = tempWorkspace({ ...shop, '.gitignore': '*.local.json\ngenerated/\n' });
    if (repository) execFileSync('git', ['init', '-q'], { cwd: project.root });
    const changed = await looking(project, { folders: [''] });
    for (const name of [
      'api/__pycache__/app.cpython-312.pyc',
      'api/app.pyc',
      'web/src/__snapshots__/cart.test.ts.snap',
      'web/shop.sqlite',
      'web/shop.db-journal',
      '.pytest_cache/v/cache/lastfailed.json',
      'web/coverage/coverage-final.json',
      '.coverage',
      'htmlcov/status.json',
      'web/.vitest/results.json',
      'web/test-results/.last-run.json',
      'web/playwright-report/data/1.json',
      'web/node_modules/x/index.js',
      'web/vitest.config.ts.timestamp-1764000000000-8f0a.mjs',
      'web/settings.local.json',
      'web/generated/client.ts',
    ])
      project.write(name, 'made');
    expect(await changed()).toEqual([]);
  });

  it('is data and files that came while one of its runs was going on', async () => {
    const project = tempWorkspace({ ...shop, 'web/results/old.json': '1' });
    const changed = await looking(project, { folders: ['web'] });
    project.write('web/tests/prices.json', '{"apple":3}');
    project.write('web/tests/tmp/generated.ts', 'export {};\n');
    rmSync(path.join(project.root, 'web/results/old.json'));
    expect(await changed([runNow()])).toEqual([]);
    expect(await changed([runAnHourAgo()])).toEqual([
      'web/results/old.json',
      'web/tests/prices.json',
      'web/tests/tmp/generated.ts',
    ]);
  });

  it('is not code or a lock that somebody changed while a run was going on', async () => {
    const project = tempWorkspace(shop);
    const changed = await looking(project, { folders: ['web'] });
    project.write('web/src/cart.ts', 'export const total = 2;\n');
    project.write('package-lock.json', '{"lockfileVersion":2}');
    expect(await changed([runNow()])).toEqual(['package-lock.json', 'web/src/cart.ts']);
  });
});

it('looks at ten thousand files at most, those near the top first, and then takes none for new', async () => {
  const project = tempWorkspace({ 'package.json': '{}' });
  mkdirSync(path.join(project.root, 'deep'));
  for (let number = 0; number < 10_001; number++) project.write(`deep/${number}.ts`, '');
  const changed = await looking(project, { folders: [''] });
  project.write('package.json', '{"type":"module"}');
  project.write('new.ts', '');
  const [record] = changed.files;
  expect(record.left_out).toBe(2);
  expect(Object.keys(record.seen)).toHaveLength(10_000);
  expect(await changed()).toEqual(['package.json']);
});

describe('a campaign that is continued', { timeout: 120_000 }, () => {
  const files = {
    'src/cart.py': 'total = 1\n',
    'test_cart.py':
      'import json, time\nfrom src.cart import total\n\n\ndef test_total():\n    json.dump(time.time(), open("last.json", "w"))\n    open("shop.sqlite", "w").write("x")\n    assert total == 1\n',
  };

  it('goes on when only its own tests wrote into the project', async () => {
    const verifier = await bench(files).verifier();
    const first = await verifier.verify({ tests: ['test_cart.py'], runs: 2, ...untilFirstRun() });
    expect(first.status).toBe('running');
    const { campaign_id } = first;
    expect(await verifier.verify({ campaignId: campaign_id, timeoutMs: Infinity })).toMatchObject({ status: 'done' });
    expect((await verifier.replay(campaign_id, 1)).changed_files).toEqual([]);
  });

  it('says which of the files under test have changed, and a replay says it too', async () => {
    const project = bench(files);
    const verifier = await project.verifier();
    const { campaign_id } = await verifier.verify({ tests: ['test_cart.py'], runs: 2, ...untilFirstRun() });
    project.write('src/cart.py', 'total = 2\n');
    await expect(verifier.verify({ campaignId: campaign_id })).rejects.toThrow(
      `campaign_id "${campaign_id}" is stale: src/cart.py changed since it began, so its runs were of other code. Start a new campaign`,
    );
    expect((await verifier.replay(campaign_id, 1)).changed_files).toEqual(['src/cart.py']);
  });
});

/** For a campaign that is not over: one run of it is made, and no more, however fast the machine. */
function untilFirstRun() {
  const stop = new AbortController();
  return { timeoutMs: Infinity, signal: stop.signal, onProgress: () => stop.abort() };
}

/** What has changed in a project from now on. */
async function looking(project: TempWorkspace, of: Partial<SourcesRequest>) {
  const record = await sourcesNow({ root: project.root, shown: '', folders: [''], named: [], ...of });
  const files: [typeof record] = [record];
  const changed = (runs: readonly RunRecord[] = []) => changedFiles({ header: header({ files }), runs });
  return Object.assign(changed, { files });
}

function runNow(): RunRecord {
  return run(1, { at: new Date(Date.now() - 10_000).toISOString(), ms: 20_000 });
}

function runAnHourAgo(): RunRecord {
  return run(1, { at: new Date(Date.now() - 3_600_000).toISOString(), ms: 20_000 });
}
