import { describe, expect, it } from 'vitest';
import { nestedTest } from '../../../src/analysis/rules/nested-test.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(nestedTest);

describe('nested-test', () => {
  it('says that mocha runs a nested suite at the end', async () => {
    const code = `it('adds', () => {\n  describe('inner', () => {\n    it('a', () => {});\n  });\n});\n`;
    const { reports } = await check(nestedTest, { framework: 'mocha', code });
    expect(reports.map(({ message }) => message)).toEqual([
      'Mocha runs a suite that is registered inside a test after all others, outside its own suite. Move it out, beside the other tests.',
    ]);
  });

  it('trusts a plan to wait for subtests', async () => {
    const code = `import test from 'node:test';\n\ntest('cart', (t) => {\n  t.plan(1);\n  t.test('adds', async () => {});\n});\n`;
    const { reports } = await check(nestedTest, { framework: 'node:test', code });
    expect(reports).toEqual([]);
  });
});
