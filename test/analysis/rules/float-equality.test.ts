import { describe, expect, it } from 'vitest';
import { floatEquality } from '../../../src/analysis/rules/float-equality.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(floatEquality);

async function severities(body: string) {
  const code = `import { expect, it } from 'vitest';\nit('works', () => {\n  ${body}\n});\n`;
  const { reports } = await check(floatEquality, { framework: 'vitest', code });
  return reports.map(({ severity }) => severity ?? 'warning');
}

describe('float-equality', () => {
  it('only notes a call that need not compute', async () => {
    expect(await severities('expect(place(0.1, 0.7)).toBe(0.8);')).toEqual(['info']);
    expect(await severities('expect(sum(0.1, 0.7)).toBe(0.8);')).toEqual(['warning']);
  });

  it('knows which decimals a double holds exactly', async () => {
    expect(await severities('expect(x * 1.5).toBe(3.375);')).toEqual([]);
    expect(await severities('expect(x * 1.1).toBe(3.3);')).toEqual(['warning']);
  });

  it('takes sixteen digits for the rounding error they are', async () => {
    expect(await severities('expect(data.energy).toBe(0.30000000000000004);')).toEqual(['warning']);
    expect(await severities('expect(data.energy).toBe(0.3);')).toEqual([]);
  });

  it('is silent where the expected number was handed in', async () => {
    expect(await severities('expect(sum(0.1, 0)).toBe(0.1);')).toEqual([]);
    expect(await severities('expect(norm(-4.2, 1.1)).toBe(4.2);')).toEqual([]);
  });

  it('is silent about integers, which are rounded once', async () => {
    expect(await severities('expect(mean([1, 3, 5, 2, -5])).toBe(1.2);')).toEqual([]);
  });

  it('is silent about decimals that were parsed', async () => {
    expect(await severities('const body = JSON.parse(text);\n  expect(body.heat).toBe(0.30000001192092896);')).toEqual(
      [],
    );
  });

  it('is one finding for the comparisons of a test, and mends them all', async () => {
    const code = `it('turns', () => {
  expect(turned.x).toBe(0.7071067811865476);
  expect(turned.y).toBe(0.7071067811865475);
});
`;
    const { reports } = await check(floatEquality, { framework: 'jest', code });
    expect(reports.map(({ message }) => message)).toEqual([
      'The expected value holds the rounding error of one way to compute it. The same holds of 1 more in this test. Compare with a tolerance: toBeCloseTo(0.7071067811865476, 10).',
    ]);
    expect(await applyFixes(floatEquality, { framework: 'jest', code })).toBe(
      code.replaceAll('toBe(', 'toBeCloseTo(').replaceAll(/(\d)\);/g, '$1, 10);'),
    );
  });

  it('is worth a look in Python where the test itself shows the arithmetic', async () => {
    const count = async (assertion: string) => {
      const code = `def test_it(cart):\n    assert ${assertion}\n`;
      const { reports } = await check(floatEquality, { framework: 'pytest', code });
      return reports.map(({ severity }) => severity);
    };
    expect(await count('0.3 == cart.paid / 7')).toEqual(['info']);
    expect(await count('0.3 + 0.1 == 0.4')).toEqual(['info']);
    expect(await count('0.3 + 0.3 == 0.6')).toEqual([]);
    expect(await count('cart.paid / 2 == 0.5')).toEqual([]);
    expect(await count('cart.calculate_total(0.1, 0.2) == 0.3')).toEqual([]);
    expect(await count('cart.paid / 7 != 0.3')).toEqual([]);
  });
});
