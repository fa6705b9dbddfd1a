import type { RuleMeta } from '../../rule.ts';

/** What the rule reports and what it leaves alone. */
export const examples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'vitest',
      code: `import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';

it('writes both', async () => {
  await build();
  expect(await readdir('out')).toEqual(['a.js', 'b.js']);
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('saves both', () => {
  const rows = db.prepare('SELECT name FROM users').all();
  assert.deepEqual(rows, [{ name: 'ann' }, { name: 'bob' }]);
});
`,
    },
    {
      framework: 'jest',
      code: `test('visits all', async () => {
  const seen = [];
  await Promise.all(
    urls.map(async (url) => {
      await visit(url);
      seen.push(url);
    }),
  );
  expect(seen).toEqual(['/a', '/b']);
});
`,
    },
  ],
  good: [
    {
      framework: 'vitest',
      code: `import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';

it('writes both', async () => {
  expect((await readdir('out')).sort()).toEqual(['a.js', 'b.js']);
  const files = await readdir('out');
  expect(files).toEqual(expect.arrayContaining(['a.js', 'b.js']));
  expect(files).toHaveLength(2);
  expect(await readdir('one')).toEqual(['a.js']);
});
`,
    },
    {
      framework: 'node:test',
      code: `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('saves both', () => {
  const rows = db.prepare('SELECT name FROM users ORDER BY name').all();
  assert.deepEqual(rows, [{ name: 'ann' }, { name: 'bob' }]);
  assert.deepEqual([...new Set(['a', 'b'])], ['a', 'b']);
});
`,
    },
    {
      framework: 'jest',
      code: `test('visits all', async () => {
  const seen = await Promise.all(urls.map((url) => visit(url)));
  expect(seen).toEqual(['/a', '/b']);
  const order = [];
  for (const url of urls) {
    await visit(url);
    order.push(url);
  }
  expect(order).toEqual(['/a', '/b']);
});
`,
    },
  ],
};
