import { describe, expect, it } from 'vitest';
import { expectOutsideTest } from '../../../src/analysis/rules/expect-outside-test.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(expectOutsideTest);

async function count(code: string) {
  const { reports } = await check(expectOutsideTest, { framework: 'jest', code });
  return reports.length;
}

describe('expect-outside-test', () => {
  it('is silent in a file without tests: a script or a helper', async () => {
    expect(await count("import { load } from './load';\nexpect(load()).toBe(1);\n")).toBe(0);
  });

  it('is silent about a callback that something else runs later', async () => {
    expect(await count("later(() => {\n  expect(1).toBe(one());\n});\ntest('x', () => {});\n")).toBe(0);
  });

  it('sees an assertion behind a condition at describe level', async () => {
    const code = "describe('x', () => {\n  if (linux) expect(path()).toBe('/');\n  test('x', () => {});\n});\n";
    expect(await count(code)).toBe(1);
  });
});
