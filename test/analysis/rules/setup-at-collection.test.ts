import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { setupAtCollection } from '../../../src/analysis/rules/setup-at-collection.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(setupAtCollection);

async function messages(example: Example): Promise<string[]> {
  return (await check(setupAtCollection, example)).reports.map(({ message }) => message);
}

describe('setup-at-collection', () => {
  it('makes one finding of a file, in the words of its runner', async () => {
    const code = `const fs = require('node:fs');
const { expect } = require('chai');

fs.mkdirSync('out');
fs.writeFileSync('out/a.txt', 'a');

it('reads', () => {
  expect(read('out/a.txt')).to.equal('a');
});
`;
    expect(await messages({ framework: 'mocha', code })).toEqual([
      'Writes to the file system while the file is loaded (and 1 more in this file): it runs even when no test of it is selected, and a failure there has no test to show for it. Move it into before, and clean up in after.',
    ]);
  });

  it('leaves what decides which tests there are where it is', async () => {
    const code = `import { execSync } from 'node:child_process';
import { expect, it } from 'vitest';

let hasGit = true;
try {
  execSync('git --version');
} catch {
  hasGit = false;
}
const names = execSync('ls cases').toString().split('\\n');

it.skipIf(!hasGit).each(names)('commits %s', (name) => {
  expect(commit(name)).toBe(true);
});
`;
    expect(await messages({ framework: 'vitest', code })).toEqual([]);
  });

  it('leaves the environment of a whole file alone', async () => {
    const code = `describe('all', () => {
  process.env.MODE = 'a';
  jest.useFakeTimers();
  test('a', () => {
    expect(mode()).toBe('a');
  });
});
`;
    expect(await messages({ framework: 'jest', code })).toEqual([]);
  });
});
