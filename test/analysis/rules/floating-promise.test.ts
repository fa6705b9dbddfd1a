import { describe, expect, it } from 'vitest';
import { floatingPromise } from '../../../src/analysis/rules/floating-promise.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(floatingPromise);

describe('floating-promise', () => {
  const clicks = `import userEvent from '@testing-library/user-event';

it('counts', () => {
  userEvent.click(button());
  expect(count()).toBe(1);
});
`;

  it.each([
    ['^13.5.0', 0],
    ['^14.0.0', 1],
    ['catalog:', 0],
  ])('knows from the manifest whether user-event %s gives promises', async (version, findings) => {
    const manifest = { devDependencies: { jest: '30.0.0', '@testing-library/user-event': version } };
    const files = { 'package.json': JSON.stringify(manifest) };
    const { reports } = await check(floatingPromise, { framework: 'jest', code: clicks, files });
    expect(reports).toHaveLength(findings);
  });

  it('is one finding, and one fix, for all that a test forgets to await', async () => {
    const code = `import { page, userEvent } from 'vitest/browser';
import { expect, it } from 'vitest';

it('types', () => {
  page.getByRole('button').click();
  userEvent.type(field(), 'ann');
  expect(name()).toBe('ann');
});
`;
    const { reports } = await check(floatingPromise, { framework: 'vitest', code });
    expect(reports.map(({ message }) => message)).toEqual([
      '`getByRole.click` is not awaited: the test goes on before the page has done it. Add await. The same goes for 1 more in this test.',
    ]);
    expect(await applyFixes(floatingPromise, { framework: 'vitest', code })).toContain(`it('types', async () => {
  await page.getByRole('button').click();
  await userEvent.type(field(), 'ann');`);
  });

  it('only suggests to await a click whose dialog is waited for behind it', async () => {
    const code = `import { test } from '@playwright/test';

test('opens', async ({ page }) => {
  page.getByRole('button').click();
  const dialog = await page.waitForEvent('dialog');
  await dialog.accept();
});
`;
    const { reports } = await check(floatingPromise, { framework: 'playwright', code });
    expect(reports.map(({ fix }) => fix?.safety)).toEqual(['suggested']);
  });

  it.each([
    ['mocha', ['warning']],
    ['jest', ['info']],
    ['node:test', []],
  ] as const)('knows what %s does while something else is awaited', async (framework, severities) => {
    const head = framework === 'node:test' ? "import { it } from 'node:test';\n" : '';
    const code = `${head}it('loads', async () => {
  load().then((value) => expect(value).toBe(1));
  await settled();
});
`;
    const { reports } = await check(floatingPromise, { framework, code });
    expect(reports.map(({ severity }) => severity)).toEqual(severities);
  });

  it('leaves a guard alone that only fails', async () => {
    const code = `import assert from 'node:assert';
import { it } from 'node:test';

it('never answers', () => {
  ask().then(() => {
    assert.fail('answered');
  });
  assert.equal(asked(), 1);
});
`;
    const { reports } = await check(floatingPromise, { framework: 'node:test', code });
    expect(reports).toEqual([]);
  });

  it.each(['vitest', 'jest'] as const)('is an error for a wait that nobody awaits, in %s too', async (framework) => {
    const code = `import { waitFor } from '@testing-library/react';
${framework === 'vitest' ? "import { expect, it } from 'vitest';" : ''}
it('loads', () => {
  const loaded = waitFor(() => expect(state()).toBe('loaded'));
});
`;
    const { reports } = await check(floatingPromise, { framework, code });
    expect(reports.map(({ severity, message, fix }) => ({ severity, message, fix }))).toEqual([
      {
        severity: undefined,
        message: '`waitFor` is not awaited: the test goes on, and ends, before what it waits for is there. Add await.',
        fix: undefined,
      },
    ]);
  });
});

describe('floating-promise: the properties of fast-check', () => {
  const tried = async (statement: string, from = "import fc from 'fast-check';") => {
    const code = `${from}\nimport { expect, it } from 'vitest';\n\nit('keeps the sum', async () => {\n  ${statement}\n});\n`;
    return (await check(floatingPromise, { framework: 'vitest', code })).reports.map(({ message }) => message);
  };
  const property = 'fc.asyncProperty(fc.nat(), async (n) => { expect(await sum(n)).toBe(n); })';

  it('reports an asynchronous one that nobody awaits', async () => {
    expect(await tried(`fc.assert(${property});`)).toEqual([
      '`fc.assert` is not awaited: the test goes on before the property has been tried. Add await.',
    ]);
    expect(await tried(`fc.assert(${property}.beforeEach(reset), { numRuns: 9 });`)).toHaveLength(1);
    const named = "import { assert, asyncProperty, nat } from 'fast-check';";
    expect(await tried('assert(asyncProperty(nat(), async (n) => { expect(n).toBe(n); }));', named)).toHaveLength(1);
  });

  it.each([
    `await fc.assert(${property});`,
    `return fc.assert(${property});`,
    'fc.assert(fc.property(fc.nat(), (n) => { expect(sum(n)).toBe(n); }));',
  ])('is content with %s', async (statement) => {
    expect(await tried(statement)).toEqual([]);
  });

  it.each([
    ["document.body.innerHTML = '<p></p>';", 0],
    ["await load(); document.body.innerHTML = '<p></p>';", 1],
  ])('leaves a function alone that has done all when it returns: %s', async (body, findings) => {
    const code = `const mount = async () => { ${body} };\n\nit('shows', () => {\n  mount();\n  expect(page()).toBe(1);\n});\n`;
    expect((await check(floatingPromise, { framework: 'jest', code })).reports).toHaveLength(findings);
  });
});

describe('floating-promise in Python', () => {
  const started = async (body: string) => {
    const code = `import asyncio\nimport pytest\n\n@pytest.mark.asyncio\nasync def test_a(box):\n${body}`;
    return (await check(floatingPromise, { framework: 'pytest', code })).reports;
  };

  it('reports a task that nothing keeps, and leaves one alone that is kept', async () => {
    expect(await started('    asyncio.ensure_future(box.run())\n    assert box.on\n')).toHaveLength(1);
    expect(await started('    task = asyncio.create_task(box.run())\n    assert box.on\n    task.cancel()\n')).toEqual(
      [],
    );
  });

  it('awaits no task that stands in a block, whose end may be somewhere else', async () => {
    const [report] = await started('    async with box:\n        asyncio.create_task(box.run())\n    assert box.on\n');
    expect(report).toBeDefined();
    expect(report?.fix).toBeUndefined();
  });
});
