import type { RuleMeta } from '../../rule.ts';
import { pythonExamples } from './conditional-assertion-python.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('has a name', () => {
  const user = find('ann');
  if (user) {
    expect(user.name).toBe('Ann');
  }
});
`,
      fixed: `import { expect, it } from 'vitest';

it('has a name', () => {
  expect.hasAssertions();
  const user = find('ann');
  if (user) {
    expect(user.name).toBe('Ann');
  }
});
`,
    },
    {
      framework: 'jest',
      code: `it('rejects', async () => {
  try {
    await save(null);
  } catch (error) {
    expect(error.message).toBe('no user');
  }
});
`,
      fixed: `it('rejects', async () => {
  await expect(save(null)).rejects.toHaveProperty('message', 'no user');
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('refuses', () => {
  try {
    parse('x');
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
  }
});
it('refuses and says why', () => {
  try {
    parse('x');
  } catch (error) {
    expect(error.line).toBe(1);
    expect(error.column).toBe(2);
  }
});
`,
      fixed: `import { expect, it } from 'vitest';

it('refuses', () => {
  expect(() => parse('x')).toThrow(SyntaxError);
});
it('refuses and says why', () => {
  expect.hasAssertions();
  try {
    parse('x');
  } catch (error) {
    expect(error.line).toBe(1);
    expect(error.column).toBe(2);
  }
});
`,
    },
    {
      framework: 'playwright',
      code: `import { expect, test } from '@playwright/test';

test('shows the name', async ({ page }) => {
  const name = page.getByTestId('name');
  if (await name.isVisible()) {
    await expect(name).toHaveText('Ann');
  }
});
`,
      fixed: `import { expect, test } from '@playwright/test';

test('shows the name', async ({ page }) => {
  const name = page.getByTestId('name');
  await expect(name).toBeVisible();
  if (await name.isVisible()) {
    await expect(name).toHaveText('Ann');
  }
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert';
import { test } from 'node:test';

test('rejects', async () => {
  try {
    await save(null);
  } catch (error) {
    assert.strictEqual(error.code, 'E_NULL');
  }
});
`,
      fixed: `import assert from 'node:assert';
import { test } from 'node:test';

test('rejects', async () => {
  await assert.rejects(save(null), { code: 'E_NULL' });
});
`,
    },
    ...pythonExamples.bad,
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('checks on both arms', () => {
  const user = find('ann');
  if (user) {
    expect(user.name).toBe('Ann');
  } else {
    expect(count()).toBe(0);
  }
});
it('checks first', () => {
  const result = parse('1');
  expect(result.ok).toBe(true);
  if (result.ok) {
    expect(result.value).toBe(1);
  }
});
it('counts', () => {
  expect.assertions(1);
  try {
    save(null);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
  }
});
it.each([[['a', 'b']], [['c']]])('goes through a row of the table', (names) => {
  for (const name of names) {
    expect(validate(name)).toBe(true);
  }
});
it('goes through a list that is there', () => {
  for (const n of [1, 2]) {
    expect(n).toBeGreaterThan(0);
  }
});
it('checks in a callback', async () => {
  await load().then((value) => {
    expect(value).toBe(1);
  });
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, expectTypeOf, it } from 'vitest';
import { headerNames } from './headers';

it('narrows', () => {
  const result = load();
  if (result.isError) {
    expectTypeOf(result.error).toEqualTypeOf<Error>();
  }
});
it('goes through a table of another module', () => {
  for (const name of headerNames) {
    expect(parse(name)).toBe(name);
  }
  for (let i = 0; i < headerNames.length; i++) {
    expect(lookup(headerNames[i])).toBe(i);
  }
});
it('goes through what it has filled itself', () => {
  const seen = reactive(new Set());
  seen.add({});
  seen.forEach((entry) => expect(isReactive(entry)).toBe(true));
  const headers = new Headers([['a', 'b']]);
  headers.forEach((value) => {
    expect(value).toBe('b');
  });
});
it.prop([fc.string()])('counts no more than there are', (text) => {
  for (const char of count(text)) {
    expect(text).toContain(char);
  }
});
`,
    },
    {
      framework: 'jest',
      code: `it.each([
  ['a', true],
  ['', false],
])('validates %s', (name, ok) => {
  if (ok) {
    expect(validate(name)).toEqual({ ok });
  } else {
    expect(() => validate(name)).toThrow('empty');
  }
});
`,
    },
    ...pythonExamples.good,
  ],
};
