import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/runners.ts';
import { copiesLeft, privateTemporaryFolder, proofCase } from './support.ts';

const draws = `import { expect, it } from 'vitest';
import { draw } from '@shop/core';

it('draws', () => {
  const value = draw(Math.random());
  expect(value).toBeLessThan(0.001);
});
`;
const checks = `
function check(value: number) {
  expect(value).toBeGreaterThan(0);
}

it('checks', () => {
  const value = 1;
  check(value);
  expect(value).toBe(1);
});
`;

const core = 'export const draw = (chance) => chance;\n';

/** A workspace of two packages, its \`node_modules\` with a link to vitest and one to the package beside. */
async function shop(text: string) {
  privateTemporaryFolder();
  const made = await proofCase({
    'package.json': '{ "name": "shop", "type": "module", "devDependencies": { "vitest": "*" } }',
    'packages/core/package.json': '{ "name": "@shop/core", "type": "module", "exports": "./index.js" }',
    'packages/core/index.js': core,
    'shop.test.ts': text,
  });
  const modules = path.join(made.folder.root, 'node_modules');
  mkdirSync(path.join(modules, '@shop'), { recursive: true });
  symlinkSync(path.join(projectRoot, 'node_modules/vitest'), path.join(modules, 'vitest'));
  symlinkSync('../../packages/core', path.join(modules, '@shop/core'));
  return { ...made, modules };
}

describe('a fix in TypeScript', { timeout: 180_000 }, () => {
  it('is proved in a package of the same workspace too, without a byte written beside the real packages', async () => {
    const { folder, modules, prove } = await shop(draws);
    const report = await prove('packages/core/index.js', 'export const draw = (chance) => chance / 1000;\n', {
      tests: ['shop.test.ts::draws'],
      cleanRuns: 1,
    });
    expect(report).toMatchObject({ status: 'done', verdict: 'fixed', changed_meanwhile: [], limitations: [] });
    expect([readdirSync(modules).sort(), folder.text('packages/core/index.js')]).toEqual([['@shop', 'vitest'], core]);
    expect(folder.text('shop.test.ts')).toBe(draws);
    expect(copiesLeft()).toEqual([]);
  });

  it('is refused when a test executes fewer assertions, wherever they are written', async () => {
    const { prove } = await shop(draws + checks);
    const after = (draws + checks).replace('Math.random()', '0').replace('  check(value);\n', '  Math.max(value);\n');
    const report = await prove('shop.test.ts', after, { tests: ['shop.test.ts::draws'] });
    expect(report).toMatchObject({
      status: 'refused',
      reason: 'shop.test.ts::checks executes 1 assertion with the change and 2 assertions without it.',
    });
  });

  it('is refused before anything runs when it skips the test', async () => {
    const { prove } = await shop(draws + checks);
    const report = await prove('shop.test.ts', draws.replace("it('draws'", "it.skip('draws'"));
    expect(report).toMatchObject({ status: 'refused', reason: expect.stringContaining('skip added') });
    expect(copiesLeft()).toEqual([]);
  });
});
