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

  it('sees what a forEach drops, and leaves what map hands to Promise.all', async () => {
    const each = (call: string) => `test('all load', async () => {
  ${call}((id) => expect(load(id)).resolves.toBe(id))
});
`;
    const count = async (code: string) => (await check(unawaitedAssertion, { framework: 'jest', code })).reports.length;
    expect(await count(each('ids.forEach'))).toBe(1);
    expect(await count(each('return Promise.all(ids.map').replace(/\)\n\}\);/, '))\n});'))).toBe(0);
  });

  it('awaits in an async helper too, and not in a callback', async () => {
    const { reports } = await check(unawaitedAssertion, {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

async function opens(page) {
  expect(page).toHaveURL('/');
}
const check = (page) => {
  expect(page).toHaveURL('/');
};
test('opens', async ({ page }) => {
  await opens(page);
  check(page);
});
`,
    });
    expect(reports.map(({ fix }) => fix?.title)).toEqual(['Await the assertion', undefined]);
  });

  it('is silent where the test is about the refusal itself', async () => {
    const code = `import { expect, it } from 'vitest';

it('refuses a number', () => {
  try {
    expect(1).resolves.toBe(1);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
  }
});
it('refuses a text', () => {
  let caught;
  try {
    expect('x').rejects.toBe(1);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeDefined();
});
it.fails('is not awaited', () => {
  expect(load()).resolves.toBe(1);
});
`;
    expect((await check(unawaitedAssertion, { framework: 'vitest', code })).reports).toEqual([]);
  });

  it('is not silenced by a catch that nobody looks at', async () => {
    const code = `it('loads', () => {
  try {
    expect(load()).resolves.toBe(1);
  } catch {}
});
`;
    expect((await check(unawaitedAssertion, { framework: 'jest', code })).reports).toHaveLength(1);
  });

  it('leaves alone what names the type of a promise', async () => {
    const typed = `import { expectTypeOf, it } from 'vitest';\n\nit('is typed', () => {\n  expectTypeOf(load()).resolves.toEqualTypeOf<number>();\n});\n`;
    expect((await check(unawaitedAssertion, { framework: 'vitest', code: typed })).reports).toEqual([]);
  });
});
