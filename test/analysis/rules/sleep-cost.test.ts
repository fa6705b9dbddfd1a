import { describe, expect, it } from 'vitest';
import { sleepCost } from '../../../src/analysis/rules/sleep-cost.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(sleepCost);

describe('sleep-cost', () => {
  const said = async (body: string) => {
    const code = `import { describe, expect, it } from 'vitest';\n\nconst nap = (ms: number) => new Promise((done) => setTimeout(done, ms));\n${body}`;
    const { reports } = await check(sleepCost, { framework: 'vitest', code });
    return reports.map(({ message }) => message);
  };
  const pause = (ms: number) => `await new Promise((done) => setTimeout(done, ${ms}));`;

  it('adds up loops and the rows of tables, those of suites included', async () => {
    expect(
      await said(
        `describe.each([1, 2])('%s', () => {\n  it.each(['a', 'b', 'c'])('%s', async (x) => {\n    run(x);\n    for (let i = 0; i < 4; i++) {\n      ${pause(100)}\n      run(x);\n    }\n    expect(done(x)).toBe(1);\n  });\n});\n`,
      ),
    ).toEqual([
      'The tests of this file sleep at least 2.4 s (one pause). Where a pause stands in for a condition, wait for the condition; where it lets time pass, move a fake clock.',
    ]);
  });

  it('says what the fixes of fixed-sleep save', async () => {
    const test = (name: string, ms: number, then: string) =>
      `it('${name}', async () => {\n  start();\n  ${pause(ms)}\n  ${then}\n});\n`;
    expect(
      await said(test('a', 700, 'expect(done()).toBe(1);') + test('b', 500, 'stop();\n  expect(done()).toBe(1);')),
    ).toEqual([
      'The tests of this file sleep at least 1.2 s (2 pauses). The fixes of fixed-sleep save up to 700 ms of it.',
    ]);
  });
});
