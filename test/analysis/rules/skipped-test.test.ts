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

  it.each([
    ['what stands behind the function', 'pass\n\n\n# needs a printer\ndef test_b():\n    assert total() == 1\n', 1],
    [
      'what stands at the function behind',
      'pass\n\n\ndef test_b():\n    # requires a printer\n    assert total()\n',
      1,
    ],
    ['a comment that ends the body', 'pass\n    # needs a printer\n', 0],
    ['a docstring', '"""Needs a printer."""\n', 0],
  ])('looks for the reason of a Python test in its body only: %s', async (_where, body, findings) => {
    const code = `import pytest\n\n\n@pytest.mark.skip\ndef test_a():\n    ${body}`;
    expect((await check(skippedTest, { framework: 'pytest', code })).reports).toHaveLength(findings);
  });

  it('reports a skipped suite once, whatever is skipped in it', async () => {
    const suite =
      "describe.skip('cart', () => {\n  it.skip('adds', () => {\n    expect(total()).toBe(1);\n  });\n});\n";
    expect(await messages(suite)).toHaveLength(1);
  });
});
