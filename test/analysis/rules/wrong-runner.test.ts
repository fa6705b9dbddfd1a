import { describe, expect, it } from 'vitest';
import { wrongRunner } from '../../../src/analysis/rules/wrong-runner.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(wrongRunner);

describe('wrong-runner', () => {
  it('offers no fix where tests use the context of node:test', async () => {
    const code = `import { test } from 'node:test';
import { expect } from 'vitest';

test('adds', (t) => {
  t.diagnostic('adding');
  expect(add(1, 2)).toBe(3);
});
`;
    const { reports } = await check(wrongRunner, { framework: 'vitest', code });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('is an error only where a catch takes the ReferenceError', async () => {
    const code = `it('refuses', () => {
  if (parse('{')) fail('parsed');
  try {
    parse('{');
    fail('parsed');
  } catch {}
});
`;
    const { reports } = await check(wrongRunner, { framework: 'jest', code });
    expect(reports.map(({ severity }) => severity)).toEqual(['warning', undefined]);
    expect(await applyFixes(wrongRunner, { framework: 'jest', code })).toContain(
      "if (parse('{')) throw new Error('parsed');",
    );
  });

  it('leaves a project alone that starts node:test in a script', async () => {
    const manifest = { scripts: { test: 'vitest', smoke: 'node --test smoke' }, devDependencies: { vitest: '4.0.0' } };
    const files = { 'package.json': JSON.stringify(manifest) };
    const code = `import { it } from '@jest/globals';\n\nit('adds', () => {});\n`;
    const { reports } = await check(wrongRunner, { framework: 'jest', code, files });
    expect(reports).toEqual([]);
  });
});
