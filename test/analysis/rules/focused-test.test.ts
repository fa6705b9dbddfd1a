import { describe, expect, it } from 'vitest';
import { focusedTest } from '../../../src/analysis/rules/focused-test.ts';
import { applyFixes, describeExamples } from './harness.ts';

describeExamples(focusedTest);

describe('focused-test: options', () => {
  const fixed = (options: string) =>
    applyFixes(focusedTest, {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';\n\nit('a', ${options}() => {\n  expect(1).toBe(1);\n});\n`,
    });

  it('takes options away that hold nothing else', async () => {
    expect(await fixed('{ only: true }, ')).toBe(await fixed(''));
  });

  it('keeps the other options', async () => {
    expect(await fixed('{ timeout: 9, only: true }, ')).toBe(await fixed('{ timeout: 9 }, '));
  });
});
