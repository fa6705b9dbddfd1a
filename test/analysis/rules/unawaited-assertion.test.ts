import { describe, expect, it } from 'vitest';
import { unawaitedAssertion } from '../../../src/analysis/rules/unawaited-assertion.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unawaitedAssertion);

describe('unawaited-assertion', () => {
  const code = `import { expect, it } from 'vitest';

it('loads', () => {
  expect(load()).resolves.toBe(1);
});
`;

  it('is only a warning where the runner fails the test by itself', async () => {
    const { reports } = await check(unawaitedAssertion, { framework: 'vitest', major: 5, code });
    expect(reports.map(({ severity, message }) => ({ severity, message }))).toEqual([
      {
        severity: 'warning',
        message: 'This assertion is not awaited: vitest 5 fails the test for it, whatever the outcome. Add await.',
      },
    ]);
  });

  it('keeps its severity where the runner lets it pass', async () => {
    const { reports } = await check(unawaitedAssertion, { framework: 'vitest', major: 4, code });
    expect(reports.map(({ severity }) => severity)).toEqual([undefined]);
  });

  it('offers no fix for a callback-style test, which may not be async', async () => {
    const { reports } = await check(unawaitedAssertion, {
      framework: 'jest',
      code: `test('loads', (done) => {
  expect(load()).resolves.toBe(1);
  done();
});
`,
    });
    expect(reports.map(({ fix }) => fix)).toEqual([undefined]);
  });
});
