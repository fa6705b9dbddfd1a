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
    {
      framework: 'pytest',
      code: `import os


def test_writes_both(tmp_path):
    build(tmp_path)
    assert os.listdir(tmp_path) == ["b.js", "a.js"]
    names = [path.name for path in tmp_path.iterdir()]
    assert names == ["a.js", "b.js"]
`,
      fixed: `import os


def test_writes_both(tmp_path):
    build(tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted(["b.js", "a.js"])
    names = [path.name for path in tmp_path.iterdir()]
    assert sorted(names) == ["a.js", "b.js"]
`,
    },
    {
      framework: 'pytest',
      code: `from sqlalchemy import select


def test_saves_both(session):
    session.add_all([User(name="ann"), User(name="bob")])
    assert session.execute(select(User.name)).scalars().all() == ["ann", "bob"]
`,
      fixed: `from sqlalchemy import select


def test_saves_both(session):
    session.add_all([User(name="ann"), User(name="bob")])
    assert sorted(session.execute(select(User.name)).scalars().all()) == ["ann", "bob"]
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import os

from sqlalchemy import select


def test_writes_both(tmp_path, session):
    build(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["a.js", "b.js"]
    assert os.listdir(tmp_path / "one") == ["a.js"]
    assert set(os.listdir(tmp_path)) == {"a.js", "b.js"}
    names = os.listdir(tmp_path)
    names.sort()
    assert names == ["a.js", "b.js"]
    assert list({"a": 1, "b": 2}) == ["a", "b"]
    assert list(set([1, 2])) == [1, 2]
    assert session.scalars(select(User.name).order_by(User.name)).all() == ["ann", "bob"]
`,
    },
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
