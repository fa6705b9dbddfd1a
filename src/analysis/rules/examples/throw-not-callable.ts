import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';
import { parse } from './parse';

it('refuses', () => {
  expect(parse('{')).toThrow(SyntaxError);
});
`,
      files: {
        'src/parse.ts':
          "export function parse(text) {\n  if (text === '{') throw new SyntaxError();\n  return { text };\n}\n",
      },
      fixed: `import { expect, it } from 'vitest';
import { parse } from './parse';

it('refuses', () => {
  expect(() => parse('{')).toThrow(SyntaxError);
});
`,
    },
    {
      framework: 'vitest',
      code: `import { expect, it } from 'vitest';

it('accepts', () => {
  expect(async () => {
    await save({ name: 'ann' });
  }).not.toThrow();
});
`,
      fixed: `import { expect, it } from 'vitest';

it('accepts', async () => {
  await expect((async () => {
    await save({ name: 'ann' });
  })()).resolves.not.toThrow();
});
`,
    },
    {
      framework: 'jest',
      code: `test('refuses', async () => {
  expect(async () => save({})).toThrow('name');
  expect(await load('')).toThrow('id');
});
`,
      fixed: `test('refuses', async () => {
  await expect(async () => save({})).rejects.toThrow('name');
  await expect(load('')).rejects.toThrow('id');
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('accepts', () => {
  assert.doesNotThrow(async () => save({ name: 'ann' }));
});
`,
      fixed: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('accepts', async () => {
  await assert.doesNotReject(async () => save({ name: 'ann' }));
});
`,
    },
    {
      framework: 'mocha',
      code: `import { expect } from 'chai';

it('refuses', () => {
  expect(new Cart(-1)).to.throw(RangeError);
});
`,
      fixed: `import { expect } from 'chai';

it('refuses', () => {
  expect(() => new Cart(-1)).to.throw(RangeError);
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { expect, it, vi } from 'vitest';
import { parse } from './parse';

it('refuses', async () => {
  expect(() => parse('{')).toThrow(SyntaxError);
  expect(parse.bind(null, '{')).toThrow();
  expect(vi.fn(() => 1)).not.toThrow();
  await expect(async () => save({})).rejects.toThrow('name');
  await expect(save({})).rejects.toThrow('name');
});
`,
      files: { 'src/parse.ts': 'export function parse(text) {\n  return { text };\n}\n' },
    },
    {
      framework: 'jest',
      code: `const calling = (name) => () => load(name);
function lazily(name) {
  return () => load(name);
}

test('refuses', () => {
  expect(calling('x')).toThrow('x');
  expect(lazily('x')).toThrow('x');
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('refuses', async () => {
  assert.throws(() => parse('{'), SyntaxError);
  await assert.rejects(async () => save({}), /name/);
});
`,
    },
  ],
};
