import { describe, expect, it } from 'vitest';
import { earlyReturnSkip } from '../../../src/analysis/rules/early-return-skip.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(earlyReturnSkip);

describe('early-return-skip', () => {
  const inVitest = (parameters: string) =>
    `import { expect, it } from 'vitest';\n\nit('reads', ${parameters} => {\n  if (isOld) return;\n  expect(read()).toBe(1);\n});\n`;

  it.each([
    ['({ task })', '({ task, skip })', 'skip()'],
    ['(context)', '(context)', 'context.skip()'],
    ['async ({ skip })', 'async ({ skip })', 'skip()'],
  ])('skips through the context that the test has: %s', async (before, after, call) => {
    const fixed = await applyFixes(earlyReturnSkip, { framework: 'vitest', code: inVitest(before) });
    expect(fixed).toBe(inVitest(after).replace('return', call));
  });

  it('offers no skip where the result of the tested code is missing', async () => {
    const code = `import { expect, it } from 'vitest';

it('reads', () => {
  const value = read();
  if (!value) return;
  expect(value).toBe(1);
});
`;
    const { reports } = await check(earlyReturnSkip, { framework: 'vitest', code });
    expect(reports.map(({ message, fix }) => ({ asserts: message.includes('Assert that it is not so'), fix }))).toEqual(
      [{ asserts: true, fix: undefined }],
    );
  });

  it('leaves a row of a table alone, which has no context to skip with', async () => {
    const code =
      "import { expect, it } from 'vitest';\n\nit.each([1, 2])('reads %i', (n) => {\n  if (isOld) return;\n  expect(read(n)).toBe(1);\n});\n";
    const { reports } = await check(earlyReturnSkip, { framework: 'vitest', code });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it.each([
    ['    // Testing this as a race.\n', 'info'],
    ['', 'warning'],
  ])('weighs what the comment says: %j', async (comment, severity) => {
    const code = `it('fails', async () => {\n    const error = await load();\n${comment}    if (error === 4) return;\n    expect(error.message).toBe('x');\n});\n`;
    const { reports } = await check(earlyReturnSkip, { framework: 'jest', code });
    expect(reports.map((report) => report.severity)).toEqual([severity]);
  });
});

describe('early-return-skip in Python', () => {
  const messages = async (...lines: readonly string[]) => {
    const code = `def test_shop(shop):\n${lines.map((line) => `    ${line}\n`).join('')}`;
    const { reports } = await check(earlyReturnSkip, { framework: 'pytest', code });
    return reports.map(({ message }) => message);
  };

  it('asks for a skip where the world decides, and for an assertion where the code does', async () => {
    expect(await messages('if not shop.url:', '    return', 'assert shop')).toEqual([
      expect.stringContaining('pytest.skip('),
    ]);
    expect(await messages('items = shop.items()', 'if not items:', '    return', 'assert items[0]')).toEqual([
      expect.stringContaining('Assert that it is not so'),
    ]);
  });

  it('is silent behind an assertion and where the branch does something', async () => {
    expect(await messages('assert shop', 'if shop.url:', '    return', 'assert shop.url')).toEqual([]);
    expect(await messages('if shop.url:', '    shop.check()', '    return', 'assert shop')).toEqual([]);
  });

  it('does not take a parameter for a result of the test before it is given a value there', async () => {
    const leave = ['if shop is None:', '    return'];
    const again = 'shop = shop.opened()';
    expect(await messages(...leave, again, 'assert shop')).toEqual([expect.stringContaining('Skip it')]);
    expect(await messages(again, ...leave, 'assert shop')).toEqual([
      expect.stringContaining('Assert that it is not so'),
    ]);
  });

  it('offers the skip for a parameter', async () => {
    const code =
      'def test_shop(shop):\n    if shop is None:\n        return\n    shop = shop.opened()\n    assert shop\n';
    const { reports } = await check(earlyReturnSkip, { framework: 'pytest', code });
    expect(reports.map(({ fix }) => fix?.safety)).toEqual(['suggested']);
  });

  it('does not take what a comprehension of the condition names for a result of the test', async () => {
    expect(
      await messages('if any(part in ("a", "b") for part in shop.parts):', '    return', 'assert shop.url'),
    ).toEqual([expect.stringContaining('Skip it')]);
  });
});
