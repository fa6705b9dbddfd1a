import { describe, expect, it } from 'vitest';
import { unorderedCompare } from '../../../src/analysis/rules/unordered-compare.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(unorderedCompare);

async function count(body: string) {
  const code = `import { readdirSync } from 'node:fs';\nimport { expect, it } from 'vitest';\nit('works', async () => {\n  ${body}\n});\n`;
  const { reports } = await check(unorderedCompare, { framework: 'vitest', code });
  return reports.length;
}

describe('unordered-compare', () => {
  it('sees a listing through a constant, unless it is sorted in place', async () => {
    expect(await count("const files = readdirSync('out');\n  expect(files).toEqual(['a', 'b']);")).toBe(1);
    expect(
      await count("const files = readdirSync('out');\n  files.sort();\n  expect(files).toEqual(['a', 'b']);"),
    ).toBe(0);
  });

  it('leaves lists alone whose order cannot be told', async () => {
    expect(await count("expect(readdirSync('out')).toEqual(['a', 'a']);")).toBe(0);
  });

  it('leaves tasks alone that fill the list before they wait', async () => {
    const fill = (body: string) =>
      `const seen = [];\n  await Promise.all(urls.map(async (url) => {\n    ${body}\n  }));\n  expect(seen).toEqual(['a', 'b']);`;
    expect(await count(fill('seen.push(url);\n    await visit(url);'))).toBe(0);
    expect(await count(fill('await visit(url);\n    seen.push(url);'))).toBe(1);
  });

  it('reads an inline snapshot of a listing, unless it holds one name', async () => {
    const snapshot = (...names: string[]) =>
      `expect(readdirSync('out')).toMatchInlineSnapshot(\`\n    [\n${names.map((name) => `      "${name}",\n`).join('')}    ]\n  \`);`;
    expect(await count(snapshot('a', 'b'))).toBe(1);
    expect(await count(snapshot('a'))).toBe(0);
  });

  it('knows that raw headers come in any order', async () => {
    expect(await count("expect(response.rawHeaders).toEqual(['a', '1', 'b', '2']);")).toBe(1);
    expect(await count("expect(response.names).toEqual(['a', '1', 'b', '2']);")).toBe(0);
  });

  const inPython = async (body: string) => {
    const code = `import os\nfrom concurrent.futures import as_completed\n\n\nasync def test_it(session, root):\n    ${body.replaceAll('\n', '\n    ')}\n`;
    const { reports } = await check(unorderedCompare, { framework: 'pytest', code });
    return reports.map(({ severity, fix }) => [severity, fix?.safety]);
  };

  it('knows what Python gives in no order', async () => {
    expect(await inPython('assert list(set(names())) == ["a", "b"]')).toEqual([['warning', 'safe']]);
    expect(await inPython('assert list(root.rglob("*.py")) == [root / "a.py", root / "b.py"]')).toEqual([
      ['warning', undefined],
    ]);
    const fill = (loop: string) =>
      `done = []\nfor future in ${loop}:\n    done.append(future.result())\nassert done == [1, 2]`;
    expect(await inPython(fill('as_completed(futures)'))).toEqual([['warning', 'safe']]);
    expect(await inPython(fill('futures'))).toEqual([]);
  });

  it('asks for ORDER BY only when it sees the whole query', async () => {
    const rows = '.all() == [1, 2]';
    expect(await inPython(`assert session.query(User.id)${rows}`)).toEqual([['info', 'suggested']]);
    expect(await inPython(`query = select(User.id)\nassert session.scalars(query)${rows}`)).toEqual([
      ['info', 'suggested'],
    ]);
    expect(
      await inPython(
        `found = (await session.execute(select(User))).scalars().all()\nassert [row.id for row in found] == [1, 2]`,
      ),
    ).toEqual([['info', 'suggested']]);
    expect(await inPython(`assert session.scalars(query)${rows}`)).toEqual([]);
    expect(await inPython(`assert session.query(User.id).order_by(User.id)${rows}`)).toEqual([]);
  });

  it('leaves a comparison alone that is to raise', async () => {
    const attempt = (last: string) =>
      `try:\n    assert session.query(User.id).all() == [1, 2]\n    ${last}\nexcept ValueError:\n    pass`;
    expect(await inPython(attempt('assert False'))).toEqual([]);
    expect(await inPython(attempt('pytest.fail("no")'))).toEqual([]);
    expect(await inPython(attempt('assert session.done'))).toHaveLength(1);
  });
});
