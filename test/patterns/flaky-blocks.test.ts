import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PatternLanguage } from '../../src/patterns/index.ts';
import type { Strategy } from '../../src/verification/index.ts';
import { bench } from '../verification/bench.ts';
import { missing } from './installed.ts';
import { emptyProject, placeBlocks, removeProject } from './project-of-blocks.ts';
import { codeIn } from './shipped.ts';

/** Conditions under which the blocks are run, several times: what depends on one fails in some of its runs and not in all. */
const strategies: Readonly<Record<PatternLanguage, readonly Strategy[]>> = {
  // Each of its runs has a hash seed of its own, whatever the condition.
  python: ['shuffle', 'timezone'],
  typescript: ['shuffle', 'timezone'],
};

type Kind = 'flaky' | 'stable';

/**
 * What is flaky and what is stable does not run side by side: in pytest's one process, a block that pollutes would reach its clean
 * twin. `runs` of each condition: with fewer than five a campaign calls nothing stable; half of the runs of a flaky block fail.
 */
const campaigns: readonly { language: PatternLanguage; kind: Kind; runs: number }[] = [
  { language: 'python', kind: 'flaky', runs: 5 },
  { language: 'python', kind: 'stable', runs: 5 },
  { language: 'typescript', kind: 'flaky', runs: 4 },
  { language: 'typescript', kind: 'stable', runs: 5 },
];

describe.each(campaigns)('blocks in $language that say they are $kind', ({ language, kind, runs }) => {
  it('are shown to be so', { timeout: 300_000 }, async () => {
    const all = codeIn(language);
    const marked = all.filter(({ is, says }) => is[kind] && missing(says.needs).length === 0);
    const project = emptyProject(language);
    const placed = placeBlocks(project, all, marked);
    if (language === 'python') nameApart(project);
    else if (kind === 'stable') shareWorker(project);
    const workspace = bench({});
    cpSync(project, workspace.root, { recursive: true });
    removeProject(project);

    const verifier = await workspace.verifier();
    const campaign = await verifier.verify({
      tests: placed.map(({ file }) => file),
      strategies: strategies[language],
      runs,
      seed: 7,
      timeoutMs: 280_000,
    });

    expect(campaign).toMatchObject({ status: 'done' });
    const wrong = placed.flatMap(({ block, file }) => {
      const own = campaign.tests.filter(({ id }) => id.startsWith(`${file}::`)).map(({ verdict }) => verdict);
      const steady = own.length > 0 && own.every((verdict) => verdict === 'stable');
      const shown = block.is.flaky ? own.includes('flaky') : steady;
      return shown ? [] : [`${block.place} is not ${block.is.flaky ? 'flaky' : 'stable'}: ${own.join(', ')}`];
    });
    expect(wrong).toEqual([]);
    expect(marked).not.toEqual([]);
  });
});

/** What is stable leaves nothing behind, so it bears company; and a worker for each file is most of a run's time. */
function shareWorker(root: string): void {
  const config = path.join(root, 'vitest.config.ts');
  writeFileSync(config, readFileSync(config, 'utf8').replace('test: {', 'test: { isolate: false,'));
}

/** Each document has a package `shop` of its own; in one process they need names of their own. */
function nameApart(root: string): void {
  const homes = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name: home } of homes) {
    for (const file of readdirSync(path.join(root, home), { recursive: true, encoding: 'utf8' })) {
      const at = path.join(root, home, file);
      if (file.endsWith('.py')) writeFileSync(at, readFileSync(at, 'utf8').replace(/\bshop\b/g, `shop_of_${home}`));
    }
    for (const [name, suffix] of [
      ['shop', ''],
      ['shop.py', '.py'],
    ] as const)
      if (existsSync(path.join(root, home, name)))
        renameSync(path.join(root, home, name), path.join(root, home, `shop_of_${home}${suffix}`));
  }
  // A bench loads no plugin by itself.
  const config = path.join(root, 'pytest.ini');
  writeFileSync(
    config,
    `${readFileSync(config, 'utf8').replace('addopts =', 'addopts = -p pytest_asyncio.plugin')}pythonpath =\n${homes.map(({ name }) => `    ${name}\n`).join('')}`,
  );
}
