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

  it('is a warning for vitest 4, which awaits it when the body has ended', async () => {
    const { reports } = await check(unawaitedAssertion, { framework: 'vitest', major: 4, code });
    expect(reports.map(({ severity, message }) => ({ severity, message }))).toEqual([
      {
        severity: 'warning',
        message:
          'This assertion is not awaited: Vitest awaits it only when the body has ended, so the code after it runs before its outcome is known, and Vitest 5 fails the test. Add await.',
      },
    ]);
  });

  it('keeps its severity where the runner lets it pass', async () => {
    const { reports } = await check(unawaitedAssertion, { framework: 'jest', code: code.replace(/^import.*/, '') });
    expect(reports.map(({ severity }) => severity)).toEqual([undefined]);
  });

  it('says that vitest does not run a poll that nobody awaits', async () => {
    const polling = code.replace('expect(load()).resolves', 'expect.poll(() => load())');
    const { reports } = await check(unawaitedAssertion, { framework: 'vitest', code: polling });
    expect(reports.map(({ severity, message }) => ({ severity, message }))).toEqual([
      {
        severity: 'warning',
        message: 'This assertion is not awaited: Vitest does not run it and fails the test. Add await.',
      },
    ]);
  });

  it.each(['vitest', 'jest'] as const)('is an error for a wait that nobody awaits, in %s too', async (framework) => {
    const waiting = `import { waitFor } from '@testing-library/react';
${framework === 'vitest' ? "import { expect, it } from 'vitest';" : ''}
it('loads', () => {
  waitFor(() => expect(loaded()).toBe(true));
});
`;
    const { reports } = await check(unawaitedAssertion, { framework, code: waiting });
    expect(reports.map(({ severity, message }) => ({ severity, message }))).toEqual([
      {
        severity: undefined,
        message: 'This wait is not awaited: the test goes on, and ends, before what it waits for is there. Add await.',
      },
    ]);
  });

  it('still wants a supertest promise awaited', async () => {
    const { reports } = await check(unawaitedAssertion, {
      framework: 'mocha',
      code: `describe('app', () => {
  it('answers', () => {
    request(app).get('/').expect(200, expected);
  });
});
`,
    });
    expect(reports).toHaveLength(1);
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
