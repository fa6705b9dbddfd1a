import { describe, expect, it } from 'vitest';
import { conditionalTest } from '../../../src/analysis/rules/conditional-test.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(conditionalTest);

describe('conditional-test', () => {
  const inMocha = (body: string) => ({ framework: 'mocha', code: `const fs = require('fs');\n\n${body}` }) as const;
  const one = "it('reads', () => {\n  expect(read()).toBe(1);\n});\n";

  it('reports a loop over what is found only as worth a look', async () => {
    const { reports } = await check(conditionalTest, inMocha(`fs.readdirSync('x').forEach((name) => {\n${one}});\n`));
    expect(reports.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('reports a branch once, however many tests stand in it', async () => {
    const { reports } = await check(conditionalTest, inMocha(`if (fs.existsSync('x')) {\n${one}${one}}\n`));
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('leaves a branch alone that the author switches', async () => {
    const { reports } = await check(
      conditionalTest,
      inMocha(`if (process.env.FULL && fs.existsSync('x')) {\n${one}}\n`),
    );
    expect(reports).toEqual([]);
  });
});
