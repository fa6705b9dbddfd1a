import { describe, expect, it } from 'vitest';
import { deadAssertion } from '../../../src/analysis/rules/dead-assertion.ts';
import { check } from './harness.ts';

async function findings(...lines: readonly string[]) {
  const code = `import pytest\n\n\ndef test_shop(shop, x):\n${lines.map((line) => `    ${line}\n`).join('')}`;
  const { reports } = await check(deadAssertion, { framework: 'pytest', code });
  return reports.map(({ severity, at }) => `${severity ?? 'error'} ${code.slice(at.start, at.end)}`);
}

describe('dead-assertion in Python', () => {
  it.each(['x == 1', 'x in shop', 'x is not None', '1 < x <= 3', 'x == 1 and shop != 2', 'not x == 1'])(
    'finds the forgotten assert: %s',
    async (line) => {
      expect(await findings(line)).toEqual([`error ${line}`]);
    },
  );

  it.each(['x', 'x.total', 'x[0]', 'x >> shop', 'x and shop == 1', 'x == 1  # must not raise'])(
    'leaves other lines alone: %s',
    async (line) => {
      expect(await findings(line)).toEqual([]);
    },
  );

  it('leaves a comparison alone where its effect is watched', async () => {
    expect(await findings('with recorded(shop):', '    x == 1')).toEqual([]);
    expect(await findings('with patch("shop.now"):', '    x == 1')).toEqual(['error x == 1']);
  });

  it('finds what stands behind the end of the test, but not in another branch', async () => {
    expect(await findings('if x:', '    return', 'assert shop')).toEqual([]);
    expect(await findings('if x:', '    return', '    assert shop')).toEqual(['error assert shop']);
  });

  it('only mentions what stands behind a skip, which the report shows', async () => {
    expect(await findings('pytest.skip("later")', 'assert shop')).toEqual(['info assert shop']);
  });

  it('only mentions a comparison where the test keeps another one as a value, and offers no assert', async () => {
    const code = 'def test_shop(x):\n    x == 1\n    clause = x == 2\n    assert clause.left is x\n';
    const { reports } = await check(deadAssertion, { framework: 'pytest', code });
    expect(reports.map(({ severity, fix }) => [severity, fix])).toEqual([['info', undefined]]);
    expect(await findings('x == 1', 'same = x == 2', 'assert same')).toEqual(['error x == 1']);
  });
});
