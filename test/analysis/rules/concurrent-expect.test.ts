import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/analysis/rule.ts';
import { concurrentExpect } from '../../../src/analysis/rules/concurrent-expect.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(concurrentExpect);

const vitest = (body: string, files: Example['files'] = {}): Example => ({
  framework: 'vitest',
  code: `import { describe, expect, it } from 'vitest';\n\n${body}`,
  files,
});

const pair = (first: string): string => `${first}
it.concurrent('b', async () => {
  expect(await load('b')).toBe(1);
});
`;

describe('concurrent-expect', () => {
  it.each([
    ['beside other fixtures', 'async ({ task }) => {', 'async ({ task, expect }) => {'],
    ['in empty braces', 'async ({}) => {', 'async ({ expect }) => {'],
  ])('takes expect %s', async (_name, before, after) => {
    const example = vitest(
      pair(`it.concurrent('a', ${before}
  expect(await load('a')).toMatchSnapshot();
});`),
    );
    expect(await applyFixes(concurrentExpect, example)).toBe(example.code.replace(before, after));
  });

  it('takes expect out of a context that has a name', async () => {
    const example = vitest(
      pair(`it.concurrent('a', async (context) => {
  expect(await load('a', context.task.name)).toMatchSnapshot();
});`),
    );
    expect(await applyFixes(concurrentExpect, example)).toBe(
      example.code.replace("  expect(await load('a',", "  const { expect } = context;\n  expect(await load('a',"),
    );
  });

  it.each([
    ['stored snapshots, which then go by another name', 'toMatchSnapshot()', 'suggested'],
    ['snapshots in the code', 'toMatchInlineSnapshot(`1`)', 'safe'],
  ])('is careful with %s', async (_name, matcher, safety) => {
    const example = vitest(
      pair(`it.concurrent('a', async () => {
  expect(await load('a')).${matcher};
});`),
    );
    const { reports } = await check(concurrentExpect, example);
    expect(reports.map(({ fix }) => fix?.safety)).toEqual([safety]);
  });

  it('offers none where a row of a table stands in the place of the context', async () => {
    const example = vitest(`it.concurrent.each([1, 2])('a %i', async (n) => {
  expect(await load(n)).toMatchSnapshot();
});
it.concurrent('b', async () => {
  expect(await load('b')).toBe(1);
});
`);
    const { reports } = await check(concurrentExpect, example);
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('knows tests that the configuration makes concurrent', async () => {
    const body = `it('a', async () => {
  expect(await load('a')).toMatchSnapshot();
});
it('b', async () => {
  expect(await load('b')).toBe(1);
});
`;
    const config = `export default { test: { sequence: { concurrent: true } } };\n`;
    expect((await check(concurrentExpect, vitest(body, { 'vitest.config.js': config }))).reports).toHaveLength(1);
    expect((await check(concurrentExpect, vitest(body))).reports).toEqual([]);
  });

  it('is silent on the only concurrent test of its suite', async () => {
    const example = vitest(`it.concurrent('a', async () => {
  expect(await load('a')).toMatchSnapshot();
});
`);
    expect((await check(concurrentExpect, example)).reports).toEqual([]);
  });
});
