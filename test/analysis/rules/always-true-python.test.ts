import { describe, expect, it } from 'vitest';
import { alwaysTrue } from '../../../src/analysis/rules/always-true.ts';
import { applyFixes, check } from './harness.ts';

const testOf = (lines: readonly string[], title = 'test_shop') =>
  `def ${title}(shop, x):\n${lines.map((line) => `    ${line}\n`).join('')}`;

async function severities(...lines: readonly string[]) {
  const { reports } = await check(alwaysTrue, { framework: 'pytest', code: testOf(lines) });
  return reports.map(({ severity }) => severity ?? 'error');
}

const fixed = (...lines: readonly string[]) => applyFixes(alwaysTrue, { framework: 'pytest', code: testOf(lines) });

describe('always-true in Python', () => {
  it.each([
    'assert (i for i in x)',
    'assert lambda: x == 1',
    'assert x == 1 or True',
    'assert x == 1 or 2',
    'assert "a" or "b" in x',
    'assert x in {x}',
    'assert x or not x',
    'assert x < 3 or x >= 3',
    'assert 0 <= len(x)',
    'assert len(x) > -1',
    'assert isinstance(x, object)',
    'assert x is x',
    'assert not []',
    'assert f"total: {x}"',
    'assert {"a": x}',
  ])('knows what cannot fail: %s', async (line) => {
    expect(await severities(line)).toEqual(['error']);
  });

  it.each([
    'assert x == 1 or x == 2',
    'assert "a" in x or "b" in x',
    'assert x in {shop}',
    'assert len(x) >= 1',
    'assert shop.total == shop.total',
    'assert shop.total() == shop.total()',
    'assert isinstance(x, dict)',
    'assert f"{x}"',
    'assert [*x]',
    'assert [i for i in x]',
    'assert False',
    'assert x < 3 or x > 3',
    'assert (x == 1)',
  ])('is silent on what can fail: %s', async (line) => {
    expect(await severities(line)).toEqual([]);
  });

  it('leaves a value compared with itself alone where the test is about comparing', async () => {
    expect(await severities('assert x == x', 'assert x != shop')).toEqual([]);
    expect(await severities('assert x == x', 'assert x == shop')).toEqual(['error']);
  });

  it('tells an uncalled function from a value of its name', async () => {
    const helper = 'def is_open():\n    return False\n\n\n';
    const open = (parameters: string) => `${helper}def test_shop(${parameters}):\n    assert is_open\n`;
    const found = async (code: string) => (await check(alwaysTrue, { framework: 'pytest', code })).reports.length;
    expect([await found(open('shop')), await found(open('is_open'))]).toEqual([1, 0]);
  });

  it('says nothing of a constant that marks a place beside real checks', async () => {
    expect(await severities('assert shop.open', 'assert True')).toEqual([]);
  });

  it('is one finding for the constants of a test', async () => {
    expect(await severities('rate = 3', 'name = "a"', 'assert rate == 3', 'assert name == "a"')).toEqual(['error']);
  });

  it.each([
    ['assert (x == 1, "no")', 'assert x == 1, "no"'],
    ['assert (x == 1,)', 'assert x == 1'],
    ['assert (x, shop)', 'assert (x, shop)'],
    ['assert (i > 0 for i in x)', 'assert all(i > 0 for i in x)'],
    ['assert (x == 1, "no")  # why', 'assert x == 1, "no"  # why'],
    ['assert (x == 1, "no"), "really"', 'assert (x == 1, "no"), "really"'],
  ])('takes the parentheses of %s away only where the meaning is plain', async (line, expected) => {
    expect(await fixed(line)).toBe(testOf([expected]));
  });

  it('only mentions a constant that a `with` has set when it went well', async () => {
    expect(await severities('with shop.guard():', '    result = "done"', 'assert result == "done"')).toEqual(['info']);
    expect(
      await severities('result = "done"', 'with shop.guard():', '    shop.open()', 'assert result == "done"'),
    ).toEqual(['error']);
  });
});
