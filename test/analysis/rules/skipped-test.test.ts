import { describe, expect, it } from 'vitest';
import { skippedTest } from '../../../src/analysis/rules/skipped-test.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(skippedTest);

describe('skipped-test', () => {
  const messages = async (code: string) =>
    (await check(skippedTest, { framework: 'jest', code })).reports.map(({ message }) => message);

  it('reports neighbours that are skipped together once', async () => {
    const one = (name: string) => `it.skip('${name}', () => {\n  expect(total()).toBe(1);\n});\n`;
    const found = await messages(one('adds') + one('sums') + one('counts'));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('the 2 skipped behind it');
  });

  it('does not take word to a linter for a reason', async () => {
    const body = "it.skip('adds', () => {\n  expect(total()).toBe(1);\n});\n";
    expect(await messages(`// eslint-disable-next-line jest/no-disabled-tests\n${body}`)).toHaveLength(1);
    expect(await messages(`// eslint-disable-next-line jest/no-disabled-tests -- no clock here\n${body}`)).toEqual([]);
  });

  it('reports a skipped suite once, whatever is skipped in it', async () => {
    const suite =
      "describe.skip('cart', () => {\n  it.skip('adds', () => {\n    expect(total()).toBe(1);\n  });\n});\n";
    expect(await messages(suite)).toHaveLength(1);
  });
});
