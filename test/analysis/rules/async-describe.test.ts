import { describe, expect, it } from 'vitest';
import { asyncDescribe } from '../../../src/analysis/rules/async-describe.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(asyncDescribe);

describe('async-describe', () => {
  it('is only a warning where the callback awaits nothing and mocha registers its tests', async () => {
    const code = `describe('cart', async () => {\n  it('adds', async () => {\n    await add();\n  });\n});\n`;
    const { reports } = await check(asyncDescribe, { framework: 'mocha', code });
    expect(reports.map(({ severity, fix }) => [severity, fix?.safety])).toEqual([['warning', 'safe']]);
  });

  it('names a test that jest loses to a returned value', async () => {
    const code = `describe('cart', () => {\n  it('adds', () => {});\n  return { add };\n});\n`;
    const { reports } = await check(asyncDescribe, { framework: 'jest', code });
    expect(reports.map(({ message }) => message)).toEqual([
      'Jest refuses a describe callback that returns a value: no test of "cart" runs. Drop the return.',
    ]);
  });

  it('keeps the runner name of a playwright suite in the hook it writes', async () => {
    const code = `import { test as check } from '@playwright/test';\n\ncheck.describe('cart', async () => {\n  await seed();\n  check('opens', () => {});\n});\n`;
    expect(await applyFixes(asyncDescribe, { framework: 'playwright', code })).toContain(
      'check.beforeAll(async () => {\n    await seed();\n  });',
    );
  });
});
